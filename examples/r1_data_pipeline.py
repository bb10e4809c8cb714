"""R1's data pipeline: questions, rollouts, scores, selection, then TRL's SFTTrainer and DPOTrainer on what is left.

`python examples/r1_data_pipeline.py` takes a tiny model of random weights, whose tokens are whole completions, so that
it is right every now and then; `--model Qwen/Qwen2.5-0.5B-Instruct` takes a real one. Everything lies in `--folder`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

SYSTEM = "Reason between <think> and </think>, then give the number between <answer> and </answer>."
RECIPE = """\
name: counting
rewards:
  - {use: accuracy, verifier: logic.counting}
  - {use: format.think_answer, name: format, weight: 0.5}
"""


def rewardry(*arguments: str, folder: Path) -> None:
    """Run a command of rewardry and show it."""
    print(f"\n$ rewardry {' '.join(arguments)}", flush=True)
    subprocess.run([str(Path(sys.executable).with_name("rewardry")), *arguments], cwd=folder, check=True)


def read(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def tiny_model() -> tuple[Qwen2ForCausalLM, PreTrainedTokenizerFast]:
    """A model whose words are whole completions: with the numbers from 0 to 9, in the right form and in a wrong one."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["<pad>", "<eos>", "<unk>"]
    for number in range(10):
        words += [f"<think>Counted.</think><answer>{number}</answer>", f"<answer>{number}</answer>"]
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>", padding_side="left"
    )
    tokenizer.chat_template = "{% for m in messages %}{{ m['content'] }} {% endfor %}"
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=len(words),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
    )
    return Qwen2ForCausalLM(config), tokenizer


def rollouts(model: Any, tokenizer: Any, questions: list[dict], completions: int, longest: int) -> list[dict]:
    """Several completions of each question, those of a question together: the rows that `rewardry score` takes."""
    rows = []
    for question in questions:
        prompt = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question["prompt"]}]
        text = tokenizer.apply_chat_template(prompt, tokenize=False, add_generation_prompt=True)
        inputs = tokenizer(text, return_tensors="pt", add_special_tokens=False, return_token_type_ids=False)
        inputs = inputs.to(model.device)
        drawn = model.generate(**inputs, do_sample=True, num_return_sequences=completions, max_new_tokens=longest)
        for number, ids in enumerate(drawn[:, inputs["input_ids"].shape[1] :].tolist()):
            own = ids[: ids.index(tokenizer.eos_token_id)] if tokenizer.eos_token_id in ids else ids
            rows.append(
                {
                    "id": f"{question['id']}/{number}",
                    "group": question["id"],
                    "prompt": prompt,
                    "completion": tokenizer.decode(own, skip_special_tokens=True),
                    "completion_ids": own,
                    "reference": question["reference"],
                }
            )
    return rows


def train(
    trainer_class: Any, config_class: Any, model: Any, tokenizer: Any, file: Path, steps: int, output: Path
) -> None:
    """Some steps of one of TRL's trainers on what `rewardry select` wrote; the weights are saved to `output`."""
    arguments = config_class(
        output_dir=str(output),
        max_steps=steps,
        per_device_train_batch_size=4,
        logging_steps=1,
        save_strategy="no",
        report_to="none",
        use_cpu=not torch.cuda.is_available(),
        bf16=torch.cuda.is_available(),
        disable_tqdm=True,
    )
    data = Dataset.from_list(read(file))
    trainer = trainer_class(model=model, args=arguments, train_dataset=data, processing_class=tokenizer)
    trainer.train()
    trainer.save_model(str(output))
    losses = [f"{line['loss']:.3f}" for line in trainer.state.log_history if "loss" in line]
    print(f"{trainer_class.__name__}: {len(data)} rows, losses {', '.join(losses)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="a model's name or folder; default: a tiny one of random weights")
    parser.add_argument("--folder", type=Path, default=Path("r1-data"))
    parser.add_argument("--questions", type=int, default=64)
    parser.add_argument("--completions", type=int, default=8)
    parser.add_argument("--steps", type=int, default=3)
    given = parser.parse_args()
    folder = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    if given.model:
        model, tokenizer = (kind.from_pretrained(given.model) for kind in (AutoModelForCausalLM, AutoTokenizer))
    else:
        model, tokenizer = tiny_model()

    rewardry("generate", "logic.counting", "-n", str(given.questions), "-o", "questions.jsonl", folder=folder)
    rewardry("audit", "questions.jsonl", "-v", "logic.counting", folder=folder)
    drawn = rollouts(model, tokenizer, read(folder / "questions.jsonl"), given.completions, 512 if given.model else 1)
    (folder / "rollouts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in drawn), encoding="utf-8")
    (folder / "counting.yaml").write_text(RECIPE, encoding="utf-8")
    rewardry("score", "counting.yaml", "rollouts.jsonl", "--keep", "-o", "scored.jsonl", folder=folder)
    rewardry("stats", "scored.jsonl", folder=folder)
    rewardry("select", "scored.jsonl", "--r1", "--to", "sft", "-o", "sft.jsonl", folder=folder)
    rewardry("select", "scored.jsonl", "--correct", "--to", "dpo", "-o", "dpo.jsonl", folder=folder)
    train(SFTTrainer, SFTConfig, model, tokenizer, folder / "sft.jsonl", given.steps, folder / "sft")
    # Named by its folder, so that TRL loads it twice: once to train, once as the reference model.
    train(DPOTrainer, DPOConfig, str(folder / "sft"), tokenizer, folder / "dpo.jsonl", given.steps, folder / "dpo")


if __name__ == "__main__":
    main()

"""Tiny models of the published formats: the right architectures with random weights, and tokenizers made here."""

import json
import string

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

CHAT = (
    "{% for message in messages %}<|start|>{{ message['role'] }}\n{{ message['content'] }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|start|>assistant\n{% endif %}"
)
SPECIAL = ["<pad>", "<eos>", "<|start|>", "<|end|>", "<extra_0>"]


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Small models are slower with several threads, which wait for each other where other processes run as well."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def byte_tokenizer():
    """A tokenizer whose tokens are bytes, with a chat template whose own tokens are special."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    names = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=[]))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    raw.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    made = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
    made.chat_template = CHAT
    return made


@pytest.fixture(scope="session")
def word_piece_tokenizer():
    """A tokenizer of Llama's kind: a space belongs to the word behind it, and the tag of a step is one token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

    cyrillic = "".join(map(chr, range(ord("а"), ord("я") + 1)))
    names = ["<unk>", "<s>", "</s>", "▁", "\n", *cyrillic, *string.printable.strip(), "▁+", "▁-", "ки", "▁ки"]
    merges = [("▁", "+"), ("▁", "-"), ("к", "и"), ("▁", "ки")]
    raw = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=merges, unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first")
    raw.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="first")
    raw.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw, unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    )


def small(cls, config, vocabulary, seed, **more):
    """A random model; its weights are large enough that scores differ."""
    torch.manual_seed(seed)
    made = cls(
        config(
            vocab_size=vocabulary,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            max_position_embeddings=1024,
            pad_token_id=0,
            bos_token_id=None,
            eos_token_id=1,
            **more,
        )
    )
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.dim() > 1:
                parameter.mul_(6.0)
    return made


@pytest.fixture(scope="session")
def save(tmp_path_factory):
    """Saves a model and a tokenizer, with further tensors as a head that transformers does not know."""

    def save(name, model, tokenizer, head=None, architecture=None):
        from safetensors.torch import load_file, save_file

        folder = tmp_path_factory.mktemp(name)
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        if head is not None:
            file = folder / "model.safetensors"
            save_file({**load_file(file), **head}, file, metadata={"format": "pt"})
        if architecture is not None:
            config = json.loads((folder / "config.json").read_text())
            config["architectures"] = [architecture]
            config["auto_map"] = {"AutoModel": f"modeling.{architecture}"}
            (folder / "config.json").write_text(json.dumps(config))
        return folder

    return save


@pytest.fixture(scope="session")
def language_model(save, byte_tokenizer):
    """Makes the folder of a Qwen2 language model over bytes, by its seed."""
    made = {}

    def make(seed=0):
        if seed not in made:
            model = small(transformers.Qwen2ForCausalLM, transformers.Qwen2Config, len(byte_tokenizer), seed)
            made[seed] = save(f"language-{seed}", model, byte_tokenizer)
        return made[seed]

    return make


@pytest.fixture(scope="session")
def math_shepherd(save, word_piece_tokenizer):
    """The folder of a model of Math-Shepherd's format."""
    model = small(transformers.MistralForCausalLM, transformers.MistralConfig, len(word_piece_tokenizer), 1)
    return save("math-shepherd", model, word_piece_tokenizer)


@pytest.fixture(scope="session")
def rlhflow(save, byte_tokenizer):
    """The folder of a model of RLHFlow's format."""
    model = small(transformers.LlamaForCausalLM, transformers.LlamaConfig, len(byte_tokenizer), 2)
    return save("rlhflow", model, byte_tokenizer)


@pytest.fixture(scope="session")
def qwen_head():
    """The two layers of Qwen2.5-Math-PRM's head."""
    torch.manual_seed(3)
    shapes = {"0.weight": (32, 32), "0.bias": (32,), "2.weight": (2, 32), "2.bias": (2,)}
    return {f"score.{name}": torch.randn(shape) * 0.3 for name, shape in shapes.items()}


@pytest.fixture(scope="session")
def qwen(save, byte_tokenizer, qwen_head):
    """The folder of a model of Qwen2.5-Math-PRM's format, whose configuration names code that is not there."""
    model = small(transformers.Qwen2ForCausalLM, transformers.Qwen2Config, len(byte_tokenizer), 3)
    return save("qwen", model, byte_tokenizer, qwen_head, "Qwen2ForProcessRewardModel")


@pytest.fixture(scope="session")
def skywork_head():
    """Skywork's value head."""
    torch.manual_seed(4)
    return {"v_head.summary.weight": torch.randn(1, 32) * 0.3, "v_head.summary.bias": torch.randn(1)}


@pytest.fixture(scope="session")
def skywork(save, byte_tokenizer, skywork_head):
    """The folder of a model of Skywork-o1-Open-PRM's format."""
    model = small(transformers.Qwen2ForCausalLM, transformers.Qwen2Config, len(byte_tokenizer), 4)
    return save("skywork", model, byte_tokenizer, skywork_head)


@pytest.fixture(scope="session")
def published(math_shepherd, qwen, rlhflow, skywork):
    """The folders by the name of their format."""
    return {"math-shepherd": math_shepherd, "qwen": qwen, "rlhflow": rlhflow, "skywork": skywork}


@pytest.fixture
def open_prm(runtime):
    """Opens a process reward over a model in a folder."""
    from rewardry import get

    def open_one(reader, model, **parameters):
        return runtime.open(get("prm", reader=reader, model=str(model), **parameters))

    return open_one

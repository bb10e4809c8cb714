"""From a configuration to a training: model, tokenizer, prompts and recipe, then the loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.recipe_reader import read_recipe
from rewardry.yaml_source import Source

from . import checkpoint, loop
from .config import TrainConfig
from .config_file import read_config
from .dataset import rows_of
from .learner import Learner, frozen_copy
from .models import end_tokens, load_model, with_adapters
from .processes import Processes
from .prompts import Prompts
from .rollout import RolloutEngine
from .session import Result, Session

Rows = Iterable[Mapping[str, Any]]


def train(
    model: Any,
    tokenizer: Any,
    dataset: Rows,
    recipe: str | Path | Mapping[str, Any] | Recipe,
    config: TrainConfig | Mapping[str, Any],
    *,
    evaluation: Rows | None = None,
    resume: str | Path | bool = False,
) -> Result:
    """Train a model with GRPO or one of its kin.

    Args:
        model: a causal language model of transformers; it is changed in place.
        tokenizer: its tokenizer.
        dataset: rows with `prompt` and what the recipe reads, as in a file of rows.
        recipe: a recipe's name, file, mapping, or a recipe.
        config: the settings, or a mapping of the form of a file's; its `model`, `recipe` and `dataset` are not read.
        evaluation: held-out rows; `config.evaluation` says how they are sampled.
        resume: go on from the last checkpoint in ``config.output``, or from the one in a folder.

    Returns:
        The last step's figures, and where the checkpoint is.

    Raises:
        ConfigError, DataError: something does not fit together; says what, where and the fix.
        GuardError: a reward fails too often. NothingToLearnError, NotFiniteError, OutOfMemoryError: see there.
    """
    settings = config if isinstance(config, TrainConfig) else TrainConfig.model_validate(config)
    with Processes.joined() as processes:
        return _train(model, tokenizer, dataset, Recipe.load(recipe), settings, evaluation, resume, processes)


def train_file(file: str, changes: Mapping[str, Any], resume: bool = False) -> Result:
    """Train as a file says; paths in it start in its folder, those of its logs in the current one.

    Args:
        file: the configuration.
        changes: values that win over the file's, by dotted name.
        resume: go on from the last checkpoint.

    Raises:
        See `train`.
    """
    config, source = read_config(file, changes)
    for name in ("model", "recipe", "dataset"):
        if getattr(config, name) is None:
            raise ConfigError(f"{source.at(name)}: this file names no {name}; `{name}: ...` says what to train with")
    assert config.dataset is not None
    recipe = _recipe(config, source)
    rows = rows_of(config.dataset, source.folder)
    held_out = None
    if config.evaluation is not None:
        if config.evaluation.dataset is None:
            raise ConfigError(f"{source.at('evaluation')}: it names no `dataset` of held-out prompts")
        held_out = rows_of(config.evaluation.dataset, source.folder)
    with Processes.joined() as processes:
        model, tokenizer = load_model(config, source.folder)
        return _train(model, tokenizer, rows, recipe, config, held_out, resume, processes)


def _train(
    model: Any,
    tokenizer: Any,
    rows: Rows,
    recipe: Recipe,
    config: TrainConfig,
    held_out: Rows | None,
    resume: str | Path | bool,
    processes: Processes,
) -> Result:
    _refuse_misfits(recipe, config, processes)
    start = checkpoint.to_go_on_from(Path(config.output) / "checkpoints", resume)
    torch.manual_seed(config.seed)
    model = model.to(processes.device)
    reference = None
    if config.lora is not None:
        model = with_adapters(model, config.lora)
    elif config.loss.beta:
        reference = frozen_copy(model)
    learner = Learner(
        model,
        config.loss,
        config.optimizer,
        length=config.rollout.max_new_tokens,
        temperature=config.rollout.temperature,
        steps=config.steps,
        processes=processes,
        reference=reference,
        shard=config.distributed == "fsdp2",
    )
    engine = RolloutEngine(
        model,
        end_tokens(model, tokenizer, config.eos_tokens),
        max_rows=config.rollout.max_rows,
        graphs=config.distributed != "fsdp2",  # gathered weights lie elsewhere each time
    )
    prompts = _prompts(rows, tokenizer, engine, config, config.dataset)
    evaluation = None
    if held_out is not None and config.evaluation is not None:
        evaluation = _prompts(held_out, tokenizer, engine, config, config.evaluation.dataset)
    critic = None
    if config.ppo is not None:
        from .critic import Critic

        critic = Critic(model, config.ppo, config.optimizer.micro_batch_tokens, processes)
    session = Session(learner, tokenizer, engine, prompts, evaluation, recipe, config, processes, critic, start)
    if critic is None:
        return loop.run(session)
    from . import ppo

    return ppo.run(session, critic, critic.settings)


def _refuse_misfits(recipe: Recipe, config: TrainConfig, processes: Processes) -> None:
    """Refuse what the recipe, the loss and the processes would make of each other.

    Raises:
        ConfigError: something does not fit.
    """
    if config.rollout.prompts_per_step % processes.world:
        raise ConfigError(
            f"rollout.prompts_per_step is {config.rollout.prompts_per_step}, which {processes.world} processes cannot "
            f"share equally; make it a multiple of {processes.world}"
        )
    if recipe.normalize is not None:
        advantage = {"sum_then_normalize": "group_std", "normalize_then_sum": "gdpo"}[recipe.normalize]
        raise ConfigError(
            f"recipe {recipe.name!r} normalises within groups, which the advantage does here; leave `normalize` out "
            f"of it and set loss.advantage: {advantage}"
        )
    if config.loss.advantage == "gdpo" and (reason := recipe.why_not_additive()):
        raise ConfigError(f"gdpo adds rewards up itself, and recipe {recipe.name!r} is no sum of them: {reason}")


def _prompts(rows: Rows, tokenizer: Any, engine: RolloutEngine, config: TrainConfig, dataset: Any) -> Prompts:
    room = engine.max_length - config.rollout.max_new_tokens
    if room < 1:
        raise ConfigError(
            f"rollout.max_new_tokens is {config.rollout.max_new_tokens}, and the model's context has "
            f"{engine.max_length} tokens: no prompt has room; lower it"
        )
    columns = dataset.columns if dataset is not None else {}
    return Prompts(rows, tokenizer, room, chat=config.chat, system=config.system, columns=columns)


def _recipe(config: TrainConfig, source: Source) -> Recipe:
    given = config.recipe
    if isinstance(given, Mapping):
        lines = {path[1:]: line for path, line in source.lines.items() if path[:1] == ("recipe",)}
        return read_recipe(Source(given, source.file, lines))
    assert given is not None
    if given.endswith((".yaml", ".yml")):
        return Recipe.load((source.folder or Path()) / given)
    return Recipe.load(given)

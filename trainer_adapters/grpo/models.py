"""The model of a training: loaded with its tokenizer, with LoRA adapters, and the tokens that end its texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError
from rewardry.local_files import is_local, load_local

from .config import LoraConfig, TrainConfig


def load_model(config: TrainConfig, folder: Path | None) -> tuple[Any, Any]:
    """Model and tokenizer, as a configuration names them.

    Args:
        config: the configuration.
        folder: where relative paths in it start.

    Raises:
        ConfigError: there is no such model, or it cannot be loaded.
    """
    name = str(config.model)
    if is_local(name):
        made = load_local(name, folder)(config.seed)
        if not (isinstance(made, tuple) and len(made) == 2):
            raise ConfigError(f"{name} returned {type(made).__name__}; a model and a tokenizer are wanted, as a pair")
        return made
    from transformers import AutoModelForCausalLM, AutoTokenizer

    local = (folder or Path()) / name
    where = str(local) if local.is_dir() else name
    try:
        tokenizer = AutoTokenizer.from_pretrained(where)
        return AutoModelForCausalLM.from_pretrained(where, dtype=config.dtype), tokenizer
    except (OSError, ValueError) as error:
        raise ConfigError(f"model {name!r} cannot be loaded: {str(error).splitlines()[0]}") from error


def with_adapters(model: Any, settings: LoraConfig) -> Any:
    """The model with LoRA adapters, the only weights that are trained.

    Raises:
        ConfigError: peft is not installed.
    """
    try:
        import peft
    except ImportError as error:
        raise ConfigError("lora needs peft; pip install 'rewardry[train]'") from error
    given = peft.LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        target_modules=settings.targets,
        lora_dropout=0.0,
        task_type="CAUSAL_LM",
    )
    return peft.get_peft_model(model, given)


def end_tokens(model: Any, tokenizer: Any, named: Sequence[str] = ()) -> list[int]:
    """The tokens that end a completion: the model's, the tokenizer's, and those that the configuration names.

    Raises:
        ConfigError: there is none, or a name is no token.
    """
    found: set[int | None] = set()
    for owner in (getattr(model, "generation_config", None), model.config):
        given = getattr(owner, "eos_token_id", None)
        found |= set(given) if isinstance(given, (list, tuple)) else {given}
    found.add(getattr(tokenizer, "eos_token_id", None))
    for name in named:
        number = tokenizer.convert_tokens_to_ids(name)
        if number is None or number == getattr(tokenizer, "unk_token_id", None):
            raise ConfigError(f"eos_tokens names {name!r}, which is no token of the tokenizer")
        found.add(number)
    ids = sorted(number for number in found if number is not None)
    if not ids:
        raise ConfigError(
            "neither the model nor the tokenizer says which token ends a text, so that no completion would ever end; "
            "set eos_tokens: [TOKEN]"
        )
    return ids

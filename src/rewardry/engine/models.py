"""Models in this process: loaded when they are first asked for, once, and kept by the runtime that asked.

Every component that reads a model of transformers asks its runtime: ``runtime.model(ModelRequest("folder-or-name"))``.
Two that ask for the same one get the same weights, also from two runtimes. Weights are bfloat16 on a GPU and float32 on
a CPU. Before they are loaded the log says what they take, and what does not fit is refused. Code that comes with a
model is never run: only architectures that transformers knows itself are loaded.
"""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from rewardry.engine.model_memory import footprint_of, free_bytes, in_words, refuse_too_large
from rewardry.errors import ConfigError

log = logging.getLogger("rewardry")
Head: TypeAlias = Literal["language", "scalar", "none"]
_CLASSES: dict[str, str] = {
    "language": "AutoModelForCausalLM",
    "scalar": "AutoModelForSequenceClassification",
    "none": "AutoModel",
}
# What is fetched of a model: nothing that would have to be unpickled, and no code.
_FILES = ["*.json", "*.safetensors", "*.model", "*.txt", "*.jinja"]


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """Which model is wanted. Equal requests get the same weights.

    Attributes:
        name: a folder, or a name on the Hugging Face hub. It comes from a component's settings, never from a sample.
        head: ``language`` for the logits of tokens, ``scalar`` for a sequence classifier, ``none`` for hidden states.
        revision: the branch, tag or commit on the hub; default: the newest.
        device: ``cpu``, ``cuda``, ``cuda:1``; default: a GPU where there is one.
    """

    name: str
    head: Head = "language"
    revision: str | None = None
    device: str | None = None


class LoadedModel:
    """A model with its tokenizer, ready to be asked by one thread at a time.

    Attributes:
        request: what was asked for.
        network: the model of transformers, in evaluation mode, without gradients.
        tokenizer: its tokenizer.
        folder: where its files lie.
        device: where its weights are.
    """

    def __init__(self, request: ModelRequest, network: Any, tokenizer: Any, folder: Path, device: str) -> None:
        self.request = request
        self.network = network
        self.tokenizer = tokenizer
        self.folder = folder
        self.device = device
        self._lock = threading.Lock()

    @property
    def longest(self) -> int:
        """The most tokens that it was made for."""
        return int(getattr(self.network.config, "max_position_embeddings", 0) or 1 << 30)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn to ask it: no gradients, and no other thread, whose batch would need its memory at the same time."""
        import torch

        with self._lock, torch.inference_mode():
            yield


_loaded: weakref.WeakValueDictionary[ModelRequest, LoadedModel] = weakref.WeakValueDictionary()
_loading = threading.Lock()


def shared_model(request: ModelRequest) -> LoadedModel:
    """The model of a request: the one that somebody in this process holds, or else a fresh one.

    Raises:
        ConfigError: there is no such model or device, or transformers cannot load it without running code of others.
        ModelTooLargeError: it does not fit into the memory that is free.
    """
    with _loading:
        found = _loaded.get(request)
        if found is None:
            found = _loaded[request] = load_model(request)
        return found


def forget_models() -> None:
    """In a forked child: the parent's models are not its own, and another thread may have been loading one."""
    global _loaded, _loading
    _loaded, _loading = weakref.WeakValueDictionary(), threading.Lock()


def load_model(request: ModelRequest) -> LoadedModel:
    """Load a model that nobody shares; see `shared_model`."""
    import torch
    import transformers

    device = _device_of(request, torch.cuda.device_count())
    dtype = "float32" if device == "cpu" else "bfloat16"
    cls = getattr(transformers, _CLASSES[request.head])
    with _quiet(transformers), _boundary(request):
        config = transformers.AutoConfig.from_pretrained(request.name, revision=request.revision)
        need, free = footprint_of(config, cls.from_config, dtype), free_bytes(device)
        known = "" if free is None else f"; {in_words(free)} are free"
        log.info("loading model %r: it takes %s on %s%s", request.name, need, device, known)
        refuse_too_large(request.name, need, device, free)
        folder = folder_of(request)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        network, info = cls.from_pretrained(
            folder,
            config=config,
            dtype=getattr(torch, dtype),
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
        _refuse_made_up(request, info["missing_keys"])
    network = network.to(device).eval().requires_grad_(False)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return LoadedModel(request, network, tokenizer, folder, device)


def _device_of(request: ModelRequest, gpus: int) -> str:
    """The device that a model goes to, on a machine of so many GPUs.

    Raises:
        ConfigError: this machine has no such one.
    """
    there = ["cpu", *(["cuda"] if gpus else []), *(f"cuda:{number}" for number in range(gpus))]
    device = request.device or ("cuda" if gpus else "cpu")
    if device not in there:
        raise ConfigError(
            f"there is no device {device!r} for model {request.name!r}; this machine has {', '.join(there)}, "
            "and without `device` a GPU is taken where there is one"
        )
    return device


def _refuse_made_up(request: ModelRequest, missing: Iterable[str]) -> None:
    """Refuse a model of which transformers would make up a part at random.

    Raises:
        ConfigError: names what its files lack.
    """
    if lacking := sorted(missing):
        raise ConfigError(
            f"model {request.name!r} has no {lacking[0]} among its weights, so it is no model with the head "
            f"{request.head!r}; name the model that was trained as one"
        )


def folder_of(request: ModelRequest) -> Path:
    """The folder of a model's files; those of the hub are fetched into its cache. No code is fetched."""
    if os.path.isdir(request.name):
        return Path(request.name)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(request.name, revision=request.revision, allow_patterns=_FILES))


@contextmanager
def _boundary(request: ModelRequest) -> Iterator[None]:
    """Whatever transformers and the hub raise, as a sentence that names the model and what mends it."""
    try:
        yield
    except (ConfigError, MemoryError):
        raise
    except Exception as error:  # those of safetensors and of the hub's checks have no base of their own
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ConfigError(
            f"model {request.name!r} cannot be loaded: {reason[0]}; give a folder that `save_pretrained` has written, "
            f"or a name on the Hugging Face hub whose weights are safetensors and whose code transformers has"
        ) from error


@contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """Loading without bars and remarks on standard error, which belongs to the trainer; settings are put back."""
    logging_ = transformers.utils.logging
    level, bars = logging_.get_verbosity(), logging_.is_progress_bar_enabled()
    logging_.set_verbosity_error()
    logging_.disable_progress_bar()
    try:
        yield
    finally:
        logging_.set_verbosity(level)
        if bars:
            logging_.enable_progress_bar()


def tensors_of(folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    """Tensors out of a folder's safetensors files, by name; those that are not there are left out.

    Args:
        folder: where the files lie.
        names: the tensors' names, such as ``score.0.weight``.
    """
    from safetensors import safe_open

    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, framework="pt") as tensors:
            found.update({name: tensors.get_tensor(name) for name in set(names).intersection(tensors.keys())})
    return found

"""What a server is told: options of the command line, as one object that travels to its processes as JSON."""

from __future__ import annotations

import ipaddress
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from rewardry.engine.local import usable_cores
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime
from rewardry.errors import ConfigError
from rewardry.lock import load_locked
from rewardry.recipe import Recipe
from rewardry.recipe_reader import load

OnUndecided = Literal["zero", "raise"]
MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's options.

    Attributes:
        recipe: a recipe's name or file.
        changes: parameters that are set, by the reward's name.
        locked: the lock that the recipe must be that of, or None.
        columns: the column of a row by field, where it has another name.
        on_undecided: what an undecided row becomes in a form that cannot hold None; None: such forms are not served.
        host, port: where it listens.
        processes: how many processes answer.
        token_file: the file of the token that callers must know, or None.
        engine, engine_workers, timeout, cache: of the runtime of each process; see `Runtime`.
        max_body_mb: the longest body of a request, in MB (2**20 bytes).
        max_batch: the most rows of a request.
        max_waiting: the most rows that a process holds at once; more are refused with 429.
        rate: rows a second that each client may send, or None for no limit.
        drain_seconds: what requests that are being answered get when the server is told to end.
        log_requests, log_completions: what is logged beside failures.
        folder: where processes keep what they share; None where there is only one.
    """

    recipe: str
    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locked: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    on_undecided: OnUndecided | None = None
    host: str = "127.0.0.1"
    port: int = 8500
    processes: int = 1
    token_file: str | None = None
    engine: Any = "local"
    engine_workers: int | None = None
    timeout: float = TIMEOUT_SECONDS
    cache: str | None = None
    max_body_mb: float = 32.0
    max_batch: int = 4096
    max_waiting: int = 16384
    rate: float | None = None
    drain_seconds: int = 30
    log_requests: bool = True
    log_completions: bool = False
    folder: str | None = None

    def __post_init__(self) -> None:
        for option, number in (("--max-body", self.max_body_mb), ("--rate", self.rate)):
            if number is not None and not math.isfinite(number):
                raise ConfigError(f"{option} {number}: a finite number is wanted")
        if self.token_file is None and not is_loopback(self.host):
            raise ConfigError(
                f"--host {self.host}: others could reach the server there, so it needs a token; write one into a file "
                f"that only you can read and pass --token-file FILE, or listen on 127.0.0.1"
            )
        if self.max_batch > self.max_waiting:
            raise ConfigError(
                f"--max-batch {self.max_batch} is more than --max-waiting {self.max_waiting}, so that such a batch "
                f"would always be refused; raise --max-waiting"
            )

    def load_recipe(self) -> Recipe:
        """The recipe, with the parameters that are set.

        Raises:
            ConfigError: it does not exist, does not hold together, or is not what was locked.
        """
        changes = {name: dict(of) for name, of in self.changes.items()}
        if self.locked is None:
            return load(self.recipe, changes)
        return load_locked(lambda: load(self.recipe, changes), self.locked)

    def make_runtime(self) -> Runtime:
        """A runtime for one process; the cores are divided between the processes.

        Raises:
            ConfigError: see `Runtime`.
        """
        workers = self.engine_workers
        if workers is None and self.processes > 1:
            workers = max(1, usable_cores() // self.processes)
        return Runtime(self.engine, workers, self.timeout, self.cache)

    def write(self, path: Path) -> None:
        """Write the settings to a file."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Settings:
        """The settings of a file that `write` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

"""Ray itself, for the driver process: joining a cluster or starting one on this machine, and its actors."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from rewardry.engine.ray.actor import Host
from rewardry.errors import ConfigError, describe

# Seconds to wait for a cluster's port; Ray alone would try for minutes, and then end the process.
ANSWER_SECONDS = 10.0
# Actors get so long to end their workers; one that is not placed yet cannot.
CLOSE_SECONDS = 5.0
# Batches of long completions exceed what Ray sends without its object store, which is the slower way on one machine.
_INLINE_BYTES = 4 << 20
_OBJECT_STORE_BYTES = 256 << 20
_JOINING = (
    ". It takes a process on one of its nodes, with its versions of Ray and Python and, where it wants a token, "
    "RAY_AUTH_MODE=token and RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH"
)


class RayCluster:
    """The connection to a cluster; see `rewardry.engine.ray.dispatch.Cluster` for what it does.

    Args:
        address: ``HOST:PORT`` of a running cluster, ``auto`` for the one that Ray knows of on this machine, or None to
            start one here.
        folder: where a cluster that is started here keeps its files.

    Raises:
        ConfigError: there is no cluster at the address, or it does not take us, or none can be started.
    """

    def __init__(self, address: str | None, folder: str | None) -> None:
        self._address = address
        self._folder = folder
        self._actors: list[Any] = []
        self._environment = dict(os.environ)
        if address is None:
            _prepare_environment()
        else:
            refuse_silent(address)
        # Else Ray warns that it will not hide GPUs in future versions. Here it does not, as the local engine does not.
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        import ray

        self._ray = ray
        try:
            if address is None:
                self._start_here()
            else:
                os.chdir("/")  # Ray puts the current folder on the path of its workers; a json.py there is none of ours
                ray.init(address=address, logging_level="warning")
        except BaseException as error:  # Ray also leaves by SystemExit
            doing, fix = ("started on this machine", "") if address is None else (f"joined at {address}", _JOINING)
            raise ConfigError(f"a Ray cluster cannot be {doing}: {describe(error)}{fix}") from error

    def _start_here(self) -> None:
        self._ray.init(
            address="local",
            num_cpus=1,  # our actors ask for none, and Ray starts an idle worker for each
            include_dashboard=False,
            logging_level="warning",
            object_store_memory=_OBJECT_STORE_BYTES,
            _temp_dir=self._folder,
            _system_config={
                # Workers have memory limits of their own; to kill the actor above them helps nobody.
                "memory_monitor_refresh_ms": 0,
                "max_direct_call_object_size": _INLINE_BYTES,
                "task_rpc_inlined_bytes_limit": 16 * _INLINE_BYTES,
            },
        )

    def shares(self, workers: int | None, per_actor: int) -> list[int]:
        """The workers of each actor; by default one for every core of the cluster that is free."""
        if self._address is None:
            return shares(workers or 1, [workers or 1], per_actor)
        nodes = [int(node["Resources"].get("CPU", 0)) for node in self._ray.nodes() if node["Alive"]]
        return shares(workers or self._free() or 1, nodes, per_actor)

    def _free(self) -> int:
        return int(self._ray.available_resources().get("CPU", 0))

    def start(self, workers: int, calls: int) -> Any:
        """A new actor."""
        here = self._address is None
        actor = (
            self._ray.remote(Host)
            .options(
                num_cpus=0 if here else workers,
                num_gpus=0,
                max_restarts=0,  # the dispatcher replaces it, and knows what it was at
                max_task_retries=0,
                max_concurrency=calls + 1,
                scheduling_strategy="DEFAULT" if here else "SPREAD",
            )
            .remote(workers, sys.path if here else None, self._environment if here else None)
        )
        self._actors.append(actor)
        return actor

    def hello(self, actor: Any) -> Future[bytes]:
        """See `Host.hello`."""
        future: Future[bytes] = actor.hello.remote().future()
        return future

    def run(self, actor: Any, message: bytes) -> Future[bytes]:
        """See `Host.run`."""
        future: Future[bytes] = actor.run.remote(message).future()
        return future

    def survived(self, error: BaseException) -> bool:
        """Whether the actor itself raised this."""
        return isinstance(error, self._ray.exceptions.RayTaskError)

    def kill(self, actor: Any) -> None:
        """End an actor; its workers end with it."""
        self._actors.remove(actor)
        with contextlib.suppress(Exception):  # it is dead already, or its node is
            self._ray.kill(actor)

    def why_not_placed(self) -> str:
        """How many cores are free, and what to do about it."""
        if self._address is None:
            return "see the messages of Ray above"
        total = int(self._ray.cluster_resources().get("CPU", 0))
        return (
            f"{self._free()} of the {total} cores of the cluster at {self._address} are free. Ask for fewer with "
            "--workers or REWARDRY_WORKERS, or free some"
        )

    def close(self) -> None:
        """End the actors, leave the cluster, and end it where it was started here, with its files."""
        with contextlib.suppress(Exception):
            closing = [actor.close.remote() for actor in self._actors]
            self._ray.wait(closing, num_returns=len(closing), timeout=CLOSE_SECONDS)
        for actor in list(self._actors):
            self.kill(actor)
        with contextlib.suppress(Exception):
            self._ray.shutdown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def shares(total: int, nodes: Iterable[int], per_actor: int) -> list[int]:
    """How many workers each actor gets, so that each finds a node that is large enough.

    Args:
        total: workers, at least 1.
        nodes: the cores of each node.
        per_actor: at most so many workers an actor.

    Returns:
        Shares that add up to `total`. Those beyond the cores there are find a place when the cluster grows.
    """
    sizes = sorted((cores for cores in nodes if cores > 0), reverse=True) or [1]
    found = [share for cores in sizes for share in _parts(cores, per_actor)]
    missing = total - sum(found)
    found += _parts(missing, min(per_actor, sizes[0]))
    taken: list[int] = []
    for share in found:
        taken.append(min(share, total - sum(taken)))
    return [share for share in taken if share > 0]


def _parts(cores: int, size: int) -> list[int]:
    return [min(size, cores - begun) for begun in range(0, max(cores, 0), size)]


def refuse_silent(address: str) -> None:
    """Refuse an address at which nobody answers.

    Raises:
        ConfigError: it has another form than HOST:PORT, or nothing listens there.
    """
    if address == "auto":
        return
    host, colon, port = address.rpartition(":")
    if "://" in address or not colon or not host or not port.isdecimal():
        raise ConfigError(
            f"the Ray address {address!r} is no HOST:PORT, as `ray start` prints it. Run this on a node of the cluster "
            "(`ray job submit` does), for Ray's client (ray://) is not supported"
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise ConfigError(
            f"no Ray cluster answers at {address}: {describe(error)}. Start one with `ray start --head`, or leave out "
            "the address (--ray-address, REWARDRY_RAY_ADDRESS, RAY_ADDRESS) to have one started on this machine"
        ) from error


def local_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What a cluster that is started here wants in the environment beside what is there.

    It listens on loopback only, wants a token that no file holds, and reports its use to nobody.
    """
    wanted = {
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # its one effect on Linux: the node's address is 127.0.0.1
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        # For importing rewardry itself; the actor then sets the whole path and the whole environment.
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    if "RAY_AUTH_MODE" not in environment:
        wanted["RAY_AUTH_MODE"] = "token"
    return wanted


def _prepare_environment() -> None:
    os.environ.update(local_environment(os.environ))
    os.environ.pop("RAY_ADDRESS", None)

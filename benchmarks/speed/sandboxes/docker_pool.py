"""One run in the warm pool beside the other ways into a container: python benchmarks/speed/sandboxes/docker_pool.py.

Interleaved in one process, medians, ratios: a container's engine, image and limits are the same for all. Measured are
a run of the pool; ``docker exec`` by the SDK in a warm container; a cold container (create, start, wait, logs, remove);
and a run of llm-sandbox in a warm session, where it is installed (``pip install llm-sandbox[docker]``). Then what an
idle worker holds in memory.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import docker
from timing import Figure, report

from rewardry.sandbox import Limits, Program
from rewardry.sandboxes.docker.container import Settings, _host_options
from rewardry.sandboxes.docker.sandbox import IMAGE, Docker

TEXT = "print(1)"
ROUNDS = 15
TARGETS = {"docker exec": 8.0, "cold docker": 30.0, "llm-sandbox, warm session": 20.0}


def main() -> None:
    client = docker.from_env()
    sandbox = Docker(parallel=1).open(None)
    warm = client.containers.run(IMAGE, ["sleep", "3600"], detach=True, **hardened())
    session = llm_session()
    ways: dict[str, Callable[[], object]] = {
        "pool": lambda: pooled(sandbox),
        "docker exec": lambda: executed(warm),
        "cold docker": lambda: cold(client),
    }
    if session is not None:
        ways["llm-sandbox, warm session"] = lambda: by_llm_sandbox(session)
    try:
        medians = interleaved(ways)
        idle = client.api.stats(sandbox._pool._idle[0].id, stream=False)["memory_stats"]["stats"]
    finally:
        sandbox.close()
        warm.remove(force=True)
        if session is not None:
            session.close()
        client.close()
    figures = [
        Figure(f"{name} / pool", medians[name] / medians["pool"], "x", TARGETS[name], at_least=True)
        for name in ways
        if name in TARGETS
    ]
    held = idle.get("total_rss", idle.get("anon", 0)) / (1 << 20)
    for name, seconds in medians.items():
        print(f"     {name}: {seconds * 1000:.1f} ms")
    if session is None:
        print("     llm-sandbox is not installed: pip install 'llm-sandbox[docker]'")
    report([*figures, Figure("memory of an idle worker", held, "MiB", 40)])


def interleaved(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each way, taken in turns after one round that is not counted; the pool goes between all."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name in ways:
            for one in {name, "pool"}:
                begun = time.perf_counter()
                ways[one]()
                if number:
                    seconds[one].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in seconds.items()}


def hardened() -> dict[str, Any]:
    """The pool's own options, as the high-level SDK takes them."""
    options = _host_options(Settings(IMAGE, None, 1.0), Limits())
    dropped = ("auto_remove", "log_config", "masked_paths", "runtime")
    return {name: value for name, value in options.items() if name not in dropped}


def pooled(sandbox: Any) -> None:
    assert sandbox.run(Program("python", TEXT)).stdout == b"1\n"


def executed(container: Any) -> None:
    assert container.exec_run(["python3", "-I", "-S", "-c", TEXT]).output == b"1\n"


def cold(client: Any) -> None:
    container = client.containers.create(IMAGE, ["python3", "-I", "-S", "-c", TEXT], **hardened())
    try:
        container.start()
        assert container.wait()["StatusCode"] == 0
        assert container.logs() == b"1\n"
    finally:
        container.remove(force=True)


def llm_session() -> Any:
    """A warm session of llm-sandbox on the same image, without what it would install; None where it is missing."""
    try:
        from llm_sandbox import SandboxSession
    except ImportError:
        return None
    session = SandboxSession(lang="python", image=IMAGE, keep_template=True, skip_environment_setup=True)
    session.open()
    return session


def by_llm_sandbox(session: Any) -> None:
    assert session.run(TEXT).stdout == "1\n"


if __name__ == "__main__":
    main()

"""One run in the warm pool beside the other ways into a container: all of one engine, one image and the same limits.

The peers are ``docker exec`` by the SDK in a warm container; a cold container (create, start, wait, logs, remove); and
a run of llm-sandbox in a warm session, where it is installed (``pip install 'llm-sandbox[docker]'``), without what it
would install.
"""

from __future__ import annotations

from typing import Any

from row import ONE, AbsentError, Ratio, Row

from rewardry.sandbox import Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.docker.container import Settings, host_options
from rewardry.sandboxes.docker.sandbox import IMAGE, Docker

TEXT = "print(1)"
COMMAND = ["python3", "-I", "-S", "-c", TEXT]
POOL, EXEC, COLD, LLM_SANDBOX = "docker pool", "docker exec (SDK)", "docker, cold (SDK)", "llm-sandbox, warm"


def rows() -> list[Row]:
    try:
        import docker

        pool = Docker(parallel=1).open(None)  # type: ignore[arg-type]
    except (ImportError, SandboxUnavailableError) as error:
        raise AbsentError(str(error)) from None
    client = docker.from_env()
    warm = client.containers.run(IMAGE, ["sleep", "3600"], detach=True, **_hardened())
    return [
        Row(POOL, ONE, lambda: pool.run(Program("python", TEXT)).stdout == b"1\n", pool.close),
        Row(EXEC, ONE, lambda: warm.exec_run(COMMAND).output == b"1\n", lambda: warm.remove(force=True)),
        Row(COLD, ONE, lambda: _cold(client) == b"1\n", client.close),
        *_llm_sandbox(),
    ]


def ratios() -> list[Ratio]:
    return [Ratio(POOL, EXEC, 1 / 8), Ratio(POOL, COLD, 1 / 30), Ratio(POOL, LLM_SANDBOX, 1 / 20)]


def _hardened() -> dict[str, Any]:
    """The pool's own options, as the high-level SDK takes them."""
    dropped = ("auto_remove", "log_config", "masked_paths", "runtime")
    options = host_options(Settings(IMAGE, None, 1.0), Limits())
    return {name: value for name, value in options.items() if name not in dropped}


def _cold(client: Any) -> bytes:
    container = client.containers.create(IMAGE, COMMAND, **_hardened())
    try:
        container.start()
        container.wait()
        said: bytes = container.logs()
        return said
    finally:
        container.remove(force=True)


def _llm_sandbox() -> list[Row]:
    try:
        from llm_sandbox import SandboxSession
    except ImportError:
        print("left out: llm-sandbox (pip install 'llm-sandbox[docker]')")
        return []
    session = SandboxSession(lang="python", image=IMAGE, keep_template=True, skip_environment_setup=True)
    session.open()
    return [Row(LLM_SANDBOX, ONE, lambda: session.run(TEXT).stdout == "1\n", session.close)]

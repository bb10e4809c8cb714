"""The processes of a server: uvicorn runs them, in the foreground, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError

from .app import make_app
from .limits import Rate
from .logs import use_json
from .settings import Settings

_FILE = "REWARDRY_SERVE_SETTINGS"  # where a process finds the file of its settings
_BACKLOG = 2048
# So many new objects are made before cycles are searched for; a batch of a thousand rows makes about ten thousand.
_OBJECTS = 50_000
# A process that does not say for so many seconds that it lives is replaced.
_SILENT_SECONDS = 60


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until the process is told to end.

    Args:
        settings: the options.
        tell: is told the address, once something listens there.

    Raises:
        ConfigError: the recipe, the token or the address cannot be used.
    """
    sockets = [listening(settings.host, settings.port)]
    try:
        address = f"http://{_in_url(settings.host)}:{sockets[0].getsockname()[1]}"
        if settings.processes > 1:
            _serve_in_many(settings, sockets, lambda: tell(address))
        else:
            _serve_here(settings, sockets, lambda: tell(address))
    finally:
        sockets[0].close()


def _serve_here(settings: Settings, sockets: list[socket.socket], tell: Callable[[], None]) -> None:
    import uvicorn

    app = make_app(settings)
    tell()
    use_json()
    _spare_the_collector()
    uvicorn.Server(uvicorn.Config(app, **_options(settings))).run(sockets)


def _serve_in_many(settings: Settings, sockets: list[socket.socket], tell: Callable[[], None]) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    _try(settings)
    folder = Path(tempfile.mkdtemp(prefix="rewardry-serve-"))
    try:
        shared = replace(settings, folder=str(folder))
        shared.write(folder / "settings")
        Rate.make_file(folder / "rate")
        os.environ[_FILE] = str(folder / "settings")
        target = f"{__name__}:app_of_process"
        config = uvicorn.Config(target, factory=True, workers=settings.processes, **_options(settings))
        tell()
        use_json()
        Multiprocess(config, sockets).run()
    finally:
        os.environ.pop(_FILE, None)
        shutil.rmtree(folder, ignore_errors=True)


def _try(settings: Settings) -> None:
    """Find out here, where it can be said, what would stop every process.

    Raises:
        ConfigError: something would.
    """
    with settings.make_runtime() as runtime:
        make_app(settings, runtime=runtime)


def app_of_process() -> Any:
    """The application of one of several processes; uvicorn calls it there."""
    use_json()
    app = make_app(Settings.read(Path(os.environ[_FILE])))
    _spare_the_collector()
    return app


def _spare_the_collector() -> None:
    """What a process has loaded stays for good, and what a request makes goes with it: little is to be searched."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 50)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": settings.drain_seconds,
        "timeout_keep_alive": 75,  # longer than a trainer's step between two requests of a pooled connection
        "timeout_worker_healthcheck": _SILENT_SECONDS,
        "backlog": _BACKLOG,
    }


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        ConfigError: nobody can listen there.
    """
    try:
        [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigError(f"--host {host}: {error.strerror or error}") from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise ConfigError(
            f"--host {host} --port {port}: {error.strerror or error}; name another port, or 0 for any that is free"
        ) from None
    return made


def _in_url(host: str) -> str:
    host = host.strip("[]")
    return f"[{host}]" if ":" in host else host

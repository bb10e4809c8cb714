"""The process that is Ray's driver, between the caller and the actors.

Ray wants much of the process that it is imported into: a handler for SIGTERM, limits, threads and a connection that
break in a forked child, a cluster that is killed when such a child ends. So the driver is a process of its own. It
runs in a session of its own, so that Ctrl-C in a terminal reaches the caller only, and ends when the caller has ended,
with all it has started.
"""

from __future__ import annotations

import json
import os
import queue
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from rewardry.engine import wire
from rewardry.engine.ray.dispatch import Batch, Dispatcher
from rewardry.errors import ConfigError


def main(fd: int, parent: int) -> None:
    """Serve the caller on an inherited socket until its other end is closed or its process has died."""
    with socket.socket(fileno=fd) as connection:
        connection.set_inheritable(False)
        events = Events(connection)
        settings = events.settings()
        if settings is not None:
            _serve(connection, events, settings, parent)
    os._exit(0)  # at once, whatever threads and exit handlers Ray has


def _serve(connection: socket.socket, events: Events, settings: dict[str, Any], parent: int) -> None:
    from rewardry.engine.ray.cluster import RayCluster

    try:
        cluster = RayCluster(settings["address"], settings["folder"])
    except ConfigError as error:
        connection.sendall(wire.encode({"failed": str(error), "config": True}))
        return
    try:
        dispatcher = Dispatcher(cluster, connection.sendall, events.post)
        for share in cluster.shares(settings["workers"], settings["per_actor"]):
            dispatcher.start(share)
        while dispatcher.failed is None and os.getppid() == parent and events.handle(dispatcher.add):
            dispatcher.tick(time.monotonic())
    except OSError:  # the caller has gone while it was told something
        pass
    finally:
        cluster.close()


class Events:
    """What happens, in the order in which the main thread sees to it.

    Args:
        connection: to the caller.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._queue: queue.SimpleQueue[Callable[[], object] | Batch | dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="rewardry-ray-caller", daemon=True).start()

    def post(self, call: Callable[..., object], *arguments: Any) -> None:
        """Have something called on the main thread."""
        self._queue.put(lambda: call(*arguments))

    def settings(self) -> dict[str, Any] | None:
        """The caller's first message, or None where it has gone."""
        found = self._queue.get()
        assert found is None or isinstance(found, dict)
        return found

    def handle(self, add: Callable[[Batch], object]) -> bool:
        """See to what happened, or wait a second for it.

        Returns:
            Whether the caller is still there.
        """
        try:
            found = self._queue.get(timeout=1.0)
        except queue.Empty:
            return True
        if isinstance(found, Batch):
            add(found)
        elif callable(found):
            found()
        return found is not None

    def _read(self) -> None:
        reader = wire.Reader()
        try:
            while data := self._connection.recv(wire.CHUNK):
                for header_line, *items in reader.feed(data):
                    header = json.loads(header_line)
                    self._queue.put(Batch(header, items) if "batch" in header else header)
        except OSError:
            pass
        finally:
            self._queue.put(None)

"""A real engine that is stopped and started again while programs run in it."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from rewardry.sandbox import Ended, Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.docker.engine import Engine
from rewardry.sandboxes.docker.sandbox import Docker

pytestmark = pytest.mark.daemon
HELLO = Program("python", "print('hello')", limits=Limits(seconds=20))


class Daemon:
    """A dockerd of the test's own, beside the machine's, with the image in it."""

    def __init__(self, folder):
        self.folder = folder
        self.host = f"unix://{folder}/docker.sock"
        self.process = None

    def start(self):
        """Start it; one that was killed may leave a containerd that the next cannot speak to, and the one after can."""
        for _ in range(3):
            if self._starts():
                return
            self.stop("kill")
        pytest.fail((self.folder / "log").read_text()[-2000:])

    def _starts(self):
        paths = {"--data-root": "data", "--exec-root": "exec", "--pidfile": "pid"}
        options = [f"{name}={self.folder / path}" for name, path in paths.items()]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                ["dockerd", "--iptables=false", "--bridge=none", f"--host={self.host}", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(SandboxUnavailableError):
                Engine(self.host).close()
                return True
            time.sleep(0.2)
        return False

    def stop(self, how="terminate"):
        getattr(self.process, how)()
        self.process.wait(60)
        (self.folder / "pid").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def folder(engine_is_there):
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        pytest.skip("only root starts a dockerd, and it must be installed")
    folder = Path(tempfile.mkdtemp(prefix="rw"))
    yield folder
    for _ in range(50):  # what a killed daemon has mounted is let go a little later
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines() if str(folder) in line]
        for mount in reversed(mounts):
            subprocess.run(["umount", "-l", mount], check=False)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.1)


@pytest.fixture(scope="module")
def daemon(folder):
    daemon = Daemon(folder)
    daemon.start()
    source, target = Engine(), Engine(daemon.host)
    target._api.load_image(source._api.get_image(Docker().image))
    source.close()
    target.close()
    yield daemon
    if daemon.process.poll() is None:
        daemon.stop()


@pytest.mark.parametrize("how", ["terminate", pytest.param("kill", marks=pytest.mark.long)])
def test_a_run_during_which_the_engine_ends_is_a_fault_and_all_is_well_after(daemon, how):
    sandbox = Docker(parallel=2, host=daemon.host).open(None)
    try:
        assert sandbox.run(HELLO).stdout == b"hello\n"
        found = []
        slow = Program("python", "import time; time.sleep(40); print('end')", limits=Limits(seconds=60))
        runs = [threading.Thread(target=lambda: found.append(sandbox.run(slow))) for _ in range(2)]
        for run in runs:
            run.start()
        time.sleep(2)
        daemon.stop(how)
        for run in runs:
            run.join(60)
        assert [(one.ended, one.exit_code, one.stdout) for one in found] == [(Ended.FAULT, None, b"")] * 2
        absent = sandbox.run(HELLO)
        assert absent.ended is Ended.FAULT
        assert "no Docker engine answers" in absent.fault
        daemon.start()
        assert sandbox.run(HELLO).stdout == b"hello\n"
        engine = Engine(daemon.host)
        deadline = time.monotonic() + 30
        while len(left := engine._api.containers(all=True)) > 1 and time.monotonic() < deadline:
            time.sleep(0.2)
        engine.close()
        assert [one["State"] for one in left] == ["running"]
    finally:
        sandbox.close()

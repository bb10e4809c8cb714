"""A small server that speaks SandboxFusion's and Piston's protocols, with faults that a test asks for."""

import base64
import json
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rewardry.sandboxes.remote.sandbox import Remote


class Service:
    """What the server does: runs Python programs, and fails as `faults` say, one after the other.

    A fault is a status code, a raw body, "hang", "drop", or a function from the right answer to a wrong one.
    """

    def __init__(self):
        self.faults = []
        self.requests = []
        self.lock = threading.Lock()
        self.now = self.most = 0

    def run(self, *asked):
        """What `program` does; counts how many run at one time."""
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self.program(*asked)
        finally:
            with self.lock:
                self.now -= 1

    def program(self, code, stdin, seconds, files, arguments):
        """What a Python program does: exit code, output, errors, files; None for the code where it takes too long."""
        with tempfile.TemporaryDirectory() as folder:
            for name, content in {"main.py": code.encode(), **files}.items():
                Path(folder, name).write_bytes(content)
            command = [sys.executable, "main.py", *arguments]
            try:
                done = subprocess.run(command, cwd=folder, input=stdin.encode(), capture_output=True, timeout=seconds)
            except subprocess.TimeoutExpired as over:
                return None, over.stdout or b"", over.stderr or b"", {}
            made = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
            return done.returncode, done.stdout, done.stderr, made

    def sandbox_fusion(self, asked):
        files = {name: base64.b64decode(text) for name, text in asked["files"].items()}
        assert asked["language"] == "python"
        code, out, err, made = self.run(asked["code"], asked["stdin"], asked["run_timeout"], files, ())
        result = {
            "status": "TimeLimitExceeded" if code is None else "Finished",
            "execution_time": 0.25,
            "return_code": code,
            "stdout": out.decode(),
            "stderr": err.decode(),
        }
        fetched = {n: base64.b64encode(made[n]).decode() for n in asked["fetch_files"] if n in made}
        status = "Success" if code == 0 else "Failed"
        return {"status": status, "message": "", "compile_result": None, "run_result": result, "files": fetched}

    def piston(self, asked):
        first, *others = asked["files"]
        files = {one["name"]: base64.b64decode(one["content"]) for one in others}
        seconds = asked["run_timeout"] / 1000
        code, out, err, _ = self.run(first["content"], asked["stdin"], seconds, files, asked["args"])
        run = {
            "stdout": out.decode(),
            "stderr": err.decode(),
            "output": (out + err).decode(),
            "code": code if code is not None and code >= 0 else None,
            "signal": "SIGKILL" if code is None or code < 0 else None,
            "status": "TO" if code is None else "SG" if code < 0 else "RE" if code else None,
            "message": None,
            "wall_time": 250,
            "cpu_time": 100,
            "memory": 9 << 20,
        }
        return {"run": run, "language": "python", "version": asked["version"]}

    def runtimes(self):
        return [
            {"language": "python", "version": "3.12.0", "aliases": ["py", "python3"]},
            {"language": "c++", "version": "10.2.0", "aliases": ["cpp"], "runtime": "gcc"},
        ]


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def address(service):
    """Where the service listens."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            self.answer(None)

        def do_POST(self):
            self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def answer(self, asked):
            with service.lock:
                service.requests.append((self.path, asked, dict(self.headers)))
                fault = service.faults.pop(0) if service.faults else None
            self.give(asked, fault)

        def give(self, asked, fault):
            if fault == "hang":
                time.sleep(3)
            if fault in ("hang", "drop"):
                self.close_connection = True
            elif isinstance(fault, int):
                self.write(fault, b'{"message": "busy"}')
            elif isinstance(fault, bytes):
                self.write(200, fault)
            else:
                self.serve(asked, fault)

        def serve(self, asked, fault):
            make = {"/run_code": service.sandbox_fusion, "/api/v2/execute": service.piston}.get(self.path)
            if self.path == "/api/v2/runtimes":
                found = service.runtimes()
            elif make:
                found = make(asked)
            else:
                self.write(404, b"{}")
                return
            self.write(200, json.dumps(fault(found) if fault else found).encode())

        def write(self, code, body):
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_):
            pass  # who gave up waiting has closed the connection

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["sandboxfusion", "piston"])
def protocol(request):
    return request.param


@pytest.fixture
def opened(address, protocol, monkeypatch):
    """Opens the sandbox on the service, with settings; pauses between attempts are short."""
    monkeypatch.setattr("rewardry.sandboxes.remote.client._FIRST_PAUSE", 0.01)
    live = []

    def opened(**settings):
        live.append(Remote(**{"url": address, "protocol": protocol, **settings}).open(None))
        return live[-1]

    yield opened
    for one in live:
        one.close()

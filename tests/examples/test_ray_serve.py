"""The reward server behind Ray Serve, on a cluster of this machine alone."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

if importlib.util.find_spec("ray") is None or importlib.util.find_spec("grpc_reflection") is None:
    pytest.skip("Ray Serve needs: pip install 'ray[serve]'", allow_module_level=True)

ROOT = Path(__file__).parents[2]
SCRIPT = """
import json, sys, urllib.request
import ray
from ray import serve
sys.path[:0] = [sys.argv[1]]
ray.init(num_cpus=2, include_dashboard=False, _temp_dir=sys.argv[2], log_to_driver=False)
try:
    serve.start(http_options={"host": "127.0.0.1", "port": int(sys.argv[3])})
    import ray_serve
    serve.run(ray_serve.app)
    address = f"http://127.0.0.1:{sys.argv[3]}"
    row = {"id": "a", "completion": "<think>340 + 51</think><answer>391</answer>", "reference": "391"}

    def ask(path, body):
        asked = urllib.request.Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(asked, timeout=120))

    print("answer", ask("/v1/score", {"rows": [row, 5]})["rows"][0]["total"])
    print("answer", ask("/slime", {"response": row["completion"], "label": "391"}))
    print("answer", json.load(urllib.request.urlopen(address + "/ready", timeout=120))["status"])
finally:
    serve.shutdown()
    ray.shutdown()
"""


@pytest.mark.long
def test_the_recipe_is_served_by_ray(tmp_path):
    import socket
    import tempfile

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="rs-") as folder:  # Ray's sockets allow a short path only
        environment = {**os.environ, "RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}
        known = filter(None, [os.environ.get("PYTHONPATH")])
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "examples"), *known])  # for the replicas
        command = [sys.executable, "-c", SCRIPT, str(ROOT / "examples"), folder, str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=480, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr[-4000:]
    answers = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("answer ")]  # Ray prints, too
    assert answers == ["2.0", "2.0", "ready"]

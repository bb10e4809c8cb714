"""The Ray engine on a real cluster of one machine, which all tests of this file share."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from importlib.metadata import version
from pathlib import Path

import pytest

from rewardry.cli.main import main
from rewardry.engine.local import Failure, Task
from rewardry.engine.ray.engine import RayEngine
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError
from rewardry.types import Batch, Sample

if importlib.util.find_spec("ray") is None:  # never imported here: that is one of the tests
    pytest.skip("Ray is not installed", allow_module_level=True)

MARK = "REWARDRY_TEST_MARK"
FAULTY = Path(__file__).parents[1] / "faulty.py"
MIXED = ["a", "raise no", "b", "exit 3", "systemexit", "c", "memoryerror", "nested 5", "locked", "hugeint", "d"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An empty home folder for Ray, which must be as empty afterwards."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def runtime(faulty, home, living_with, wait_until):
    """Two actors of one worker each, on a cluster that the engine has started; gone without a trace afterwards."""
    mark = uuid.uuid4().hex
    rays_own = Path("/tmp/ray")
    before = rays_own.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MARK, mark)
        patch.setenv("HOME", str(home))
        for name in ("RAY_ADDRESS", "REWARDRY_RAY_ADDRESS", "RAY_AUTH_MODE", "RAY_AUTH_TOKEN"):
            patch.delenv(name, raising=False)
        made = Runtime("ray", workers=2, timeout=20.0)
        made._engine = RayEngine(2, per_actor=1)
        made.open(faulty.Misbehaving()).verify([Sample(completion="a")])
    folder = Path(made._engine._link._folder)
    assert folder.is_dir()
    assert wait_until(lambda: made._engine.workers == 2)
    yield made
    made.close()
    assert wait_until(lambda: not living_with(mark)), f"left running: {living_with(mark)}"
    assert not folder.exists()
    assert list(home.iterdir()) == []
    assert rays_own.exists() == before


@pytest.fixture
def verify(runtime, faulty):
    def run(completions, timeout=20.0, **settings):
        live = runtime.open(faulty.Misbehaving(**settings))
        live._live._timeout = timeout
        return live.verify([Sample(completion=completion) for completion in completions])

    return run


@pytest.fixture
def running(runtime, living_with):
    """The processes of the cluster whose command line holds a word."""
    mark = environment_of(runtime._engine._link._process.pid)[MARK]

    def find(word):
        return [pid for pid in living_with(mark) if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]

    return find


@pytest.fixture
def actors(running):
    """The process of each actor."""
    return lambda: running("ray::Host")


@pytest.fixture
def address(running, monkeypatch):
    """The address of the tests' cluster for another driver, with the token that it wants in the environment."""
    [raylet] = running("/raylet/raylet")
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", environment_of(raylet)["RAY_AUTH_TOKEN"])
    monkeypatch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # a node at 127.0.0.1, as that cluster has
    arguments = Path(f"/proc/{raylet}/cmdline").read_text().split("\0")
    [found] = [text.partition("=")[2] for text in arguments if text.startswith("--gcs-address=")]
    return found


def environment_of(pid):
    entries = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


# ---- the face of the local engine


def test_results_come_in_the_order_of_the_items(verify):
    texts = [f"item{i}" for i in range(3000)]
    assert [verdict.extracted for verdict in verify(texts)] == texts


def test_verdicts_and_order_are_those_of_the_local_engine(verify, faulty):
    with Runtime("local", workers=2, timeout=20.0) as local:
        expected = local.open(faulty.Misbehaving()).verify([Sample(completion=text) for text in MIXED * 10])
    assert [verdict.to_row() for verdict in verify(MIXED * 10)] == [verdict.to_row() for verdict in expected]
    assert {verdict.status for verdict in expected} == {"correct", "error", "timeout"}


def test_both_actors_work(verify):
    pids = {verdict.extracted for verdict in verify(["parent"] * 200)}
    assert len(pids) == 2


def test_a_hang_times_out_alone_and_the_actor_lives(verify, actors):
    before = sorted(actors())
    texts = ["loop", "a", "bigint", "b", "stubborn", "c"] + [f"d{i}" for i in range(50)]
    found = verify(texts, timeout=1.0)
    hung = [verdict.status == "timeout" and verdict.reason == "deadline" for verdict in found]
    assert hung == [text in ("loop", "bigint", "stubborn") for text in texts]
    assert [v.extracted for v in found if v.status == "correct"] == [
        t for t, h in zip(texts, hung, strict=True) if not h
    ]
    assert sorted(actors()) == before


def test_a_group_travels_whole(runtime, faulty):
    opened = runtime.open(faulty.Ranks())
    texts = [f"{group}{place}" for group in range(40) for place in range(3)]
    groups = tuple((i, i + 1, i + 2) for i in range(0, 120, 3))
    scores = opened.score(Batch([Sample(completion=text) for text in texts], groups, 0.25))
    assert [score.value for score in scores] == [0.0, 1.0, 2.0] * 40
    for place, score in enumerate(scores):
        whole = place - place % 3
        assert score.details["texts"] == texts[whole : whole + 3]
        assert score.details["progress"] == 0.25


def test_threads_share_the_actors(verify):
    found = {}

    def work(number):
        texts = [f"t{number}i{i}" for i in range(100)]
        found[number] = [verdict.extracted for verdict in verify(texts)] == texts

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(8), True)


def test_a_large_result_comes_back_whole(verify):
    [verdict] = verify(["size 30000000"])
    assert verdict.extracted == "x" * 30_000_000


def test_the_callers_process_never_imports_ray(verify):
    verify(["a"])
    assert "ray" not in sys.modules


def test_nothing_listens_beyond_this_machine(runtime):
    """Every socket of the cluster that waits for connections is bound to loopback."""
    session = os.getsid(runtime._engine._link._process.pid)
    mine = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and os.path.exists(entry) and _session(entry) == session:
            for descriptor in (entry / "fd").iterdir():
                target = os.readlink(descriptor)
                if target.startswith("socket:["):
                    mine.add(target[8:-1])
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in mine:
                listening.append(fields[1].partition(":")[0])
    assert listening
    assert {found[-8:] for found in listening} == {"0100007F"}


def _session(entry):
    return int((entry / "stat").read_text().rpartition(")")[2].split()[3])


def test_workers_have_the_callers_environment(verify, home):
    names = ["HOME", "PATH", "PYTHONPATH", "OMP_NUM_THREADS", "RAY_AUTH_TOKEN", "RAY_AUTH_MODE", "CUDA_VISIBLE_DEVICES"]
    verdicts = verify([f"environment {name}" for name in names])
    found = {name: verdict.extracted for name, verdict in zip(names, verdicts, strict=True)}
    assert found == {**{name: os.environ.get(name) for name in names}, "HOME": str(home)}


# ---- what is lost


def test_what_a_lost_actor_had_is_tried_again(verify, actors, tmp_path, wait_until):
    log = tmp_path / "log"
    victim = actors()[0]
    timer = threading.Timer(0.5, os.kill, (victim, signal.SIGKILL))
    timer.start()
    texts = [f"pause 0.0{i:02}" for i in range(60)]
    found = verify(texts, log=str(log))
    timer.join()
    assert [verdict.extracted for verdict in found] == [text.split()[1] for text in texts]
    assert wait_until(lambda: victim not in actors() and len(actors()) == 2)
    counts = [log.read_text().splitlines().count(text) for text in texts]
    assert set(counts) <= {1, 2}


def test_what_kills_its_actor_twice_is_an_error_and_its_neighbours_are_right(verify, tmp_path):
    log = tmp_path / "log"
    texts = ["a", "b", "killactor", "c", "d"]
    found = verify(texts, log=str(log))
    assert [verdict.extracted for verdict in found] == ["a", "b", None, "c", "d"]
    assert (found[2].status, found[2].reason) == ("error", "actor-lost")
    assert found[2].details["error"].startswith("the Ray actor was lost twice while scoring it: ActorDiedError")
    assert log.read_text().splitlines().count("killactor") == 2


def test_a_file_that_is_not_there_is_named(runtime, tmp_path):
    task = Task("a:B", str(tmp_path / "mine.py"), "{}", name="mine")
    [failure] = runtime._engine.run(task, [b"{}"], 1.0)
    assert isinstance(failure, Failure)
    assert (failure.status, failure.reason) == ("error", "open-failed")
    assert f"there is no file {tmp_path / 'mine.py'} on the node " in failure.details["error"]


# ---- a cluster that runs already


@pytest.fixture
def joined(address, faulty):
    with Runtime("ray", timeout=20.0, ray_address=address) as made:
        yield made


def test_a_cluster_is_joined_and_goes_on_when_it_is_left(joined, faulty, verify):
    opened = joined.open(faulty.Misbehaving())
    assert joined._engine.workers == 1  # the core that is free
    assert [v.extracted for v in opened.verify([Sample(completion=text) for text in "abc"])] == ["a", "b", "c"]
    joined.close()
    assert verify(["d"])[0].extracted == "d"


@pytest.mark.long
def test_what_is_lost_with_the_driver_process_is_tried_again(joined, faulty):
    opened = joined.open(faulty.Misbehaving())
    pid = joined._engine._link._process.pid
    timer = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
    timer.start()
    assert opened.verify([Sample(completion="pause 1")])[0].extracted == "1"
    assert joined._engine._link._process.pid != pid
    timer.join()


def test_a_recipe_writes_the_same_file_as_with_the_local_engine(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers = ["4", r"\frac{8}{2}", "5", "no answer", "", "2+2", "four", "4.0"]
    text = "<think>\nsums\n</think>\n<answer>\n\\boxed{%s}\n</answer>"
    rows = [{"id": i, "prompt": "2 + 2?", "completion": text % a, "reference": "4"} for i, a in enumerate(answers * 20)]
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for engine in ("local", "ray"):
        monkeypatch.setenv("REWARDRY_RAY_ADDRESS", address)
        with pytest.raises(SystemExit) as leaving:
            main(
                [
                    "score",
                    "deepseek-r1-zero",
                    "rows.jsonl",
                    "--engine",
                    engine,
                    "--timeout",
                    "5",
                    "-o",
                    f"{engine}.jsonl",
                ]
            )
        assert not leaving.value.code
    assert Path("ray.jsonl").read_bytes() == Path("local.jsonl").read_bytes() != b""


@pytest.fixture
def run_script(tmp_path, home):
    """Runs a script that has made a `runtime` and can `ask` it for what a completion asks for; gives what it prints."""

    def run(settings, body):
        script = tmp_path / "script.py"
        script.write_text(
            f"""
import os, sys
from rewardry import Sample
from rewardry.engine.runtime import Runtime
from rewardry.local_files import load_file
faulty = load_file({str(FAULTY)!r})

def ask(text):
    [verdict] = runtime.open(faulty.Misbehaving()).verify([Sample(completion=text)])
    return verdict.extracted

def driver():
    return runtime._engine._link._process.pid

runtime = Runtime("ray", workers=1, {settings})
before = ask("parent"), driver()
{body}
runtime.close()
"""
        )
        environment = {**os.environ, "HOME": str(home)}
        done = subprocess.run(
            [sys.executable, script], capture_output=True, text=True, timeout=120, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def test_a_forked_child_drops_the_connection_and_does_the_parent_no_harm(address, run_script):
    body = """
for way in ("exit", "close", "os._exit"):
    child = os.fork()
    if child == 0:
        assert runtime._engine._link is None
        if way == "close":
            runtime.close()
        os._exit(0) if way == "os._exit" else sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
    print((ask("parent"), driver()) == before)
"""
    assert run_script(f"ray_address={address!r}", body) == ["True"] * 3


@pytest.mark.long
def test_a_forked_child_that_scores_has_a_driver_of_its_own(run_script):
    body = """
child = os.fork()
if child == 0:
    assert (ask("a"), ask("parent") == before[0], driver() == before[1]) == ("a", False, False)
    runtime.close()
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
print((ask("parent"), driver()) == before)
"""
    assert run_script("ray_address='local'", body) == ["True"]


@pytest.mark.long
@pytest.mark.skipif(tuple(map(int, version("ray").split(".")[:2])) < (2, 52), reason="this Ray knows no tokens")
def test_without_the_token_the_cluster_refuses(address, faulty, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_TOKEN", "0" * 64)
    with Runtime("ray", ray_address=address) as runtime, pytest.raises(ConfigError) as raised:
        runtime.open(faulty.Misbehaving())
    assert str(raised.value).startswith(f"a Ray cluster cannot be joined at {address}: ")
    assert str(raised.value).endswith("RAY_AUTH_MODE=token and RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH")


@pytest.mark.long
@pytest.mark.parametrize("victim", ["caller", "driver"])
def test_what_is_killed_leaves_no_process_and_no_file(victim, home, tmp_path, living_with, wait_until):
    script = tmp_path / "killed.py"
    script.write_text(
        """
import sys
from rewardry import Sample
from rewardry.engine.probe import Probe
from rewardry.engine.runtime import Runtime
runtime = Runtime("ray", workers=1)
runtime.open(Probe()).verify([Sample(completion="")])
print(runtime._engine._link._folder, runtime._engine._link._process.pid, flush=True)
sys.stdin.read()
runtime.close()
"""
    )
    mark = uuid.uuid4().hex
    environment = {**os.environ, MARK: mark, "HOME": str(home)}
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, script], stdin=pipe, stdout=pipe, env=environment, text=True) as caller:
        folder, driver = caller.stdout.readline().split()
        assert Path(folder).is_dir()
        os.kill(caller.pid if victim == "caller" else int(driver), signal.SIGKILL)
    assert wait_until(lambda: not living_with(mark), 60.0), f"left running: {living_with(mark)}"
    assert wait_until(lambda: not Path(folder).exists())
    assert list(home.iterdir()) == []

"""Workers that die, lie or meddle: their item fails, everybody else's is right, and no item is lost or run twice."""

import contextlib
import os
import resource
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from rewardry.engine import supervisor, worker
from rewardry.engine.local import Failure, LocalEngine
from rewardry.engine.remote import task_of
from rewardry.errors import Identity
from rewardry.types import Batch, Sample


def samples(*texts):
    return [Sample(completion=text) for text in texts]


def outcomes(verdicts):
    return [(verdict.status, verdict.reason) for verdict in verdicts]


FINE = ("correct", "")


# ---- workers that die


@pytest.mark.parametrize("death", ["sigkill", "segfault", "exit 0", "exit 1", "closefds"])
def test_a_worker_that_dies_costs_the_item_it_was_at(faulty, verify, death):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", death, "c", "d"])
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE, FINE]
    assert verdicts[2].details == {"error": "the worker process ended while scoring it"}


def test_items_are_neither_lost_nor_run_twice(faulty, verify, tmp_path):
    log = tmp_path / "ran"
    texts = [f"{'sigkill' if i % 37 == 5 else 'exit' if i % 41 == 7 else 'echo'} {i}" for i in range(500)]
    verdicts = verify(faulty.Misbehaving(log=str(log)), texts)
    assert sorted(log.read_text().splitlines()) == sorted(texts)
    for text, verdict in zip(texts, verdicts, strict=True):
        name, _, number = text.partition(" ")
        assert (verdict.status, verdict.extracted) == (("correct", number) if name == "echo" else ("error", None))


def test_two_workers_killed_at_once_are_replaced(faulty, open_runtime, processes):
    opened = open_runtime().open(faulty.Misbehaving())
    pids = {v.extracted for v in opened.verify(samples(*["pid"] * 40))}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    assert outcomes(opened.verify(samples(*["a"] * 40))) == [FINE] * 40
    assert not pids & set(processes())


def test_workers_killed_under_load_cost_at_most_the_items_they_were_at(faulty, open_runtime, processes, wait_until):
    opened = open_runtime().open(faulty.Misbehaving())
    server = opened.verify(samples("parent"))[0].extracted
    killed = []

    def kill_some():
        for _ in range(supervisor.START_FAILURES - 1):  # it may hit those that only open the component
            time.sleep(0.25)
            killed.append(max((pid for pid in processes() if pid != server), default=0))
            if killed[-1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill_some)
    killer.start()
    texts = [f"pause 0.01{i}" for i in range(150)]
    verdicts = opened.verify(samples(*texts))
    killer.join()
    for text, verdict in zip(texts, verdicts, strict=True):
        assert verdict.extracted == text.split()[1] or outcomes([verdict]) == [("error", "worker-died")]
    assert sum(verdict.status == "error" for verdict in verdicts) <= len(killed)


def test_a_worker_that_dies_idle_is_noticed_and_reaped(faulty, open_runtime, processes, wait_until):
    opened = open_runtime(workers=1).open(faulty.Misbehaving())
    pid, server = (v.extracted for v in opened.verify(samples("pid", "parent")))
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not Path(f"/proc/{pid}").exists()), "neither running nor a zombie"
    assert opened.verify(samples("parent"))[0].extracted == server


def test_killed_workers_leave_neither_zombies_nor_descriptors(faulty, open_runtime, wait_until):
    opened = open_runtime(timeout=0.5).open(faulty.Misbehaving())
    server = opened.verify(samples("parent"))[0].extracted
    before = len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{server}/fd"))
    opened.verify(samples(*["exit 1", "sigkill", "sleep", "garbage"] * 5))
    opened.verify(samples("a"))

    def settled():
        after = len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{server}/fd"))
        return after[0] <= before[0] + 2 and after[1] == before[1] and not zombies(server)

    assert wait_until(settled), "at most the connections of the second worker and of the spare one, and no zombie"


def zombies(parent):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, ppid = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if ppid == str(parent) and state == "Z":
                found.append(entry.name)
    return found


# ---- workers that die before they can work


def test_an_open_that_raises_fails_the_items_of_that_component_with_its_words(faulty, open_runtime):
    runtime = open_runtime()
    broken, fine = runtime.open(faulty.Unopenable(action="raise boom")), runtime.open(faulty.Misbehaving())
    verdicts = broken.verify(samples("a", "b", "c"))
    assert outcomes(verdicts) == [("error", "open-failed")] * 3
    assert "ValueError: boom" in verdicts[0].details["error"]
    assert "faulty.py:Unopenable" in verdicts[0].details["component"]
    assert outcomes(fine.verify(samples("a", "b"))) == [FINE] * 2


@pytest.mark.parametrize("exit_", ["systemexit", "interrupt", "wordless", "memoryerror", "recurse"])
def test_an_open_that_raises_anything_at_all_is_an_open_that_failed(faulty, verify, exit_):
    assert outcomes(verify(faulty.Unopenable(action=exit_), ["a", "b"])) == [("error", "open-failed")] * 2


@pytest.mark.parametrize("exit_", ["exit 0", "sigkill", "segfault"])
def test_an_open_that_ends_the_process_is_tried_thrice(faulty, open_runtime, exit_):
    runtime = open_runtime()
    other = runtime.open(faulty.Misbehaving())
    assert outcomes(other.verify(samples("a"))) == [FINE]
    verdicts = runtime.open(faulty.Unopenable(action=exit_)).verify(samples(*["a"] * 20))
    assert outcomes(verdicts) == [("error", "open-failed")] * 20
    assert verdicts[0].details["error"] == "the worker process ended while opening it"
    assert outcomes(other.verify(samples("a"))) == [FINE]


def test_an_open_that_ends_the_process_does_not_fail_the_items_of_others(faulty, open_runtime):
    runtime = open_runtime()
    good, bad = runtime.open(faulty.Misbehaving()), runtime.open(faulty.Unopenable(action="exit 1"))
    found = {}
    threads = [
        threading.Thread(target=lambda: found.update(good=good.verify(samples(*["pause 0.01"] * 150)))),
        threading.Thread(target=lambda: found.update(bad=bad.verify(samples(*["a"] * 50)))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes(found["good"]) == [FINE] * 150
    assert outcomes(found["bad"]) == [("error", "open-failed")] * 50


def test_an_open_that_ends_the_process_once_succeeds_the_second_time(faulty, verify, tmp_path):
    flaky = faulty.Unopenable(action="exit 1", until=str(tmp_path / "tried"))
    assert outcomes(verify(flaky, ["a"] * 10)) == [FINE] * 10


def test_a_module_that_ends_the_process_when_imported_costs_only_its_own_component(open_runtime, tmp_path, monkeypatch):
    (tmp_path / "rewardry_deadly.py").write_text("import os\nos._exit(1)\n")
    (tmp_path / "rewardry_two.py").write_text(
        "from rewardry import Verdict, Verifier\n"
        "class Fine(Verifier):\n"
        "    runs = 'worker'\n"
        "    def verify(self, samples):\n"
        "        return [Verdict('correct') for _ in samples]\n"
        "class Deadly(Fine):\n"
        "    preload = ('rewardry_deadly',)\n"
        "    def open(self, runtime):\n"
        "        import rewardry_deadly\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import rewardry_two

    runtime = open_runtime()
    deadly, fine = runtime.open(rewardry_two.Deadly()), runtime.open(rewardry_two.Fine())
    assert outcomes(deadly.verify(samples("a", "b"))) == [("error", "open-failed")] * 2
    assert outcomes(fine.verify(samples("a", "b"))) == [FINE] * 2


def test_worker_processes_that_cannot_begin_are_given_up(open_runtime, faulty, monkeypatch):
    class Stillborn(supervisor.ForkServer):
        def fork(self):
            ours, theirs = socket.socketpair()
            theirs.close()
            return ours, 0

    monkeypatch.setattr(supervisor, "ForkServer", Stillborn)
    verdicts = open_runtime().open(faulty.Misbehaving()).verify(samples("a", "b"))
    assert outcomes(verdicts) == [("error", "worker-start")] * 2
    assert verdicts[0].details["error"] == "worker processes end before they are ready"


def test_an_engine_is_content_with_the_workers_there_are(open_runtime, faulty, monkeypatch, caplog):
    class OnlyOne(supervisor.ForkServer):
        def fork(self):
            if self._forked == 0:
                return super().fork()
            ours, theirs = socket.socketpair()
            theirs.close()
            return ours, 99

    monkeypatch.setattr(supervisor, "ForkServer", OnlyOne)
    opened = open_runtime(workers=4).open(faulty.Misbehaving())
    opened.verify(samples("a"))
    verdicts = opened.verify(samples(*["pid"] * 30))
    assert outcomes(verdicts) == [FINE] * 30
    assert len({v.extracted for v in verdicts}) == 1
    assert "no more than 1 worker processes can be started" in caplog.text


def test_a_spare_worker_that_cannot_be_started_is_done_without(open_runtime, faulty, monkeypatch, caplog, wait_until):
    class OnlyTwo(supervisor.ForkServer):
        def fork(self):
            forks.append(self._forked)
            if len(forks) != 3:  # the third is the spare one's first try
                return super().fork()
            ours, theirs = socket.socketpair()
            theirs.close()
            forks.pop()
            tries.append(1)
            return ours, 99

    forks, tries = [], []
    monkeypatch.setattr(supervisor, "ForkServer", OnlyTwo)
    opened = open_runtime(workers=1, timeout=3.0).open(faulty.Misbehaving())
    assert outcomes(opened.verify(samples("exit 1"))) == [("error", "worker-died")]
    assert outcomes(opened.verify(samples("pause 0.3", "a"))) == [FINE] * 2
    assert len(tries) <= supervisor.START_FAILURES
    assert wait_until(lambda: "no more than 1 worker processes can be started" in caplog.text)


def test_workers_that_never_say_hello_are_given_up(open_runtime, faulty, monkeypatch):
    class Silent(supervisor.ForkServer):
        def fork(self):
            ours, theirs = socket.socketpair()
            quiet.append(theirs)
            return ours, 0

    quiet = []
    monkeypatch.setattr(supervisor, "ForkServer", Silent)
    monkeypatch.setattr(supervisor, "START_SECONDS", 0.3)
    verdicts = open_runtime(workers=1).open(faulty.Misbehaving()).verify(samples("a", "b"))
    assert outcomes(verdicts) == [("error", "worker-start")] * 2
    assert len(quiet) == supervisor.START_FAILURES
    for connection in quiet:
        connection.close()


# ---- workers that raise


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("raise no such piece", "ValueError: no such piece"),
        ("locked", "LockedError: cannot be pickled"),
        ("wordless", "WordlessError"),
        ("systemexit", "SystemExit: 3"),
        ("interrupt", "KeyboardInterrupt"),
        ("recurse", "RecursionError: maximum recursion depth exceeded"),
    ],
)
def test_an_exception_ends_the_item_and_not_the_worker(faulty, verify, text, error):
    verdicts = verify(faulty.Misbehaving(), ["pid", text, "pid"], workers=1)
    assert outcomes(verdicts) == [FINE, ("error", "raised"), FINE]
    assert verdicts[1].details["error"].startswith(error)
    assert verdicts[1].details["component"].endswith("faulty.py:Misbehaving")
    assert verdicts[0].extracted == verdicts[2].extracted


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("hugeint", "ValueError: Exceeds the limit"),
        ("keys", "TypeError: keys must be"),
        ("circle", "ValueError: Circular reference"),
        ("nested 100000", "RecursionError"),
    ],
)
def test_a_result_without_a_json_form_is_the_components_fault(faulty, verify, text, error):
    verdicts = verify(faulty.Misbehaving(), ["pid", text, "pid"], workers=1)
    assert outcomes(verdicts) == [FINE, ("error", "raised"), FINE]
    assert verdicts[1].details["error"].startswith(error)
    assert verdicts[0].extracted == verdicts[2].extracted, "the worker lives"


@pytest.mark.parametrize("depth", [900, 960, 970, 980, 985, 990, 995])
def test_a_result_nested_just_as_deep_as_can_be_written_does_no_harm(faulty, verify, depth):
    verdicts = verify(faulty.Misbehaving(), ["a", f"nested {depth}", "b"])
    assert outcomes(verdicts)[::2] == [FINE, FINE]
    assert verdicts[1].status in ("correct", "error")


def test_odd_values_travel(faulty, verify):
    shown, number = verify(faulty.Misbehaving(), ["object", "nan"])
    assert shown.extracted == "<class 'object'>"
    assert number.extracted != number.extracted


# ---- memory


@pytest.mark.parametrize("text", ["memoryerror", "allocate 3000", "grow"])
def test_memory_that_runs_out_is_a_timeout_and_the_engine_goes_on(faulty, verify, text):
    verdicts = verify(faulty.Confined(), ["a", text, "b", text, "c"], workers=2)
    assert outcomes(verdicts) == [FINE, ("timeout", "memory-limit"), FINE, ("timeout", "memory-limit"), FINE]
    assert verdicts[1].details["error"].startswith("MemoryError")


def test_a_worker_whose_memory_ran_out_is_replaced(faulty, verify):
    first, spent, second = verify(faulty.Confined(), ["pid", "grow", "pid"], workers=1)
    assert spent.reason == "memory-limit"
    assert first.extracted != second.extracted


def test_the_limit_leaves_what_the_component_asked_for(faulty, verify):
    verdicts = verify(faulty.Confined(), ["allocate 200", "allocate 400"], workers=2)
    assert outcomes(verdicts) == [FINE, ("timeout", "memory-limit")]


@pytest.mark.parametrize("order", ["Confined Roomy", "Roomy Confined"])
def test_of_two_components_in_one_worker_the_larger_limit_counts(faulty, open_runtime, order):
    runtime = open_runtime(workers=1)
    for name in order.split():
        runtime.open(getattr(faulty, name)()).verify(samples("a"))
    for name in order.split():
        opened = runtime.open(getattr(faulty, name)())
        assert outcomes(opened.verify(samples("allocate 700"))) == [FINE]


@pytest.mark.parametrize("order", ["Confined Unlimited", "Unlimited Confined"])
def test_beside_a_component_without_limit_there_is_none(faulty, open_runtime, order):
    runtime = open_runtime(workers=1)
    for name in order.split():
        runtime.open(getattr(faulty, name)()).verify(samples("a"))
    assert outcomes(runtime.open(faulty.Unlimited()).verify(samples("allocate 1500"))) == [FINE]


def test_a_limit_of_the_users_own_is_not_raised(faulty, verify):
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = worker._address_space() + (8 << 30)  # this process may have mapped more than that already
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        verdicts = verify(faulty.Unlimited(), ["a", f"allocate {(limit >> 20) + 1000}"], workers=1)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert outcomes(verdicts) == [FINE, ("timeout", "memory-limit")]


# ---- workers that meddle


def test_what_a_component_prints_does_not_reach_the_callers_output(faulty, verify, capfd):
    assert outcomes(verify(faulty.Misbehaving(), ["print", "a"], workers=1)) == [FINE] * 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "printed by python" in err
    assert "written to descriptor 1" in err
    assert "echoed by a child" in err


@pytest.mark.parametrize("meddling", ["garbage", "endless"])
def test_garbage_on_the_connection_costs_the_item_and_the_worker(faulty, verify, meddling):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", meddling, "c", "d"])
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE, FINE]


@pytest.mark.parametrize(
    "message",
    [
        "1",
        "null",
        '"rows"',
        "[]",
        "{}",
        '{"rows": 1}',
        '{"rows": [], "bye": 1}',
        '{"rows": {}, "bye": true}',
        '{"rows": [], "bye": false, "seconds": NaN}',
        '{"rows": [], "bye": false, "seconds": -1.0}',
        '{"rows": [], "bye": false, "seconds": Infinity}',
        '{"rows": [], "bye": false, "seconds": "1"}',
        '{"failure": [], "bye": false}',
        '{"failure": ["error", "raised", {}], "bye": false, "seconds": 1.0}',
        '{"failure": ["fine", "", {}], "bye": false}',
        '{"hello": 1}',
        '{"hello": null}',
        '{"failed": 1}',
        '{"ready": []}',
        '{"ready": 0}',
        '{"failed": "to open"}',
        '{"begun": 0}',
    ],
)
def test_a_message_that_no_worker_sends_costs_the_item_and_the_worker(faulty, verify, message):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", f"forge {message}", "c", "d"])
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE, FINE]


def test_a_worker_that_never_stops_writing_does_not_keep_others_from_their_deadline(faulty, open_runtime):
    runtime = open_runtime(workers=2, timeout=1.5)
    opened = runtime.open(faulty.Misbehaving())
    opened.verify(samples("a", "b"))
    verdicts = opened.verify(samples("flood", "sleep", "a"))
    assert outcomes(verdicts)[1:] == [("timeout", "deadline"), FINE]
    assert outcomes(verdicts)[0] in [("timeout", "deadline"), ("error", "worker-died")]


@pytest.mark.parametrize("way", ["fork", "multiprocess"])
def test_a_process_that_a_component_forks_ends_with_its_worker(faulty, verify, processes, wait_until, way):
    verdicts = verify(faulty.Misbehaving(), [way, "a", "sigkill", "b"], workers=1)
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE]
    assert wait_until(lambda: verdicts[0].extracted not in processes())


def test_a_forked_process_that_comes_back_answers_nothing(faulty, verify):
    verdicts = verify(faulty.Misbehaving(), ["a", "forkreturn", "b", "forkreturn", "c"], workers=1)
    assert outcomes(verdicts) == [FINE] * 5
    assert [v.extracted for v in verdicts] == ["a", "both", "b", "both", "c"]


def test_the_death_of_a_worker_is_seen_though_a_process_it_forked_lives(faulty, verify):
    verdicts = verify(faulty.Misbehaving(), ["a", "forkdie", "b"], workers=1, timeout=60.0)
    assert outcomes(verdicts) == [FINE, ("error", "worker-died"), FINE]


# ---- the fork server


def test_when_the_fork_server_is_killed_another_takes_its_place(faulty, open_runtime, processes, wait_until):
    opened = open_runtime().open(faulty.Misbehaving())
    server, worker = (v.extracted for v in opened.verify(samples("parent", "pid")))
    os.kill(server, signal.SIGKILL)
    assert outcomes(opened.verify(samples(*["a"] * 40))) == [FINE] * 40
    assert wait_until(lambda: opened.verify(samples("parent"))[0].extracted != server)
    assert wait_until(lambda: not {server, worker} & set(processes()))


def test_items_at_work_when_the_fork_server_is_killed_are_run_again(faulty, open_runtime, tmp_path, caplog, wait_until):
    log, killed = tmp_path / "ran", tmp_path / "killed"
    opened = open_runtime().open(faulty.Misbehaving(log=str(log)))
    server = opened.verify(samples("parent"))[0].extracted

    def kill():
        wait_until(lambda: "await" in log.read_text())
        os.kill(server, signal.SIGKILL)
        killed.touch()

    killer = threading.Thread(target=kill)
    killer.start()
    texts = [f"await {killed} {i}" for i in range(50)]
    assert outcomes(opened.verify(samples(*texts))) == [FINE] * 50
    killer.join()
    ran = Counter(log.read_text().splitlines())
    assert set(ran) == {"parent", *texts}
    assert max(ran.values()) <= 2
    assert sum(ran.values()) - len(ran) <= 2, "only what the two workers were at runs again"
    assert "the fork server of the worker processes ended" in caplog.text


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1])
def test_a_fork_server_killed_while_it_starts_is_replaced(faulty, open_runtime, processes, delay):
    runtime = open_runtime()
    opened = runtime.open(faulty.Misbehaving())

    def kill_first():
        while not processes():
            time.sleep(0.001)
        time.sleep(delay)
        for pid in sorted(processes())[:1]:
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_first)
    killer.start()
    verdicts = opened.verify(samples(*["a"] * 10))
    killer.join()
    assert outcomes(verdicts) == [FINE] * 10


def test_an_item_that_kills_the_fork_server_is_tried_again_once(faulty, verify, tmp_path):
    log = tmp_path / "ran"
    verdicts = verify(faulty.Misbehaving(log=str(log)), ["a", "killserver", "b"], workers=2)
    assert outcomes(verdicts) == [FINE, ("error", "worker-died"), FINE]
    assert Counter(log.read_text().splitlines())["killserver"] == 2


def test_an_open_that_kills_the_fork_server_is_given_up(faulty, open_runtime):
    runtime = open_runtime()
    verdicts = runtime.open(faulty.Unopenable(action="killserver")).verify(samples("a", "b"))
    assert outcomes(verdicts) == [("error", "open-failed")] * 2
    assert outcomes(runtime.open(faulty.Misbehaving()).verify(samples("a"))) == [FINE]


# ---- the supervisor itself


@pytest.fixture
def engine():
    made = LocalEngine(2)
    yield made
    made.close()


def test_a_fault_of_the_supervisor_fails_the_items_and_not_the_caller(faulty, engine, monkeypatch, caplog):
    task = task_of(faulty.Misbehaving(), Identity("misbehaving"))
    item = b'{"samples": [{"completion": "a", "style": [["<think>", "</think>"], null, false], "meta": {}}]}'

    def broken(self):
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(supervisor.Supervisor, "_hand_out", broken)
        failed = engine.run(task, [item] * 3, 5.0)
    assert failed == [failed[0]] * 3
    assert isinstance(failed[0], Failure)
    assert (failed[0].status, failed[0].reason) == ("error", "engine-failed")
    assert "RuntimeError: a mistake of ours" in failed[0].details["error"]
    assert "the supervisor of the worker processes failed" in caplog.text
    assert engine.run(task, [item], 5.0)[0][0]["status"] == "correct", "the next call has another supervisor"


def test_an_idle_engine_takes_no_processor_time(faulty, open_runtime):
    opened = open_runtime().open(faulty.Misbehaving())
    server, *_ = (v.extracted for v in opened.verify(samples("parent", *["a"] * 50)))
    pids = [server, *children(server)]
    start = time.process_time() + cpu_seconds(pids)
    time.sleep(1.0)
    assert time.process_time() + cpu_seconds(pids) - start < 0.2


def test_waiting_for_a_slow_item_takes_no_processor_time(faulty, verify):
    start = time.process_time()
    assert outcomes(verify(faulty.Misbehaving(), ["pause 1.5"] * 2)) == [FINE] * 2
    assert time.process_time() - start < 0.5


def children(parent):
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_groups_are_never_split(faulty, open_runtime):
    batch = Batch(samples(*"abcdef"), ((0, 2, 4), (1, 5), (3,)), progress=0.5)
    scores = open_runtime().open(faulty.Ranks()).score(batch)
    assert [score.value for score in scores] == [0.0, 0.0, 1.0, 0.0, 2.0, 1.0]
    assert [score.details["texts"] for score in scores] == [list(t) for t in ("ace", "bf", "ace", "d", "ace", "bf")]
    assert {str(score.details["groups"]) for score in scores} == {"[[0, 1, 2]]", "[[0, 1]]", "[[0]]"}
    assert {score.details["progress"] for score in scores} == {0.5}


def test_samples_without_marked_groups_are_one_group(faulty, open_runtime):
    scores = open_runtime().open(faulty.Ranks()).score(Batch(samples(*"abc")))
    assert [score.value for score in scores] == [0.0, 1.0, 2.0]


def test_a_group_that_raises_costs_only_itself(faulty, open_runtime):
    batch = Batch(samples("a", "raise", "b", "c"), ((0, 2), (1, 3)))
    scores = open_runtime().open(faulty.Ranks()).score(batch)
    assert [score.value for score in scores] == [0.0, None, 1.0, None]
    assert scores[1].details["error"] == scores[3].details["error"] == "ValueError: a group that cannot be scored"

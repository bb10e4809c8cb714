"""What a worker process is like, seen from the component that runs in it."""

import os
import resource
import sys

import pytest

from rewardry.engine import worker
from rewardry.local_files import load_file
from rewardry.types import Batch, Sample


def ask(opened, *texts):
    return [verdict.extracted for verdict in opened.verify([Sample(completion=text) for text in texts])]


def test_two_workers_draw_different_random_numbers(faulty, open_runtime, wait_until):
    opened = open_runtime(workers=2).open(faulty.Misbehaving())
    drawn = []

    def both_have_drawn():
        drawn.extend(ask(opened, *["random"] * 20))
        return len({pid for pid, _ in drawn}) == 2

    assert wait_until(both_have_drawn)
    assert len({number for _, number in drawn}) == len(drawn)


def test_every_worker_has_the_same_hashes(faulty, open_runtime):
    hashes = [ask(open_runtime(workers=2).open(faulty.Misbehaving()), *["hash text"] * 20) for _ in range(2)]
    assert len({*hashes[0], *hashes[1]}) == 1, "verdicts must not depend on the order of a set"


def test_a_worker_lives_on_from_item_to_item(faulty, open_runtime):
    opened = open_runtime(workers=1).open(faulty.Misbehaving())
    first, second = ask(opened, "count", "count")
    assert second == first + 1
    assert ask(opened, "count") == [second + 1]


def test_a_worker_does_not_import_the_callers_script(faulty, shared_runtime):
    assert ask(shared_runtime.open(faulty.Misbehaving()), "main") == [None]


def test_a_worker_has_not_imported_pytest(faulty, shared_runtime):
    modules = ask(shared_runtime.open(faulty.Misbehaving()), "modules")[0]
    assert "rewardry.engine.worker" in modules
    assert not {"pytest", "_pytest", "torch"} & set(modules)


def test_what_a_component_requires_is_there_before_it_opens(open_runtime, tmp_path, monkeypatch):
    (tmp_path / "rewardry_heavy.py").write_text("import os\npid = os.getpid()\n")
    (tmp_path / "rewardry_preloading.py").write_text(
        "import os, sys\n"
        "from rewardry import Verdict, Verifier\n"
        "class Preloading(Verifier):\n"
        "    runs = 'worker'\n"
        "    requires = ('rewardry_heavy',)\n"
        "    def verify(self, samples):\n"
        "        heavy = sys.modules['rewardry_heavy']\n"
        "        return [Verdict('correct', extracted=[heavy.pid, os.getppid()]) for _ in samples]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import rewardry_preloading

    opened = open_runtime().open(rewardry_preloading.Preloading())
    ((imported_in, parent),) = ask(opened, "a")
    assert imported_in == parent, "it was imported once, in the fork server"


@pytest.mark.parametrize(
    "broken", ["raise ValueError('boom')", "raise SystemExit(1)", "import rewardry_no_such", "1 +"]
)
def test_a_module_that_cannot_be_preloaded_is_reported_by_the_component(open_runtime, tmp_path, monkeypatch, broken):
    (tmp_path / "rewardry_unloadable.py").write_text(broken)
    (tmp_path / "rewardry_hopeful.py").write_text(
        "from rewardry import Verdict, Verifier\n"
        "class Hopeful(Verifier):\n"
        "    runs = 'worker'\n"
        "    preload = ('rewardry_unloadable',)\n"
        "    def open(self, runtime):\n"
        "        import rewardry_unloadable\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "rewardry_hopeful", raising=False)
    import rewardry_hopeful

    verdict = open_runtime().open(rewardry_hopeful.Hopeful()).verify([Sample(completion="a")])[0]
    assert (verdict.status, verdict.reason) == ("error", "open-failed")
    assert "rewardry_hopeful:Hopeful" in verdict.details["error"] or "SystemExit: 1" in verdict.details["error"]


def test_the_settings_reach_the_worker(faulty, open_runtime, tmp_path):
    log = tmp_path / "with 'quotes' and ünïcode"
    ask(open_runtime().open(faulty.Misbehaving(log=str(log))), "a")
    assert log.read_text() == "a\n"


def test_a_component_that_is_built_on_another_opens_it_in_the_same_worker(open_runtime, tmp_path):
    (tmp_path / "nested.py").write_text(
        "import os\n"
        "from rewardry import Score, Reward, Verdict, Verifier\n"
        "class Inner(Verifier):\n"
        "    runs = 'worker'\n"
        "    def verify(self, samples):\n"
        "        return [Verdict('correct', extracted=os.getpid()) for _ in samples]\n"
        "class Outer(Reward):\n"
        "    runs = 'worker'\n"
        "    def open(self, runtime):\n"
        "        return Live(runtime.open(Inner()))\n"
        "class Live:\n"
        "    def __init__(self, inner):\n"
        "        self.inner = inner\n"
        "    def score(self, batch):\n"
        "        inner = [verdict.extracted for verdict in self.inner.verify(batch.samples)]\n"
        "        return [Score(1.0, details={'pids': [pid, os.getpid()]}) for pid in inner]\n"
    )
    opened = open_runtime().open(load_file(str(tmp_path / "nested.py")).Outer())
    inner, outer = opened.score(Batch([Sample(completion="a")]))[0].details["pids"]
    assert inner == outer != os.getpid()


def test_an_async_component_works_in_a_worker(open_runtime, tmp_path):
    (tmp_path / "asynchronous.py").write_text(
        "import asyncio\n"
        "from rewardry import Verdict, Verifier\n"
        "class Asynchronous(Verifier):\n"
        "    runs = 'worker'\n"
        "    async def verify(self, samples):\n"
        "        await asyncio.sleep(0)\n"
        "        return [Verdict('correct', extracted=sample.text) for sample in samples]\n"
    )
    opened = open_runtime().open(load_file(str(tmp_path / "asynchronous.py")).Asynchronous())
    assert ask(opened, "a", "b", "c") == ["a", "b", "c"]


def test_ctrl_c_in_the_terminal_does_not_reach_a_worker(faulty, open_runtime):
    opened = open_runtime(workers=1).open(faulty.Misbehaving())
    pid, server = ask(opened, "pid", "parent")
    assert os.getsid(pid) == os.getsid(server) == server != os.getsid(0)


def test_the_memory_limit_is_what_a_component_may_use_beyond_what_is_loaded(faulty, open_runtime):
    soft, hard = ask(open_runtime().open(faulty.Confined()), "limit")[0]
    assert 300 << 20 < soft < 600 << 20
    assert hard == resource.getrlimit(resource.RLIMIT_AS)[1]


def test_without_a_limit_memory_is_as_the_caller_left_it(faulty, open_runtime):
    assert ask(open_runtime().open(faulty.Unlimited()), "limit") == [list(resource.getrlimit(resource.RLIMIT_AS))]


def test_a_system_that_does_not_say_what_is_loaded_counts_as_nothing(monkeypatch):
    assert worker._address_space() > 1 << 20

    def nothing(*_):
        raise FileNotFoundError

    monkeypatch.setattr(worker, "open", nothing, raising=False)
    assert worker._address_space() == 0

"""The engine in every kind of process that a trainer makes: forked, spawned, under a loop, without a main guard."""

import os
import subprocess
import sys

import pytest

PRELUDE = """
import os, sys, threading
from rewardry.engine.runtime import Runtime, default_runtime
from rewardry.local_files import load_file
from rewardry.types import Sample

faulty = load_file(sys.argv[1])

def ask(runtime, *texts):
    return [v.extracted for v in runtime.open(faulty.Misbehaving()).verify([Sample(completion=t) for t in texts])]
"""


@pytest.fixture
def run_script(faulty, tmp_path, processes, wait_until):
    """Runs a script to its end, and returns what it printed; it must leave neither words of warning nor a process."""

    def run(body, *arguments):
        script = tmp_path / "script.py"
        script.write_text(PRELUDE + body)
        command = [sys.executable, "-W", "ignore::DeprecationWarning", script, faulty.__file__, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=tmp_path, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert wait_until(lambda: not processes())
        return done.stdout.splitlines()

    return run


def test_a_script_without_a_main_guard_runs_once(run_script):
    assert run_script("print('started'); print(*ask(Runtime(workers=2), 'a', 'b')); print('ended')") == [
        "started",
        "a b",
        "ended",
    ]


def test_a_trainers_script_without_a_main_guard_trains(run_script):
    body = """
import asyncio
from rewardry.trl import reward_funcs

print('started')
functions = reward_funcs({'rewards': [{'use': f'{sys.argv[1]}:Length'}, {'use': 'format.think_answer'}]})
rows = dict(prompts=['p'] * 3, completions=['abc', 'exit 1', 'abcde'], completion_ids=[[1]] * 3)

async def as_in_trl():
    return await asyncio.gather(*(asyncio.to_thread(function, **rows) for function in functions))

print([function(**rows) for function in functions])
print(asyncio.run(as_in_trl()))
"""
    values = "[[3.0, None, 5.0], [0.0, 0.0, 0.0]]"
    assert run_script(body) == ["started", values, values]


def test_a_notebook_scores_under_its_own_loop(faulty, processes, wait_until):
    cell = f"""
import asyncio, io, sys
import rewardry
from rewardry.engine.runtime import default_runtime
from rewardry.local_files import load_file

class Cell(io.TextIOBase):  # as a notebook's output: no descriptor, no encoding
    def write(self, text):
        shown.append(text)
        return len(text)

shown, screen, sys.stdout = [], sys.stdout, Cell()
faulty = load_file({faulty.__file__!r})

@rewardry.reward
def length(completion):
    return float(len(completion))

async def cells():
    plain = rewardry.verify(faulty.Misbehaving(), 'plain', None).extracted
    awaited = await asyncio.gather(*(rewardry.averify(faulty.Misbehaving(), text, None) for text in 'ab'))
    defined_here = default_runtime().open(length()).score(rewardry.Batch([rewardry.Sample(completion='four')]))
    print(plain, [verdict.extracted for verdict in awaited], defined_here[0].value)

asyncio.run(cells())
default_runtime().close()
asyncio.run(cells())
screen.write(''.join(shown))
"""
    done = subprocess.run(
        [sys.executable, "-"], input=cell, capture_output=True, text=True, timeout=100, env=os.environ, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["plain ['a', 'b'] 4.0"] * 2
    assert wait_until(lambda: not processes())


def test_tests_that_run_side_by_side_each_have_their_engine(faulty, tmp_path, processes, wait_until):
    pytest.importorskip("xdist")
    (tmp_path / "test_inner.py").write_text(
        "import os, pytest, rewardry\n"
        "from rewardry.local_files import load_file\n"
        f"faulty = load_file({faulty.__file__!r})\n"
        "@pytest.mark.parametrize('number', range(4))\n"
        "def test_inner(number, worker_id):\n"
        "    verdict = rewardry.verify(faulty.Misbehaving(), f'number {number}', None)\n"
        "    assert (verdict.status, verdict.extracted) == ('correct', str(number))\n"
        "    assert rewardry.verify(faulty.Misbehaving(), 'exit 1', None).reason == 'worker-died'\n"
        "    print(worker_id)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-rP", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=tmp_path, check=False)
    assert "4 passed" in done.stdout, done.stdout + done.stderr
    assert "gw0" in done.stdout
    assert "gw1" in done.stdout
    assert wait_until(lambda: not processes())


def test_a_component_of_the_script_is_refused_with_the_fix(run_script):
    body = """
from rewardry import Verifier
class Mine(Verifier):
    runs = "worker"
try:
    Runtime().open(Mine())
except Exception as error:
    print(type(error).__name__, error)
"""
    (line,) = run_script(body)
    assert line.startswith("ConfigError Mine runs in worker processes, which never import the caller's script.")
    assert line.endswith("write `use: ./that_file.py:Mine`")


def test_a_component_of_the_script_runs_inline(run_script):
    body = """
from rewardry import Verdict, Verifier
class Mine(Verifier):
    runs = "worker"
    def verify(self, samples):
        return [Verdict("correct", reason="inline") for _ in samples]
print(Runtime(engine="inline").open(Mine()).verify([Sample(completion="a")])[0].reason)
"""
    assert run_script(body) == ["inline"]


def test_a_forked_child_has_workers_of_its_own(run_script):
    body = """
runtime = Runtime(workers=1)
parents = ask(runtime, 'pid', 'parent')
child = os.fork()
if child == 0:
    mine = ask(runtime, 'pid', 'parent')
    print('child', not set(mine) & set(parents), flush=True)
    runtime.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print('parent', ask(runtime, 'pid', 'parent') == parents)
"""
    assert run_script(body) == ["child True", "parent True"]


def test_a_forked_child_that_does_nothing_does_the_parent_no_harm(run_script):
    body = """
runtime = Runtime(workers=2)
before = ask(runtime, 'parent')
for way in ('os._exit', 'exit'):
    child = os.fork()
    if child == 0:
        os._exit(0) if way == 'os._exit' else sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
print(ask(runtime, 'parent') == before)
"""
    assert run_script(body) == ["True"]


def test_a_fork_while_other_threads_score_harms_neither(run_script):
    body = """
runtime, stop, wrong = Runtime(workers=2), threading.Event(), []

def work():
    while not stop.is_set():
        if ask(runtime, *'abcdef') != list('abcdef'):
            wrong.append(1)

ask(runtime, 'a')
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for number in range(3):
    child = os.fork()
    if child == 0:
        good = ask(runtime, *'uvwxyz') == list('uvwxyz')
        runtime.close()
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
for thread in threads:
    thread.join()
print(wrong)
"""
    assert run_script(body) == ["[]"]


def test_a_child_that_outlives_its_parent_does_not_keep_the_parents_workers(run_script):
    body = """
runtime = Runtime(workers=1)
server = ask(runtime, 'parent')[0]
reader, writer = os.pipe()
if os.fork() == 0:
    import time
    os.close(writer)
    os.read(reader, 1)
    for _ in range(500):
        if not os.path.exists(f'/proc/{server}/exe'):
            break
        time.sleep(0.02)
    print(os.path.exists(f'/proc/{server}/exe'), flush=True)
    os._exit(0)
print('parent ends', flush=True)
os.kill(os.getpid(), 0)
"""
    assert run_script(body) == ["parent ends", "False"]


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_processes_of_multiprocessing_score(run_script, method):
    body = """
import multiprocessing

def child(text, queue):
    queue.put(ask(default_runtime(), text))

if __name__ == '__main__':
    context = multiprocessing.get_context(sys.argv[2])
    ask(default_runtime(), 'first')
    queue = context.Queue()
    children = [context.Process(target=child, args=(text, queue)) for text in 'ab']
    for process in children:
        process.start()
    print(sorted(queue.get(timeout=60) for _ in children))
    for process in children:
        process.join(60)
        assert process.exitcode == 0, process
"""
    assert run_script(body, method) == ["[['a'], ['b']]"]


def test_components_of_a_file_travel_to_a_spawned_process(run_script):
    body = """
import multiprocessing

def child(component, queue):
    runtime = Runtime(workers=1)
    queue.put([v.extracted for v in runtime.open(component).verify([Sample(completion='a')])])
    runtime.close()

if __name__ == '__main__':
    context = multiprocessing.get_context('spawn')
    queue = context.Queue()
    process = context.Process(target=child, args=(faulty.SlowToOpen(seconds=0.1), queue))
    process.start()
    print(queue.get(timeout=60))
    process.join(60)
"""
    assert run_script(body) == ["['a']"]


def test_scoring_works_within_a_running_loop_and_beside_it(run_script):
    body = """
import asyncio, rewardry

async def main():
    runtime = default_runtime()
    inside = ask(runtime, 'a', 'b')
    beside = await asyncio.gather(*(asyncio.to_thread(ask, runtime, text) for text in 'cdef'))
    verdict = await rewardry.averify(faulty.Misbehaving(), 'g', None)
    print(inside, beside, verdict.extracted)

asyncio.run(main())
"""
    assert run_script(body) == ["['a', 'b'] [['c'], ['d'], ['e'], ['f']] g"]


def test_what_is_open_is_closed_when_the_process_ends(run_script):
    body = """
from rewardry import Verdict, Verifier

class Closing(Verifier):
    def open(self, runtime):
        return self
    def verify(self, samples):
        return [Verdict('correct') for _ in samples]
    def close(self):
        print('closed')

default_runtime().open(Closing()).verify([Sample(completion='a')])
ask(default_runtime(), 'a')
print('end of script')
"""
    assert run_script(body) == ["end of script", "closed"]


def test_a_worker_can_be_used_while_the_process_ends(run_script):
    body = """
import atexit
runtime = default_runtime()
ask(runtime, 'a')
atexit.register(lambda: print(ask(runtime, 'words')))
"""
    assert run_script(body) == ["['words']"]


def test_a_thread_that_hangs_in_a_verdict_does_not_keep_the_process_alive(run_script):
    body = """
import pathlib, time
log = pathlib.Path('ran').absolute()
opened = Runtime(workers=1, timeout=1000).open(faulty.Misbehaving(log=str(log)))
threading.Thread(target=opened.verify, args=([Sample(completion='stubborn')],), daemon=True).start()
while not log.exists():
    time.sleep(0.01)
print('end')
"""
    assert run_script(body) == ["end"]


@pytest.mark.parametrize("lock", ["rewardry.plugins", "rewardry.local_files", "rewardry.engine.runtime"])
def test_a_fork_while_another_thread_holds_a_lock_does_not_wait_for_it(run_script, lock):
    body = """
import importlib, time
module = importlib.import_module(sys.argv[2])
ask(default_runtime(), 'a')
held, release = threading.Event(), threading.Event()

def hold():
    with module._lock:
        held.set()
        release.wait(30)

thread = threading.Thread(target=hold)
thread.start()
held.wait()
child = os.fork()
if child == 0:
    load_file(sys.argv[1])
    print(ask(default_runtime(), 'child'), flush=True)
    default_runtime().close()
    os._exit(0)
print(os.waitpid(child, 0)[1])
release.set()
thread.join()
"""
    assert run_script(body, lock) == ["['child']", "0"]

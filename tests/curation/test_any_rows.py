"""Whatever stands in one place of a file, what comes of it is JSON, or an error that names the line."""

import copy
import json
import re

import pytest

from rewardry.curation import groups
from rewardry.curation.chunks import Chunk
from rewardry.curation.comparing.changes import changes, summary
from rewardry.curation.figuring import Figuring
from rewardry.curation.kept_rows import Reading
from rewardry.curation.logged_scores import read_scores
from rewardry.curation.selecting import Selecting, Written
from rewardry.curation.wanted import Wanted
from rewardry.curation.work import part_of
from rewardry.curation.writing_back import WritingBack
from rewardry.errors import DataError

ANYTHING = [
    *(None, True, False, 0, -2, 0.5, 1e59, 1e200, -1e308, 10**400, "", "x", "1", "correct", "abstain", "\ud800"),
    *([], [1], ["a"], [None], {}, {"a": 1}, {"content": 5}, {"tests": {"inputs": ["1"], "outputs": [2]}}),
    *([{"role": "user", "content": one}] for one in ("hi", None, 5, [{"type": "text", "text": "a"}])),
]
NOTHING = object()


def each_odd(row, values=ANYTHING):
    """The row with any of these in one of its places, and without what stands there; and what was done."""
    for path in list(paths(row)):
        for value in (NOTHING, *values):
            odd = copy.deepcopy(row)
            inside = odd
            for key in path[:-1]:
                inside = inside[key]
            if value is NOTHING:
                del inside[path[-1]]
            else:
                inside[path[-1]] = value
            yield odd, (path, "nothing" if value is NOTHING else value)


def paths(value, above=()):
    for key, inside in value.items():
        yield (*above, key)
        if isinstance(inside, dict):
            yield from paths(inside, (*above, key))


@pytest.fixture
def result(scored):
    """The first row of a question of three: all that a result may hold, and the input may."""

    def make(number, right):
        extra = {"meta": {"domain": "sums"}, "completion_ids": [1, 2], "finish_reason": "stop", "label": int(right)}
        found = scored(number, "a", right, **extra)
        return {**found, "status": "correct" if right else "incorrect", "score": float(right), "extracted": "4"}

    return make


def filters(**wanted):
    nothing = dict.fromkeys(Wanted.__dataclass_fields__)
    return {**nothing, "resolver": "script", "similarity": 0.8, "against": (), "against_words": 8, **wanted}


EVERYTHING = filters(
    correct=True, r1=True, pass_rate=(0, 1), best_of_group=2, summary=True, truncated=True, duplicates="group"
)
WORKS = {
    "stats": lambda: Figuring(None, ["label", "domain", "status"]),
    "stats --write": lambda: WritingBack({}, [[n, c, 1] for n in (1, 2, 3) for c in range(n + 1)], 4, False),
    "select": lambda: Selecting(EVERYTHING, vars(Written())),
    "select --to sft": lambda: Selecting(filters(correct=True), vars(Written("sft", "cold-start"))),
    "select --to dpo": lambda: Selecting(filters(correct=True), vars(Written("dpo"))),
}


@pytest.mark.parametrize("name", WORKS)
def test_one_odd_result_is_worked_on_or_named(result, name):
    work, reading = WORKS[name](), Reading(("in.jsonl",))
    before, after = (json.dumps(result(i, i < 1)).encode() for i in (0, 2))
    named = 0
    for odd, what in each_odd(result(1, True)):
        part = part_of(work, reading, Chunk([before, json.dumps(odd).encode(), after], [("in.jsonl", 1, 3)]))
        json.dumps(part.found, allow_nan=False)
        for lines in part.lines.values():
            assert all(isinstance(json.loads(line), dict) for line in lines), what
        if part.error is not None:
            named += 1
            assert re.match(r"in\.jsonl:2: ", str(part.error)), what
    assert named > 30


def test_one_odd_line_of_a_log_is_compared_or_named(result, write, tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "_REMEMBERED", 1 << 10)  # a table of each file
    named = 0
    odd_value = {name: value for name, value in result(1, True).items() if name != "input"}
    for odd, what in each_odd(odd_value, ANYTHING[::2]):  # a file each
        file = str(tmp_path / write("log.jsonl", result(0, True), odd, result(2, False)))
        try:
            logged = read_scores([file])
        except DataError as error:
            named += str(error).startswith(f"{file}:2: ")
            continue
        assert len(logged.rows) == 3, what
        json.dumps(summary(changes(logged.groups, logged.totals, logged.totals[::-1])), allow_nan=False)
    assert named > 20


def test_a_set_of_odd_rows_is_audited_to_its_end(rewardry, write):
    row = {
        "id": "q",
        "prompt": "What is 2 + 2?",
        "reference": "4",
        "completion": "<answer>4</answer>",
        "solutions": ["<answer>4</answer>"],
        "label": 1,
        "group": "a",
    }
    rows = [odd for odd, _ in each_odd(row)]
    code, out, err = rewardry("audit", write("set.jsonl", *rows), "-v", "choice", "--engine", "inline", "--json")
    assert code == 1, err
    assert json.loads(out)["rows"] == len(rows)


def test_a_log_of_odd_steps_and_completions_is_watched_to_its_end(rewardry, write, tmp_path):
    """The odd values of one figure follow each other, so that trends are worked out of them."""
    step = {
        "reward": 0.5,
        "rewards/accuracy/mean": 0.5,
        "completions/mean_length": 90,
        "repetition": 0.1,
        "canaries/paid": 0.0,
        "undecided": 0.0,
    }
    completion = {"completion": "so we go on " * 5, "reward": 1.0, "rewards": {"a": 1.0}, "length": 40, "canary": True}
    write("steps.jsonl", *({"step": i, **odd} for i, (odd, _) in enumerate(each_odd(step))))
    write("rollouts.jsonl", *({"step": i // 4, **odd} for i, (odd, _) in enumerate(each_odd(completion))))
    code, out, err = rewardry("watch", tmp_path, "--once", "--json")
    assert code == 0, err
    found = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert found["distributions"]["reward"]["steps"]
    assert rewardry("watch", tmp_path, "--once")[0] == 0

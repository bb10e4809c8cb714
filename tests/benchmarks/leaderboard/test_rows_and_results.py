"""Which rows are asked and who reads them, what is kept between runs, and how long entrants may take."""

import json
from pathlib import Path

import pytest

from rewardry import __version__
from rewardry.benchmarks.leaderboard import allowance
from rewardry.benchmarks.leaderboard.allowance import Allowance
from rewardry.benchmarks.leaderboard.asking import PeerFailedError
from rewardry.benchmarks.leaderboard.environments import Installed, Peer
from rewardry.benchmarks.leaderboard.measuring import Entrant, Line, Missing, attacked, measured, peer_entrants
from rewardry.benchmarks.leaderboard.results import Answers, Results
from rewardry.benchmarks.leaderboard.rows import Questions, is_attack, reads
from rewardry.benchmarks.sets import find_sets
from rewardry.component import Verifier, needs
from rewardry.types import Sample


def rows(n=6, **columns):
    plain = {"prompt": "?", "completion": "4", "reference": "4", "label": 1, "domain": "math/sums"}
    return [{"id": i, **plain, **columns} for i in range(n)]


@pytest.fixture
def questions(write):
    """Reads rows as the leaderboard does."""

    def of(given, most=None, seed=0):
        [bench_set] = find_sets([write("rows.jsonl", given)])
        return Questions.of(bench_set, most, seed)

    return of


@pytest.mark.parametrize(
    ("changed", "is_math"),
    [
        ({}, True),
        ({"domain": "mathematics"}, True),
        ({"domain": "logic/sums"}, False),
        ({"domain": None}, False),
        ({"reference": 4}, False),
        ({"reference": ["4"]}, False),
    ],
)
def test_peers_are_asked_about_mathematics_with_a_text_for_a_reference(questions, changed, is_math):
    found = questions([*rows(2), {**rows(1)[0], "id": "other", **changed}])
    assert found.is_math is is_math
    peer = Installed(Peer("peer", "peer-dist[extra]", "MIT", "peer.py", "verdict"), Path("python"), "1.2")
    asked = [(one.name, one.version, one.peer) for one in peer_entrants(found, [peer], 5.0)]
    assert asked == ([("peer", "peer-dist 1.2", True)] if is_math else [])


def test_rows_without_a_label_are_not_asked(questions):
    found = questions([*rows(2), {**rows(1)[0], "id": "open", "label": None}])
    assert sorted(row.id for row in found.rows) == [0, 1]


def test_a_peer_gets_no_label_and_no_prompt(questions):
    found = questions(rows(1, completion=[{"role": "assistant", "content": "so 4"}], reference="4"))
    assert found.for_peers() == [{"completion": "so 4", "reference": "4"}]


def test_the_first_rows_of_a_sample_are_a_sample_of_fewer(questions):
    """Of an entrant that is cut the first rows count: they may not be those with which the file begins."""
    every = [row.id for row in questions(rows(40)).rows]
    assert sorted(every) == list(range(40)) != every
    assert len({row.id for row in questions(rows(40), 5).rows}) == 5


@pytest.mark.parametrize(
    ("data", "attack"),
    [
        ({"attack": "hedge"}, True),
        ({"attack": ""}, False),
        ({"domain": "adversarial"}, True),
        ({"domain": "math/attacks/x"}, True),
        ({"domain": "math/counterattack"}, False),
        ({"domain": None}, False),
        ({}, False),
    ],
)
def test_what_was_made_to_fool_or_to_hang_is_left_out(data, attack):
    assert is_attack(data) is attack


class Short(Verifier):
    """Reads references of one sign."""

    def needs(self):
        """A reference."""
        return needs("reference")

    def verify(self, samples):
        """Nothing is asked here."""
        return []

    def reference_problem(self, sample):
        """Whether it is longer."""
        return "it is too long" if len(str(sample.reference)) > 1 else None


@pytest.mark.parametrize(
    ("short", "long", "is_for"), [(10, 0, True), (9, 1, True), (8, 1, False), (0, 3, False), (0, 0, False)]
)
def test_a_verifier_is_for_a_set_of_which_it_reads_nine_in_ten(short, long, is_for):
    samples = [Sample(completion="x", reference=text) for text in ["4"] * short + ["44"] * long]
    assert reads(Short(), samples) is is_for


ANSWERS = Answers(["correct", "timeout"], [0.5, None])


def test_what_was_kept_is_found_again_for_the_very_same_question(tmp_path):
    results = Results(tmp_path, resume=False)
    results.keep("set-a/b c", {"rows": 1, "timeout": 5.0}, ANSWERS)
    again = Results(tmp_path, resume=True)
    assert again.answers("set-a/b c", {"timeout": 5.0, "rows": 1}) == ANSWERS
    assert again.answers("set-a/b c", {"rows": 2, "timeout": 5.0}) is None
    assert again.answers("other", {"rows": 1, "timeout": 5.0}) is None
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_was_cut_off_is_as_if_it_were_not_there(tmp_path):
    results = Results(tmp_path, resume=False)
    results.keep("a", 1, ANSWERS)
    [file] = tmp_path.iterdir()
    file.write_text(file.read_text()[:20])
    assert results.answers("a", 1) is None


@pytest.mark.parametrize(
    "content",
    [
        "null",
        "[]",
        '"x"',
        "{}",
        '{"date": "2026-01-02"}',
        '{"value": 1}',
        '{"date": 20260102, "value": 1}',
        '{"date": "yesterday", "value": 1}',
        "[" * 100_000,
    ],
    ids=lambda content: content[:30],
)
def test_a_file_that_is_damaged_is_as_if_it_were_not_there(tmp_path, content):
    results = Results(tmp_path, resume=False)
    results.keep("a", 1, ANSWERS)
    [file] = tmp_path.iterdir()
    today = results.dates()
    file.write_text(content)
    assert (results.found("a", 1), results.answers("a", 1), results.dates()) == (None, None, today)
    results.keep("a", 1, ANSWERS)  # measured again
    assert results.answers("a", 1) == ANSWERS


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"statuses": ["correct"]},
        {"statuses": ["correct"], "seconds": []},
        {"statuses": ["right"], "seconds": [0.5]},
        {"statuses": "correct", "seconds": [0.5]},
        {"statuses": ["correct"], "seconds": ["0.5"]},
        {"statuses": ["correct"], "seconds": [-1]},
        {"statuses": ["correct"], "seconds": [True]},
    ],
    ids=repr,
)
def test_answers_that_are_damaged_are_asked_for_again(tmp_path, value):
    results = Results(tmp_path, resume=False)
    results.put("a", 1, value)
    assert results.answers("a", 1) is None


def test_a_new_run_begins_with_nothing(tmp_path):
    Results(tmp_path / "r", resume=False).put("a", 1, "x")
    assert Results(tmp_path / "r", resume=True).found("a", 1) == "x"
    assert Results(tmp_path / "r", resume=False).found("a", 1) is None


def test_the_days_of_a_run_are_those_of_its_first_and_last_measurement(tmp_path):
    results = Results(tmp_path, resume=False)
    first, last = results.dates()
    assert first == last  # nothing was measured yet: today
    for name, day in (("a", "2026-01-03"), ("b", "2026-01-02"), ("c", "2026-02-01")):
        results.put(name, 1, 0)
        [file] = tmp_path.glob(f"{name}-*.json")
        kept = json.loads(file.read_text())
        file.write_text(json.dumps({**kept, "date": day}))
    assert results.dates() == ("2026-01-02", "2026-02-01")


@pytest.fixture
def clock(alone):
    """A clock that stands where it is put."""
    now = [100.0]
    alone(allowance, "time", monotonic=lambda: now[0])
    return now


def test_an_entrants_time_begins_with_its_first_answer(clock):
    """Starting takes an hour and each answer four seconds: within ten come those at 0, 4, 8 and 12."""

    def answers():
        clock[0] += 3600
        for place in range(9):
            yield {"place": place}
            clock[0] += 4

    assert [one["place"] for one in Allowance(1.0, 10.0).cut(answers())] == [0, 1, 2, 3]


def test_a_run_is_over_after_its_minutes(clock):
    run = Allowance(2.0, 10.0)
    assert not run.over
    clock[0] += 119.9
    assert not run.over
    clock[0] += 0.1
    assert run.over


def test_an_entrant_that_is_gone_is_named_and_the_others_are_asked(questions, tmp_path):
    def fails(given):
        raise PeerFailedError("peer does not start: why")
        yield

    def answers(given):
        yield from ({"status": "correct", "seconds": 0.1} for _ in given.rows)

    entrants = [Entrant("gone", "1", True, fails), Entrant("here", "1", False, answers)]
    said = []
    run = (questions(rows(3)), entrants, 5.0, Results(tmp_path / "kept", False), Allowance(10.0, 10.0), said.append)
    gone, here = measured(*run)
    assert gone == Missing("peer does not start: why", gone="gone")
    assert (here.name, here.rows, said) == ("here", 3, ["rows: gone", "rows: here"])


def test_only_verifiers_that_are_ours_alone_are_attacked(tmp_path):
    """What others wrote, and what asks another package, gets no attack; the time of the run holds here, too."""
    ours = f"rewardry {__version__}"

    def line(name, version):
        return Line(name, version, False, {}, {}, None)

    lines = [line("math", ours), line("math", ours), line("math-verify", f"{ours}, math_verify 1"), line("x", "x 1")]
    results = Results(tmp_path, False)
    over = list(attacked(lines, 3, 5.0, results, Allowance(0.0, 1.0), lambda text: None))
    assert [one.told.partition(":")[0] for one in over] == ["attacks on math"]
    results.put("attacks-math", {"version": ours, "rows": 3, "timeout": 5.0}, {"total": 1})
    assert list(attacked(lines, 3, 5.0, results, Allowance(0.0, 1.0), lambda text: None)) == [("math", {"total": 1})]

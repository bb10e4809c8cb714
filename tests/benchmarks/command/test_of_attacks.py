"""`bench perturb` and `bench price`: what they print of a result, what they keep, and when they end with 1."""

import json

import pytest

from rewardry.benchmarks.command import perturb, price
from rewardry.benchmarks.findings import finding


def share(broke, n):
    return {"value": (n - broke) / n if n else None, "interval": [0.25, 0.75], "n": n, "broke": broke}


def rewrite(name, keeps, broke, n):
    row = {"id": "t1", "before": "b", "after": "x" * 200 + "the end", "reference": "4" * 100, "status": "incorrect"}
    rate = {"value": share(broke, n)["value"], "interval": [0.25, 0.75]}
    return {
        "name": name,
        "keeps": keeps,
        "about": "",
        "valid": n,
        "of": 9,
        "n": n,
        "broke": broke,
        "rate": rate,
        "rows": [row] * min(broke, 3),
    }


@pytest.fixture
def perturbed(bench, monkeypatch):
    """Runs the command on a result of our own."""

    def run(invariance, sensitivity, *options, rewrites=()):
        found = finding(
            "perturb",
            attacked={"kind": "verifier", "id": "math"},
            tasks={"rows": 9, "source": "here"},
            invariance=invariance,
            sensitivity=sensitivity,
            rewrites=list(rewrites),
            seconds=1.25,
        )
        monkeypatch.setattr(perturb, "tasks_for", lambda target, data, rows: None)
        monkeypatch.setattr(perturb, "perturb", lambda target, tasks: found)
        return bench("perturb", "-v", "text.exact", *options)

    return run


@pytest.mark.parametrize(
    ("options", "code", "missed"),
    [
        (("--min-invariance", 0.75, "--min-sensitivity", 0.5), 0, []),
        (("--min-invariance", 0.76), 1, ["MISSED  math.invariance: 0.7500; at least 0.76 is wanted"]),
        (("--min-sensitivity", 0.51), 1, ["MISSED  math.sensitivity: 0.5000; at least 0.51 is wanted"]),
        (("--min-invariance", 1, "--min-sensitivity", 1), 1, ["MISSED  math.invariance", "MISSED  math.sensitivity"]),
        ((), 0, []),
    ],
)
def test_a_share_below_its_bound_ends_with_1(perturbed, options, code, missed):
    found, out, _ = perturbed(share(2, 8), share(2, 4), *options)
    assert found == code
    lines = [line for line in out.splitlines() if "MISSED" in line]
    assert [line[: len(said)] for line, said in zip(lines, missed, strict=True)] == missed


def test_where_no_rewrite_is_valid_nothing_is_known_and_no_bound_is_kept(perturbed):
    code, out, _ = perturbed(share(0, 0), share(0, 4), "--min-invariance", 0)
    assert (code, "MISSED  math.invariance: not known, for no rewrite was valid; at least 0 is wanted" in out) == (
        1,
        True,
    )
    assert out.splitlines()[-2] == "sensitivity 1.0000 in 1.2 s"


def test_the_table_has_every_rewrite_and_both_totals(perturbed, read):
    rewrites = [rewrite("dfrac", True, 2, 8), rewrite("sign", False, 0, 4), rewrite("swap", False, 0, 0)]
    code, out, _ = perturbed(share(2, 8), share(0, 4), "-o", "kept", rewrites=rewrites)
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert lines[0] == ["verifier", "math,", "9", "tasks", "(here)"]
    assert ["dfrac", "kept", "8", "of", "9", "2", "0.7500", "[0.2500,", "0.7500]"] in lines
    assert ["swap", "changed", "0", "of", "9", "0", "-", "-"] in lines
    assert ["all", "kept", "8", "2", "0.7500", "[0.2500,", "0.7500]"] in lines
    assert ["all", "changed", "4", "0", "1.0000", "[0.2500,", "0.7500]"] in lines
    told = f"dfrac: t1: '{'x' * 113}the end' against '{'4' * 60}'"
    assert [line for line in out.splitlines() if line.startswith("dfrac: ")] == [told] * 2
    assert read("kept/perturb.json")["invariance"]["broke"] == 2


@pytest.fixture
def priced(bench, monkeypatch):
    """Runs the command on a price of our own."""

    def run(tokens, *options):
        found = finding(
            "price",
            attacked={"kind": "verifier", "id": "math"},
            tasks={"rows": 4},
            at_least=1.0,
            honest=1.5,
            blind={"tokens": tokens, "text": "\\boxed{0}\n", "earns": 1.0},
            with_answer={"tokens": None, "text": None, "earns": None},
            tried=1234,
            seconds=2.0,
        )
        monkeypatch.setattr(price, "tasks_for", lambda target, data, rows: None)
        monkeypatch.setattr(price, "price", lambda target, tasks, families, at_least, budget: found)
        return bench("price", "-v", "text.exact", *options)

    return run


def test_the_price_is_printed_as_it_was_found(priced, read):
    code, out, _ = priced(7, "-o", "kept")
    assert (code, out.splitlines()) == (
        0,
        [
            "verifier math: what earns 1 (an honest right answer earns 1.5)",
            r"knowing nothing: 7 tokens: '\\boxed{0}\n'",
            "with the answer: none found",
            "1234 texts tried on 4 tasks in 2.0 s",
        ],
    )
    assert read("kept/price.json")["blind"]["tokens"] == 7


@pytest.mark.parametrize(("tokens", "bound", "code"), [(7, 7, 0), (7, 8, 1), (None, 8, 0)])
def test_a_price_below_its_bound_ends_with_1(priced, tokens, bound, code):
    found, out, err = priced(tokens, "--fail-under", bound, "--json")
    assert (found, json.loads(out)["blind"]["tokens"]) == (code, tokens)
    assert ("MISSED  math.price: 7 tokens; at least 8 are wanted for 1" in err) == bool(code)

"""A run whose verdicts are planted: every figure of its report by hand, through the commands."""

import contextlib
import io
import json

import pytest

from rewardry.cli.main import main
from rewardry.statistics.intervals import wilson

# Rows with a label and what two verifiers said of each: c, i, a (abstain), t (timeout), e (error).
LABELS = "111111000000"
FIRST = "ccccciiiiict"
SECOND = "cciiaeiiiccc"
WORDS = {"c": "correct", "i": "incorrect", "a": "abstain", "t": "timeout", "e": "error"}
SECONDS = [0.001, 0.002, 0.004, 0.008, 0.02, 0.02, 0.02, 0.02, 0.05, 0.09, 0.5, None]


@pytest.fixture(scope="module")
def planted_run(tmp_path_factory):
    """The folder of the run."""
    folder = tmp_path_factory.mktemp("planted")
    plain = {"completion": "a", "reference": "b"}
    rows = [
        {"id": i, "prompt": f"q{i}", "label": int(label), "side": ("even", "odd")[i % 2], **plain}
        for i, label in enumerate(LABELS)
    ]
    file = folder / "r.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    made = ("-v", "text.exact", "-v", "choice", "-d", str(file), "-o", str(folder / "x"), "--engine", "inline")
    with pytest.raises(SystemExit) as leaving, contextlib.redirect_stderr(io.StringIO()) as told:
        main(["bench", "run", *made])
    assert leaving.value.code == 0, told.getvalue()
    for verifier, said in (("text.exact", FIRST), ("choice", SECOND)):
        file = folder / "x" / "outcomes" / f"{verifier}@r.jsonl"
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        for line, letter, seconds in zip(lines, said, SECONDS, strict=True):
            line |= {"status": WORDS[letter], "seconds": seconds}
        file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return folder / "x"


@pytest.fixture
def planted(bench, planted_run):
    """The report of the run as JSON, with some options."""

    def report(*options):
        code, out, err = bench("report", planted_run, "--json", *options)
        assert code == 0, err
        [found] = json.loads(out)["sets"]
        return found

    return report


def of(found, verifier):
    [one] = [each for each in found["verifiers"] if each["verifier"] == verifier]
    return one


@pytest.mark.parametrize(
    ("policy", "first", "second"),
    [
        # Right rows: five paid and one refused; two paid, two refused, and two undecided that were not paid.
        # Wrong rows: four refused, one paid, one timed out; three refused and three paid.
        ("incorrect", {"tp": 5, "fn": 1, "tn": 5, "fp": 1}, {"tp": 2, "fn": 4, "tn": 3, "fp": 3}),
        ("wrong", {"tp": 5, "fn": 1, "tn": 4, "fp": 2}, {"tp": 2, "fn": 4, "tn": 3, "fp": 3}),
        ("exclude", {"tp": 5, "fn": 1, "tn": 4, "fp": 1}, {"tp": 2, "fn": 2, "tn": 3, "fp": 3}),
    ],
)
def test_the_confusion_and_its_metrics_under_each_policy(planted, policy, first, second):
    found = planted("--abstain", policy)
    for verifier, cells in (("text.exact", first), ("choice", second)):
        one = of(found, verifier)
        assert one["confusion"] == cells
        right, wrong = cells["tp"] + cells["fn"], cells["tn"] + cells["fp"]
        metrics = one["metrics"]
        assert metrics["recall"] == {"value": cells["tp"] / right, "interval": list(wilson(cells["tp"], right))}
        assert metrics["fpr"] == {"value": cells["fp"] / wrong, "interval": list(wilson(cells["fp"], wrong))}
        hits = cells["tp"] + cells["tn"]
        assert metrics["accuracy"] == {
            "value": hits / (right + wrong),
            "interval": list(wilson(hits, right + wrong)),
        }
        assert metrics["youden_j"]["value"] == pytest.approx(cells["tp"] / right - cells["fp"] / wrong)


def test_outcomes_and_coverage_are_the_same_under_every_policy(planted):
    for policy in ("incorrect", "wrong", "exclude"):
        found = planted("--abstain", policy)
        assert of(found, "choice")["outcomes"] == {"correct": 5, "incorrect": 5, "abstain": 1, "timeout": 0, "error": 1}
        assert (of(found, "text.exact")["coverage"], of(found, "choice")["coverage"]) == (11 / 12, 10 / 12)


@pytest.mark.parametrize(
    ("policy", "counts"),
    [
        # Right of both, of the first alone, of the second alone, of neither.
        ("incorrect", (12, 5, 5, 0, 2)),
        ("wrong", (12, 5, 4, 0, 3)),
        ("exclude", (9, 5, 3, 0, 1)),
    ],
)
def test_verifiers_are_paired_on_the_rows_that_count(planted, policy, counts):
    [pair] = planted("--abstain", policy)["pairs"]
    assert tuple(pair[name] for name in ("n", "both", "only_first", "only_second", "neither")) == counts
    assert pair["difference"] == pytest.approx((counts[2] - counts[3]) / counts[0])
    assert pair["p"] == pair["p_holm"] == pytest.approx(2 / 2 ** counts[2])  # all of them fall one way


def test_the_rates_of_a_training_and_of_a_recipe_are_those_of_the_confusion(planted):
    one = of(planted(), "text.exact")
    # A sixth of what is wrong is paid, and a sixth of what is right refused: at one half, half is paid.
    [half] = [each for each in one["training"] if each["pass_rate"] == 0.5 and each["group_size"] == 8]
    assert half["mean_reward"] == pytest.approx(0.5)
    assert half["precision"] == pytest.approx(5 / 6)
    assert half["right_above_wrong"] == pytest.approx((1 - 2 / 6) / 0.5)
    assert half["silent"] == pytest.approx(2 * 0.5**8)
    correction = one["correction"]
    assert (correction["false_positive_rate"], correction["false_negative_rate"]) == (1 / 6, 1 / 6)
    assert correction["forward"] == "{use: correct.forward, verifier: text.exact, false_negative_rate: 0.1667}"
    # The other pays half of what is wrong and refuses two thirds of what is right: nothing is left to correct.
    assert of(planted(), "choice")["correction"] is None


def test_right_and_wrong_rows_have_their_outcomes_apart(planted):
    assert of(planted(), "choice")["by_label"] == {
        "right": {"correct": 2, "incorrect": 2, "abstain": 1, "timeout": 0, "error": 1},
        "wrong": {"correct": 3, "incorrect": 3, "abstain": 0, "timeout": 0, "error": 0},
    }


def test_times_stand_in_bins_of_a_logarithmic_scale(planted):
    """From 1 ms to 1 s in 40 bins: a decade has 13.3, so that 20 ms, 1.301 decades on, lie in bin 17."""
    one = of(planted(), "text.exact")
    assert one["seconds"]["p50"] == 0.02
    assert one["seconds"]["max"] == 0.5
    assert one["seconds"]["sum"] == pytest.approx(sum(second for second in SECONDS if second))
    latency = one["latency"]
    assert (latency["from"], latency["to"], sum(latency["bins"])) == (0.001, 1.0, 11)
    assert {place: rows for place, rows in enumerate(latency["bins"]) if rows} == {
        0: 1,  # 1 ms
        4: 1,  # 2 ms: 0.301 decades of 3 are 4.01 bins
        8: 1,  # 4 ms
        12: 1,  # 8 ms
        17: 4,  # 20 ms
        22: 1,  # 50 ms
        26: 1,  # 90 ms
        35: 1,  # 500 ms
    }


def test_each_kind_of_disagreement_is_counted(planted):
    found = planted()["disagreements"]
    # All rows but those on which both say what the label does: two right ones and three wrong ones.
    assert found["rows"] == 12 - 5
    assert found["patterns"][0] == {"label": 1, "statuses": ["correct", "incorrect"], "rows": 2}
    assert sum(one["rows"] for one in found["patterns"]) == found["rows"]


def test_a_slice_is_the_rows_of_a_value_and_no_others(planted):
    [part] = planted("--slice", "side")["slices"]
    [first, _] = part["verifiers"]
    values = {one["value"]: one for one in first["values"]}
    # Of the even rows 0, 2, 4 are right and paid; 6 and 8 wrong and refused, 10 wrong and paid.
    assert values["even"]["confusion"] == {"tp": 3, "fn": 0, "tn": 2, "fp": 1}
    assert values["odd"]["confusion"] == {"tp": 2, "fn": 1, "tn": 3, "fp": 0}
    assert (values["even"]["rows"], values["even"]["few"], values["odd"]["coverage"]) == (6, True, 5 / 6)


def test_constants_are_those_of_the_labels(planted):
    found = planted()["constants"]
    assert (found["always correct"]["accuracy"], found["always incorrect"]["specificity"]) == (0.5, 1.0)


@pytest.mark.parametrize("policy", ["incorrect", "wrong", "exclude"])
def test_compare_says_what_the_pair_of_the_report_says(planted, planted_run, bench, policy):
    sides = (f"{planted_run}:text.exact", f"{planted_run}:choice")
    [pair] = planted("--abstain", policy)["pairs"]
    [there], [back] = (
        json.loads(bench("compare", *both, "--json", "--abstain", policy)[1]) for both in (sides, sides[::-1])
    )
    for name in ("n", "both", "only_first", "only_second", "neither", "difference", "p", "kappa", "detectable"):
        assert there[name] == pair[name]
    assert list(there["interval"]) == pair["interval"]
    assert (back["only_first"], back["difference"], back["p"]) == (
        there["only_second"],
        -there["difference"],
        there["p"],
    )


def test_a_comparison_is_printed_in_a_line(planted_run, bench):
    code, out, _ = bench("compare", f"{planted_run}:text.exact", f"{planted_run}:choice")
    head, *_, line, end = out.splitlines()
    assert (code, end) == (0, "First: text.exact; second: choice; p by McNemar's exact test")
    assert line.split()[:7] == ["r", "12", "5", "5", "0", "2", "0.4167"]
    assert line.split()[-1] == "0.0625"  # five tosses that fall one way, of two sides: 2 / 32
    assert head.split()[:2] == ["set", "rows"]


@pytest.mark.parametrize(
    ("bound", "code"),
    [
        (("--fail-under", "text.exact.recall=0.8333"), 0),  # 5 of 6
        (("--fail-under", "text.exact.recall=0.8334"), 1),
        (("--max-fpr", "choice=0.5"), 0),  # 3 of 6
        (("--max-fpr", "choice=0.49"), 1),
        (("--fail-under", "choice.coverage=0.84"), 1),  # 10 of 12
        (("--fail-under", "r.coverage=0.83"), 0),
    ],
)
def test_a_gate_holds_the_figures_of_the_report(planted_run, bench, bound, code):
    assert bench("gate", planted_run, *bound, "--on-value")[0] == code

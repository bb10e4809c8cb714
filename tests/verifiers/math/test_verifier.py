"""The component: settings, verdicts, the last rung, threads, and what is not imported."""

import asyncio
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.types import Sample, Verdict
from rewardry.verifiers.math.references import as_text
from rewardry.verifiers.math.verifier import Math, OpenMath


class Last:
    """A last rung that gives one verdict, and remembers what it was asked."""

    def __init__(self, verdict):
        self.verdict = verdict
        self.asked = []

    def verify(self, samples):
        self.asked += samples
        return [self.verdict] * len(samples)


LIMIT = {"completion": "\\boxed{\\lim_{x\\to 0}\\frac{\\sin x}{x}}", "reference": "\\int_0^1 dx"}
EASY = {"completion": "\\boxed{2}", "reference": "2"}


def test_a_verdict_names_its_rung_and_where_the_answer_was(verifies):
    verdict = verifies("So \\boxed{\\frac{2}{4}}.", "\\frac12")
    assert (verdict.status, verdict.reason, verdict.extracted) == ("correct", "equal.exact", "\\frac{2}{4}")
    assert verdict.details == {"rung": "exact", "found": "box"}


@pytest.mark.parametrize(
    ("completion", "reference", "status", "reason"),
    [
        ("\\boxed{7}", "7", "correct", "equal.number"),
        ("\\boxed{8}", "7", "incorrect", "not-equal"),
        ("I thought about this for a very long time and then gave up on it.", "7", "incorrect", "no-answer"),
        ("\\boxed{1} or \\boxed{7}", "7", "incorrect", "ambiguous"),
        ("\\boxed{1 \\text{ or } 7}", "7", "incorrect", "ambiguous"),
        ("The answer is 5. The answer is 7.", "7", "incorrect", "ambiguous"),
        ("\\boxed{\\frac{1}{}}", "7", "incorrect", "unreadable"),
        ("\\boxed{9^{9^{9^9}}}", "7", "incorrect", "over-limit"),
        ("\\boxed{7}", None, "abstain", "no-reference"),
        ("\\boxed{7}", "", "abstain", "reference-unparseable"),
        ("\\boxed{7}", "$$", "abstain", "reference-unparseable"),
        ("\\boxed{7}", 7, "correct", "equal.number"),
        ("\\boxed{0.50}", 0.5, "correct", "equal.exact"),
        ("\\boxed{10^{-7}}", 1e-07, "correct", "equal.exact"),
        ("<think>it is 7</think> \\boxed{8}", "7", "incorrect", "not-equal"),
        ("<think>it is \\boxed{7}", "7", "incorrect", "no-answer"),
    ],
)
def test_statuses_and_reasons(verifies, completion, reference, status, reason):
    verdict = verifies(completion, reference)
    assert (verdict.status, verdict.reason) == (status, reason)


def test_chat_messages_are_read(verifies):
    messages = [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "It is \\boxed{4}."}]
    assert verifies(messages, "4", prompt=[{"role": "user", "content": "2+2?"}]).status == "correct"


def test_the_last_rung_gets_what_is_left_and_nothing_else():
    last = Last(Verdict("correct", reason="equal"))
    verdicts = OpenMath(Math(), last).verify([Sample(**EASY), Sample(**LIMIT), Sample(**EASY)])
    assert [verdict.status for verdict in verdicts] == ["correct"] * 3
    [asked] = last.asked
    assert asked.completion == LIMIT["completion"]
    assert verdicts[1].reason == "equal.last"
    assert verdicts[1].details["rung"] == "last"


@pytest.mark.parametrize(
    ("status", "reason"),
    [("timeout", "deadline"), ("abstain", "needs-extra"), ("incorrect", "not-equal"), ("error", "x")],
)
def test_the_last_rungs_verdict_is_kept(status, reason):
    last = Last(Verdict(status, reason=reason))
    [verdict] = OpenMath(Math(), last).verify([Sample(**LIMIT)])
    assert (verdict.status, verdict.reason) == (status, reason)


def test_without_a_last_rung_what_is_left_abstains(verifies):
    verdict = verifies(**LIMIT)
    assert (verdict.status, verdict.reason) == ("abstain", "undecided")
    assert "left to the last rung" in verdict.details["why"]


def test_without_the_extra_only_what_is_left_needs_it(monkeypatch):
    monkeypatch.setattr("rewardry.verifiers.math_verify.MathVerify.requires", ("no_such_module",))
    with Runtime(engine="inline") as runtime:
        verdicts = runtime.open(Math()).verify([Sample(**EASY), Sample(**LIMIT)])
    assert [(v.status, v.reason) for v in verdicts] == [("correct", "equal.number"), ("abstain", "needs-extra")]


def test_the_last_rung_decides_in_a_worker():
    pytest.importorskip("math_verify")
    with Runtime(workers=1, timeout=20) as runtime:
        sample = Sample(completion="\\boxed{\\int_0^1 2x dx}", reference="\\int_0^1 2x dx + 0")
        [verdict] = runtime.open(Math()).verify([sample])
    assert verdict.details["rung"] == "last"
    assert verdict.status in ("correct", "incorrect")


def test_a_verdict_is_the_same_in_every_thread_and_task(families):
    rows = [(f["reference"], a, f["question"]) for f in families for a in f["same"][:2] + f["different"][:2]]
    opened = OpenMath(Math(last_rung=False), None)
    samples = [Sample(completion=f"\\boxed{{{a}}}", reference=r, prompt=q) for r, a, q in rows]
    alone = opened.verify(samples)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda sample: opened.verify([sample])[0], samples * 3))
    assert together == alone * 3

    async def tasks():
        return await asyncio.gather(*(asyncio.to_thread(opened.verify, [sample]) for sample in samples[:50]))

    assert [verdict for [verdict] in asyncio.run(tasks())] == alone[:50]


def test_settings_travel_to_other_processes():
    settings = Math(percent="strict", last_rung=False)
    assert Math.model_validate_json(settings.model_dump_json()) == settings
    assert pickle.dumps(settings)


def test_unknown_parameters_are_refused_with_the_nearest():
    with pytest.raises(rewardry.errors.ParameterError, match="Did you mean 'units'"):
        rewardry.verify("math", "5", "5", unit="strict")


def test_nothing_heavy_is_imported_before_the_last_rung():
    code = (
        "import sys, rewardry.verifiers.math.verifier as m; from rewardry.types import Sample;"
        "o = m.OpenMath(m.Math(last_rung=False), None);"
        "o.verify([Sample(completion='\\\\boxed{\\\\sqrt{8}}', reference='2\\\\sqrt2')]);"
        "print(sorted({'sympy', 'mpmath', 'math_verify', 'antlr4', 'numpy', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("5", "5"),
        (5, "5"),
        (5.0, "5"),
        (0.25, "0.25"),
        (1e-07, "0.0000001"),
        (float("inf"), "\\infty"),
        (float("nan"), ""),
    ],
)
def test_references_as_text(reference, text):
    assert as_text(reference) == text


def test_a_sample_is_not_changed():
    sample = Sample(completion="\\boxed{2}", reference="2", prompt="1+1?", meta={"a": 1})
    before = pickle.dumps(sample)
    OpenMath(Math(last_rung=False), None).verify([sample])
    assert pickle.dumps(sample) == before


def test_what_a_reference_raises_is_the_error(verifies):
    class Broken(str):
        __hash__ = None

        def __str__(self):
            raise RuntimeError("planted by the test")

    with pytest.raises(RuntimeError, match="planted by the test"):
        verifies("<answer>42</answer>", Broken("42"))

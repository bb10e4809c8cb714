"""Components: their settings, what they read, and verifiers made of extract and check."""

import pickle
import subprocess
import sys
from typing import ClassVar

import pytest
from pydantic import ValidationError

import rewardry
from rewardry.component import (
    RESERVED,
    AnswerVerifier,
    Extraction,
    Needs,
    Reward,
    UnreadableReferenceError,
    Verifier,
    json_type,
    needs,
)
from rewardry.text.sections import SectionStyle
from rewardry.types import Batch, Sample, Verdict


class Limit(Reward):
    """A reward with parameters of several types."""

    limit: int = 5
    share: float = 0.5
    tags: tuple[str, ...] = ("a",)


# ---- settings ----------------------------------------------------------------------------------------------------


def test_settings_are_validated_and_cannot_be_changed():
    made = Limit(limit="7", share=1)
    assert (made.limit, made.share) == (7, 1.0)
    with pytest.raises(ValidationError, match="frozen"):
        made.limit = 8
    with pytest.raises(ValidationError, match="Input should be a valid integer"):
        Limit(limit="many")
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Limit(limits=7)


def test_equal_settings_are_equal_components():
    assert Limit(limit=7) == Limit(limit="7") != Limit()
    assert hash(Limit(limit=7)) == hash(Limit(limit="7"))


@pytest.mark.parametrize("share", [0.1, 0.1 + 2**-50, -0.0, 1e300, float("inf"), float("-inf"), "inf"])
def test_settings_travel_as_json(share):
    made = Limit(limit=7, share=share, tags=("x", "y"))
    other = Limit.model_validate_json(made.model_dump_json())
    assert other == made
    assert repr(other.share) == repr(made.share)


def test_a_default_is_validated_too():
    class Wrong(Reward):
        limit: int = "many"

    with pytest.raises(ValidationError, match="valid integer"):
        Wrong()


@pytest.mark.filterwarnings("ignore:Field name")  # pydantic's own, which does not say what to do
@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_parameter_cannot_bear_a_word_of_recipes(word):
    with pytest.raises(TypeError, match=f"^Mine: recipes use the word '{word}' themselves; rename the parameter$"):
        type("Mine", (Reward,), {"__annotations__": {word: int}, word: 1, "__module__": __name__})


@pytest.mark.filterwarnings("ignore:Field name")
@pytest.mark.parametrize("name", ["score", "open", "needs", "refusal", "kind", "runs", "extra", "per_group"])
def test_a_parameter_cannot_hide_what_every_component_has(name):
    with pytest.raises(TypeError, match=f"^Mine: every component has a '{name}' of its own; rename the parameter$"):
        type("Mine", (Reward,), {"__annotations__": {name: int}, name: 1, "__module__": __name__})


def test_a_parameter_of_a_base_may_get_another_default():
    class Wider(Limit):
        limit: int = 50

    assert Wider().limit == 50


def test_where_a_component_runs_is_known():
    class Worker(Reward):
        runs = "worker"

    class Own(Verifier):
        runs: ClassVar = "own"

    assert (Limit.runs, Worker.runs, Own.runs) == ("inline", "worker", "own")
    with pytest.raises(TypeError, match=r"^Lost: runs is 'wroker'; write one of inline, worker, own$"):
        type("Lost", (Reward,), {"runs": "wroker", "__module__": __name__})


def test_what_a_component_is_unless_it_says_otherwise():
    assert (Reward.kind, Verifier.kind, AnswerVerifier.kind) == ("reward", "verifier", "verifier")
    assert (Limit.deterministic, Limit.stateful, Limit.per_group, Limit.required) == (True, False, False, False)
    assert (Limit.gives_verdict, Limit.value_range, Limit.extra, Limit.requires) == (False, None, None, ())
    assert Limit().needs() == Needs(frozenset({"completion"}))
    assert Limit().open(None) == Limit()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Limit().score(Batch([])), "Limit defines neither score nor open"),
        (lambda: type("V", (Verifier,), {"__module__": "x"})().verify([]), "V defines neither verify nor open"),
        (lambda: type("A", (AnswerVerifier,), {"__module__": "x"})().extract("", None), "A does not define extract"),
        (lambda: type("A", (AnswerVerifier,), {"__module__": "x"})().check("", 1, ""), "A does not define check"),
    ],
)
def test_what_a_subclass_forgot_says_so(call, message):
    with pytest.raises(NotImplementedError, match=f"^{message}$"):
        call()


# ---- what a component reads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "number"), (1.5, "number"), ("x", "string"), ([], "array"), ((), "array"),
     ({}, "object"), (b"x", "bytes"), ({1}, "set")],
)  # fmt: skip
def test_the_json_type_of_a_value(value, name):
    assert json_type(value) == name


@pytest.mark.parametrize(
    ("reference", "types", "refusal"),
    [
        ("5", ("string",), None),
        (5, ("string", "number"), None),
        (None, ("string",), None),
        ("5", (), None),
        ({}, ("string",), "the reference is an object; a string is wanted"),
        ([1], ("string", "object"), "the reference is an array; a string or an object is wanted"),
        (True, ("number",), "the reference is a boolean; a number is wanted"),
        (5, ("array",), "the reference is a number; an array is wanted"),
    ],
)
def test_a_reference_of_a_wrong_type_is_refused_in_words(reference, types, refusal):
    assert needs("reference", reference=types).refusal(reference) == refusal


def test_a_component_that_reads_no_reference_refuses_none():
    assert Needs(reference=("string",)).refusal({}) is None
    assert Limit().refusal(Sample(completion="", reference={})) is None
    refused = rewardry.get("choice").refusal(Sample(completion="", reference=5))
    assert refused == "the reference is a number; a string or a boolean or an object is wanted"


def test_needs_name_fields_and_always_the_completion():
    assert needs("prompt", "level").fields == {"completion", "prompt", "level"}
    assert needs(reference="string").reference == ("string",)
    with pytest.raises(
        ValueError, match=r"^'text' is no JSON type; write a list of string, number, boolean, array, obj"
    ):
        needs("reference", reference=["text"])


def test_what_two_components_read_together():
    together = needs("prompt", reference=("string",)) | needs("level", reference=("number",))
    assert together == Needs(frozenset({"completion", "prompt", "level"}))


def test_what_one_component_wants_is_not_optional_because_another_does_without():
    wants = Needs(frozenset({"completion", "level"}))
    does_without = Needs(frozenset({"completion", "level", "hint"}), optional=frozenset({"level", "hint"}))
    for together in (wants | does_without, does_without | wants):
        assert together.optional == {"hint"}
        assert together.wanted == {"completion", "level"}
    assert (does_without | does_without).optional == {"level", "hint"}


# ---- verifiers made of extract and check --------------------------------------------------------------------------


class Letters(AnswerVerifier):
    """Compares the last word; writes down what each half was given."""

    seen: ClassVar[list] = []

    def hint(self, reference):
        if reference == "?":
            raise UnreadableReferenceError("it is a question mark")
        return {"length": len(reference)}

    def extract(self, text, hint):
        self.seen.append(("extract", text, hint))
        words = text.split()
        return Extraction(words[-1]) if words else Extraction(None, "empty" if hint["length"] == 1 else "")

    def check(self, answer, reference, question):
        self.seen.append(("check", answer, reference, question))
        if reference == "!":
            raise UnreadableReferenceError("it is no letter")
        return Verdict("correct" if answer == reference else "incorrect", reason="compared", extracted=answer)


@pytest.fixture
def seen():
    Letters.seen.clear()
    return Letters.seen


def verify(completion, reference, prompt=""):
    (verdict,) = Letters().verify([Sample(completion=completion, reference=reference, prompt=prompt)])
    return verdict


def test_the_two_halves_cannot_leak_into_each_other(seen):
    assert verify("<think>b</think>it is a", "a", "which?") == Verdict("correct", reason="compared", extracted="a")
    assert seen == [("extract", "it is a", {"length": 1}), ("check", "a", "a", "which?")]


def test_only_what_follows_the_reasoning_is_extracted_from(seen):
    assert verify("<think>it is a", "a") == Verdict("incorrect", reason="empty")
    assert seen == [("extract", "", {"length": 1})]


def test_answers_in_tags_of_the_recipes_own_are_extracted_from_the_usual_ones(seen):
    style = SectionStyle(answer=("[ANS]", "[/ANS]"))
    Letters().verify([Sample(completion="<think>b</think>so [ANS]a[/ANS]", reference="a", style=style)])
    assert seen[0] == ("extract", "so <answer>a</answer>", {"length": 1})


def test_no_answer_is_wrong_with_the_extractors_reason(seen):
    assert verify(" ", "a") == Verdict("incorrect", reason="empty")
    assert verify(" ", "ab") == Verdict("incorrect", reason="no-answer")


def test_no_reference_abstains_before_anything_is_looked_at(seen):
    assert verify("a", None) == Verdict("abstain", reason="no-reference")
    assert seen == []


@pytest.mark.parametrize(("reference", "why"), [("?", "it is a question mark"), ("!", "it is no letter")])
def test_an_unreadable_reference_abstains_wherever_it_is_found_out(seen, reference, why):
    assert verify("a", reference) == Verdict("abstain", reason="reference-unparseable", details={"why": why})


def test_one_verdict_a_sample_in_order(seen):
    samples = [Sample(completion=c, reference="a") for c in "abca"]
    assert [v.status for v in Letters().verify(samples)] == ["correct", "incorrect", "incorrect", "correct"]


def test_a_verifier_reads_the_prompt_and_the_reference():
    assert Letters().needs().fields == {"completion", "prompt", "reference"}


# ---- pickling: see test_local_files for components of a file ------------------------------------------------------


def test_a_component_of_a_package_pickles_into_a_fresh_process(tmp_path):
    made = rewardry.get("accuracy", verifier={"use": "math-verify", "strict": False}, wrong=-1)
    (tmp_path / "made.pickle").write_bytes(pickle.dumps(made))
    program = "import pickle, sys; print(repr(pickle.load(open(sys.argv[1], 'rb'))))"
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "made.pickle"],
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == repr(made)

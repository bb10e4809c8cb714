"""The verifier as a whole: references, the share that is kept, loose and strict, hostile text."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.testing import parametrize_with_checks
from rewardry.testing.texts import HOSTILE, REPEATED
from rewardry.verifiers.instructions.catalogue import CONSTRAINTS
from rewardry.verifiers.instructions.references import read_reference
from rewardry.verifiers.instructions.variants import variants

TABLES = Path(__file__).parents[4] / "shared" / "data" / "instructions"
NO_COMMA = ("punctuation:no_comma", {})
FIVE = ("length_constraints:number_words", {"num_words": 5, "relation": "at least"})
UNKNOWN = ("words:start_verb", {})
# A value for each parameter that a constraint may have.
VALUES = {
    "keywords": ["cat", "(a+)+$"],
    "forbidden_words": ["cat", "(a+)+$"],
    **dict.fromkeys(["relation", "let_relation", "capital_relation"], "at least"),
    **dict.fromkeys(["keyword", "word", "first_word", "end_phrase", "section_spliter", "sep"], "(a|a)*$"),
    **{f"keyword{i}": "a" for i in range(1, 6)},
    "letter": "a",
    "language": "sw",
    "options": "yes/no",
    "postscript_marker": "P.S.",
    "prompt_to_repeat": "a b c",
    "reference_text": "abc abc",
    "percentage": 50,
}


def reference_of(*constraints):
    return {"instruction_id_list": [name for name, _ in constraints], "kwargs": [given for _, given in constraints]}


def verdict_of(text, *constraints, **parameters):
    return rewardry.verify("instructions", text, reference_of(*constraints), **parameters)


@pytest.fixture(scope="module")
def one_of_each():
    """Every constraint, with values for its parameters."""
    return {
        name: kind.model_validate({field: VALUES.get(field, 2) for field in kind.model_fields})
        for name, kind in CONSTRAINTS.items()
    }


def test_all_constraints_and_each_of_them():
    verdict = verdict_of("one two, three four", NO_COMMA, FIVE)
    assert (verdict.status, verdict.score, verdict.reason) == ("incorrect", 0.0, "broken")
    verdict = verdict_of("one two three four", NO_COMMA, FIVE)
    assert (verdict.status, verdict.score) == ("incorrect", 0.5)
    assert verdict.details == {"constraints": [{"id": NO_COMMA[0], "kept": True}, {"id": FIVE[0], "kept": False}]}
    verdict = verdict_of("one two three four five", NO_COMMA, FIVE)
    assert (verdict.status, verdict.score, verdict.reason) == ("correct", 1.0, "all-kept")


def test_an_unknown_constraint_leaves_the_row_undecided_unless_another_is_broken():
    verdict = verdict_of("one", NO_COMMA, UNKNOWN)
    assert (verdict.status, verdict.score, verdict.reason) == ("abstain", None, "unknown-constraint")
    assert verdict.details["constraints"][1] == {"id": UNKNOWN[0], "kept": None, "reason": "unknown-constraint"}
    verdict = verdict_of("one,", NO_COMMA, UNKNOWN)
    assert (verdict.status, verdict.score) == ("incorrect", None)


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (reference_of((FIVE[0], {})), "length_constraints:number_words: the parameter num_words is missing"),
        (
            reference_of((FIVE[0], {"num_words": 5})),
            "length_constraints:number_words: the parameter relation is missing",
        ),
        (
            reference_of((FIVE[0], {"num_words": -1, "relation": "at least"})),
            "number_words: num_words: Input should be",
        ),
        (
            reference_of((FIVE[0], {"num_words": 5, "relation": "about"})),
            "number_words: relation: Input should be 'less",
        ),
        (reference_of((NO_COMMA[0], {"n": 5})), "punctuation:no_comma: there is no parameter n"),
        (reference_of(("keywords:existence", {"keywords": [" "]})), "keywords:existence: keywords.0: it is blank"),
        (reference_of(("keywords:existence", {"keywords": []})), "keywords:existence: keywords: Tuple should have"),
        (
            reference_of(("count:word_count_range", {"min_words": 5, "max_words": 4})),
            "count:word_count_range: min_words is 5, more than max_words, 4",
        ),
        ({"instruction_id_list": [NO_COMMA[0]], "kwargs": [{}, {}]}, "kwargs are no list of 1 objects"),
        ({"instruction_id_list": [NO_COMMA[0]], "kwargs": [3]}, "punctuation:no_comma: its kwargs are int"),
        ({"instruction_id_list": []}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": "punctuation:no_comma"}, "instruction_id_list is no list of ids"),
        ({}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": [NO_COMMA[0], 3]}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": [NO_COMMA[0]], "kwargs": "{}"}, "kwargs are no list of 1 objects"),
        ({"instruction_id_list": [NO_COMMA[0]] * 101}, "the reference has 101 constraints; 100 are allowed"),
        (json.dumps({"instruction_id_list": ["x" * 200_000]}), "the reference is no JSON"),
        (
            reference_of(
                ("keywords:letter_frequency", {"letter": "ab", "let_frequency": 1, "let_relation": "at least"})
            ),
            "keywords:letter_frequency: letter: String should have at most 1 character",
        ),
        (
            reference_of(("ratio:stop_words", {"percentage": 101})),
            "ratio:stop_words: percentage: Input should be less than or equal to 100",
        ),
        (
            reference_of(("ratio:stop_words", {"percentage": float("nan")})),
            "ratio:stop_words: percentage: Input should be a finite number",
        ),
        (
            reference_of(("count:words_japanese", {"N": 0})),
            "count:words_japanese: N: Input should be greater than or equal to 1",
        ),
        (
            reference_of(("language:response_language", {"language": "xx"})),
            "language:response_language: language: 'xx' names no language that is known; write one of ar, bg, bn",
        ),
        (
            reference_of(
                (
                    "length_constraints:nth_paragraph_first_word",
                    {"num_paragraphs": 2, "nth_paragraph": 3, "first_word": "so"},
                )
            ),
            "nth_paragraph is 3, and num_paragraphs only 2",
        ),
        (reference_of(("keywords:existence", {"keywords": "cat"})), "keywords:existence: keywords: Input should be"),
        (reference_of(("repeat:repeat_span", {"prompt_to_repeat": "a", "n_start": 0.5, "n_end": 2})), "n_start: Input"),
        ("no JSON", "the reference is no JSON: line 1, column 1"),
        ("[]", "no object with instruction_id_list"),
    ],
)
def test_a_reference_that_cannot_be_read_names_constraint_and_parameter(reference, why):
    verdict = rewardry.verify("instructions", "one,", reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert why in verdict.details["why"]


def test_parameters_that_are_null_are_left_out():
    both = {"num_words": 5.0, "relation": "at least", "keyword": None}
    assert verdict_of("a b c d e", (FIVE[0], both)).status == "correct"
    assert (
        rewardry.verify("instructions", "a", {"instruction_id_list": [NO_COMMA[0]], "kwargs": None}).status == "correct"
    )
    assert rewardry.verify("instructions", "a", {"instruction_id_list": [NO_COMMA[0]]}).status == "correct"


def test_a_hundred_constraints_are_decided_together():
    both = {"instruction_id_list": [NO_COMMA[0], "format:no_whitespace"] * 50, "kwargs": [None, {}] * 50}
    verdict = rewardry.verify("instructions", "a b", both)
    assert (verdict.status, verdict.score) == ("incorrect", 0.5)
    assert [one["kept"] for one in verdict.details["constraints"]] == [True, False] * 50


def test_a_reference_may_be_json_text():
    assert rewardry.verify("instructions", "a", json.dumps(reference_of(NO_COMMA))).status == "correct"


@pytest.mark.parametrize("text", ["", " \n", "<think>one two</think>", "<think>a</think><answer> </answer>"])
def test_a_response_that_says_nothing_keeps_nothing(text):
    verdict = verdict_of(text, NO_COMMA)
    assert (verdict.status, verdict.score, verdict.reason) == ("incorrect", 0.0, "no-answer")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<think>a, b</think>\n\nab\n", True),
        ("<think>a, b</think>\n<answer>\nab\n</answer>", True),
        ("<think>x</think><answer>a b</answer>", False),
        ("<answer>ab</answer><answer>ab</answer> ", False),
        ("ab\n", False),
    ],
)
def test_the_response_is_what_stands_in_the_tags_or_behind_the_reasoning(text, kept):
    assert (verdict_of(text, ("format:no_whitespace", {})).status == "correct") is kept


def test_loose_tries_the_text_without_ends_and_asterisks():
    upper = ("startend:quotation", {})
    text = 'Sure:\n*"yes"*\nAnything else?'
    assert verdict_of(text, upper).status == "incorrect"
    assert verdict_of(text, upper, mode="loose").status == "correct"
    assert verdict_of('x\ny\n"yes"\nz', upper, mode="loose").status == "incorrect"


def test_variants():
    assert set(variants("a\n*b*\nc")) == {"a\n*b*\nc", "a\nb\nc", "*b*\nc", "b\nc", "a\n*b*", "a\nb", "*b*", "b"}
    assert variants("a") == ["a", ""]


def test_a_response_that_is_too_long_is_refused():
    verdict = verdict_of("a " * 30_000, NO_COMMA)
    assert (verdict.status, verdict.reason) == ("incorrect", "over-limit")


def test_the_problem_of_a_reference_is_told():
    verifier = rewardry.get("instructions")
    problem = verifier.reference_problem(rewardry.Sample(completion="", reference=reference_of(UNKNOWN)))
    assert problem == "there is no constraint 'words:start_verb'; the row will be undecided"
    assert verifier.reference_problem(rewardry.Sample(completion="", reference=reference_of(NO_COMMA))) is None


def test_each_parameter_is_required():
    for name, kind in CONSTRAINTS.items():
        assert all(field.is_required() for field in kind.model_fields.values()), name


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.text(alphabet="aA1.,!?*-\n\"'[](){}<>😀ا日", max_size=300))
def test_no_text_makes_a_constraint_raise(one_of_each, text):
    pytest.importorskip("lingua")
    for name, constraint in one_of_each.items():
        if text.strip():
            assert constraint.kept(text) in (True, False), name


@pytest.mark.parametrize(
    "text",
    [*HOSTILE.values(), *((piece * 20_000)[:20_000] + "!" for piece in REPEATED)],
    ids=range(len(HOSTILE) + len(REPEATED)),
)
def test_hostile_text_takes_no_time(one_of_each, text):
    text = text[:50_000]
    for name, constraint in one_of_each.items():
        start = time.thread_time()
        if text.strip() and not name.startswith(("language", "change_case:english")):  # lingua loads its models
            constraint.kept(text)
        assert time.thread_time() - start < 10, name  # a guard against what does not end


@pytest.mark.parametrize("mode", ["strict", "loose"])
def test_labels_of_ifbench(mode):
    """Responses of IFBench's sample output with its labels; what explains those that differ is in the docs."""
    file = TABLES / "ifbench_responses.jsonl"
    if not file.is_file():
        pytest.skip("ifbench_responses does not lie beside the checkout")
    lines = file.read_text(encoding="utf-8").splitlines()
    agreed = disagreed = 0
    for row in map(json.loads, lines):
        verdict = rewardry.verify("instructions", row["completion"], row["reference"], mode=mode)
        for found, label in zip(verdict.details.get("constraints", ()), row["meta"][mode], strict=False):
            agreed += found["kept"] is label
            disagreed += found["kept"] is (not label)
    assert agreed > 120
    assert agreed / (agreed + disagreed) >= 0.98


def test_every_reference_of_ifeval_is_read():
    file = TABLES / "ifeval_prompts.jsonl"
    if not file.is_file():
        pytest.skip("ifeval_prompts does not lie beside the checkout")
    for line in file.read_text(encoding="utf-8").splitlines():
        assert all(wanted.constraint for wanted in read_reference(json.loads(line)["reference"]))


@parametrize_with_checks(["instructions", rewardry.get("instructions", mode="loose")])
def test_conforms(component, check):
    check(component)

"""Values worked out by hand from the sources' formulas, at their bounds and one step beside them."""

import math

import pytest

import rewardry
from rewardry.errors import ParameterError
from rewardry.rewards.compat.l1 import linear_both, sigmoid, sigmoid_exact
from rewardry.rewards.compat.open_r1 import codeforces_score
from rewardry.rewards.compat.prime import batch_norm, implicit, largest_return
from rewardry.rewards.compat.pure import min_form_credit
from rewardry.rewards.compat.search_and_learn import aggregate

GAME = {"target": 24, "numbers": [3, 8]}


def made(use, **parameters):
    return rewardry.get(f"compat.{use}", **parameters)


def value_of(use, completion, reference, **parameters):
    recipe = {"rewards": [{"use": f"compat.{use}", "name": "it", **parameters}]}
    [scored] = rewardry.score(recipe, [{"completion": completion, "reference": reference}])
    return scored.components["it"].value


# -- lengths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "length", "penalty"),
    [
        # open-r1, L = 16384, cache = 4096: 0 up to 12288, then (12288 - l) / 4096, and -1 beyond 16384
        ("open_r1", 12288, 0.0),
        ("open_r1", 12289, -1 / 4096),
        ("open_r1", 14336, -0.5),
        ("open_r1", 16384, -1.0),
        ("open_r1", 16385, -1.0),
        # TRL, L = 1280, cache = 256: 0 up to 1024, then (1024 - l) / 256
        ("trl", 1024, 0.0),
        ("trl", 1025, -1 / 256),
        ("trl", 1280, -1.0),
        ("trl", 1281, -1.0),
        # ms-swift, L = 20480, cache = 4096: min((16384 - l) / 4096, 0), without a floor
        ("ms_swift", 16384, 0.0),
        ("ms_swift", 16385, -1 / 4096),
        ("ms_swift", 20480, -1.0),
        ("ms_swift", 24576, -2.0),
        # verl, the same numbers by other names
        ("verl", 16384, 0.0),
        ("verl", 16385, -1 / 4096),
        ("verl", 20480, -1.0),
        ("verl", 24576, -2.0),
    ],
)
def test_the_overlong_penalties_at_their_defaults(use, length, penalty):
    assert made(f"{use}.length.soft_overlong").value(length) == pytest.approx(penalty, abs=1e-12)


# 1 + cos(pi / 4), of which the values at a quarter of the way are made.
QUARTER = 1 + math.sqrt(0.5)


@pytest.mark.parametrize(
    ("use", "share", "right", "wrong"),
    [
        # open-r1: right from 1 down to 0.5, wrong from -1 up to -0.5; low + (high - low) / 2 * (1 + cos)
        ("open_r1", 0, 1.0, -1.0),
        ("open_r1", 0.25, 0.5 + 0.25 * QUARTER, -0.5 - 0.25 * QUARTER),
        ("open_r1", 0.5, 0.75, -0.75),
        ("open_r1", 1, 0.5, -0.5),
        ("open_r1", 1.5, 0.75, -0.75),
        # TRL: the same, and constant from max_len on
        ("trl", 0, 1.0, -1.0),
        ("trl", 0.25, 0.5 + 0.25 * QUARTER, -0.5 - 0.25 * QUARTER),
        ("trl", 1, 0.5, -0.5),
        ("trl", 1.5, 0.5, -0.5),
        # ms-swift: right from 1 down to 0.5, wrong from -0.5 up to 0
        ("ms_swift", 0, 1.0, -0.5),
        ("ms_swift", 0.25, 0.5 + 0.25 * QUARTER, -0.25 * QUARTER),
        ("ms_swift", 1, 0.5, 0.0),
        ("ms_swift", 1.5, 0.75, -0.25),
    ],
)
def test_the_cosines_at_their_defaults(use, share, right, wrong):
    component = made(f"{use}.length.cosine")
    length = share * component.max_len
    found = component.value(length, True), component.value(length, False)
    assert found == pytest.approx((right, wrong), abs=1e-12)


@pytest.mark.parametrize(
    ("used", "linear", "smooth", "exact"),
    [
        # budget 3000: clip(0.0005 * left, -1, 1) reaches its ends at 2000 to either side
        (1000, 1.0, 1.0, 1 / (1 + math.exp(-20))),
        (1001, 0.99975, 1.0, 1 / (1 + math.exp(-19.99))),
        (2900, 0.525, 0.1 + 1 / (1 + math.exp(-1)), 1 / (1 + math.exp(-1))),
        (3000, 0.5, 0.6, 0.5),
        (3001, 0.49975, 1 / (1 + math.exp(0.01)), 1 / (1 + math.exp(-0.01))),
        (5000, 0.0, 1 / (1 + math.exp(20)), 1 / (1 + math.exp(-20))),
        (5001, 0.0, 1 / (1 + math.exp(20.01)), 1 / (1 + math.exp(-20.01))),
    ],
)
def test_l1s_three_scores_around_a_budget(used, linear, smooth, exact):
    assert linear_both(used, 3000, 0.0005) == pytest.approx(linear, abs=1e-12)
    assert sigmoid(used, 3000, 0.01) == pytest.approx(smooth, abs=1e-12)
    assert sigmoid_exact(used, 3000, 0.01) == pytest.approx(exact, abs=1e-12)


# -- forms of texts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a</think>\n<answer>4</answer>", 1.0),
        ("a</think>\n<answer></answer>\n", 1.0),  # `$` matches before a last line end
        ("a</think>\n<answer>4</answer>\n\n", 0.0),
        ("</think>\n<answer>4</answer>", 1.0),
        ("<think>a</think>\n<answer>4</answer>", 0.0),  # with the prompt's own it is the second
        ("a</think>\n<answer>4<think></answer>", 1.0),  # behind the first </think> nothing is forbidden
        ("a</think></think>\n<answer>4</answer>", 0.0),
        ("a</think>\n<answer>", 0.0),
        ("a</think>\n</answer>", 0.0),
        ("a</think>\n\n<answer>4</answer>", 0.0),
        ("a</think><answer>4</answer>", 0.0),
        ("a", 0.0),
    ],
)
def test_mini_r1s_form(text, value):
    assert made("mini_r1.format.think_answer").value(text) == value


TAGS = ["<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>"]


@pytest.mark.parametrize("missing", range(4))
def test_open_r1_takes_a_quarter_for_each_tag_that_is_missing_or_doubled(missing):
    reward = made("open_r1.format.tag_count")
    assert reward.value("a".join(TAGS)) == 1.0
    assert reward.value("a".join(TAGS[:missing] + TAGS[missing + 1 :])) == 0.75
    assert reward.value("a".join([*TAGS, TAGS[missing]])) == 0.75


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", 0.0),
        ("Step 1: a", 1 / 3),
        ("1. a\n2. b\n3. c", 1 / 3),  # without MULTILINE ^ is the beginning of the text alone
        ("a\n- b\n* c", 2 / 3),
        ("First, a. Second, b. Finally, c.", 1.0),
        ("first, a. Third, b.", 0.0),
        ("Step 1: Step 2: Step 3: Step 4:", 1.0),
    ],
)
def test_open_r1s_steps(text, value):
    assert made("open_r1.structure.reasoning_steps").value(text) == pytest.approx(value)
    assert made("open_r1.structure.reasoning_steps", min_steps=1).value(text) == float(value > 0)


@pytest.mark.parametrize(
    ("text", "size", "penalty"),
    [
        ("a a a a", 3, -0.5),  # two grams, one of them new: 1 - 1/2
        ("a b c", 3, 0.0),  # one gram
        ("a a", 3, 0.0),  # none
        ("", 1, 0.0),
        ("a A a A", 1, -0.75),  # in lower case four of one: 1 - 1/4
        ("a b a b a", 2, -0.5),  # ab ba ab ba: 1 - 2/4
    ],
)
def test_open_r1s_repetition(text, size, penalty):
    assert made("open_r1.repetition.ngram", ngram_size=size).value(text) == pytest.approx(penalty)
    assert made("open_r1.repetition.ngram", ngram_size=size, max_penalty=-4).value(text) == pytest.approx(4 * penalty)


@pytest.mark.parametrize(
    ("language", "fence", "value"),
    [("c", "c", 1.0), ("c", "cpp", 1.0), ("cpp", "c", 0.0), ("c++", "c++", 1.0), ("python", "Python", 0.0)],
)
def test_open_r1s_code_of_a_language_begins_with_its_name(language, fence, value):
    text = f"<think>\na\n</think>\n<answer>\n```{fence}\n1\n```\n</answer>"
    assert made("open_r1.format.code", language=language).value(text) == value


@pytest.mark.parametrize("language", ["", "two words", "a\n"])
def test_a_language_is_one_word(language):
    with pytest.raises(ParameterError, match="language"):
        made("open_r1.format.code", language=language)


ORDERED = "<think>a</think><answer>b</answer>"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (ORDERED, 1.0),
        ("x" + ORDERED + "y", 1.0),  # what stands around them is not looked at
        ("<think></think><answer></answer>", 1.0),
        ("<answer>b</answer><think>a</think>", 0.0),
        ("</think>a<think><answer>b</answer>", 0.0),
        ("<think>a</think></answer>b<answer>", 0.0),
        ("<think>a<answer>b</think></answer>", 0.0),
        (ORDERED + "<answer>", 0.0),
        (ORDERED.replace("<think>", ""), 0.0),
        ("", 0.0),
    ],
)
def test_logic_rls_tags(text, value):
    assert made("logic_rl.format.tags_ordered").value(text) == value


# -- answers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equation", "tinyzero", "mini_r1"),
    [
        ("3*8", 1.0, 1.0),
        ("8 * (3)", 1.0, 1.0),
        ("03*8", 0.1, 0.0),  # Python reads no integer that begins with 0
        ("3*8*1", 0.1, 0.0),  # a number that is not given
        ("38", 0.1, 0.0),
        ("8/3", 0.1, 0.0),
        ("8**3", 0.1, 0.0),
        ("3*8=24", 0.1, 0.0),
        ("+" * 2100 + "3*8", 0.0, 0.0),  # refused, for its length
        ("+" * 2100 + "3*8 x", 0.1, 0.0),  # never given to eval, for its letter
        ("", 0.1, 0.0),
    ],
)
def test_countdown(equation, tinyzero, mini_r1):
    text = f"<think>a</think> <answer>{equation}</answer>"
    assert value_of("tinyzero.accuracy.countdown", text, GAME) == tinyzero
    assert value_of("mini_r1.accuracy.countdown", text, GAME) == mini_r1


@pytest.mark.parametrize(("target", "hit"), [(24, True), (24.0000099, True), (24.0000101, False), (23.9999899, False)])
def test_a_hundred_thousandth_is_near_enough_and_no_more(target, hit):
    game = {**GAME, "target": target}
    assert value_of("tinyzero.accuracy.countdown", "<answer>3*8</answer>", game) == (1.0 if hit else 0.1)
    assert value_of("mini_r1.accuracy.countdown", "<answer>3*8</answer>", game) == float(hit)


def test_a_root_of_a_negative_number_is_a_number_to_tinyzero_and_none_to_mini_r1():
    """i^4 is 1 to within 1e-15. TinyZero takes abs(result - target), mini-r1 float(result), which complex has not."""
    game = {"target": 1, "numbers": [0, 1, 1, 2, 4]}
    text = "<answer>((0-1)**(1/2))**4</answer>"
    assert value_of("tinyzero.accuracy.countdown", text, game) == 1.0
    assert value_of("mini_r1.accuracy.countdown", text, game) == 0.0


@pytest.mark.parametrize(
    ("completion", "value"),
    [
        ("#### 72" + "x" * 293, 1.0),  # 300 characters
        ("#### 72" + "x" * 294, 0.0),  # the first # is the 301st from the end
        ("#### 1,234", 0.0),
        ("#### 71\n#### 72", 1.0),
        ("#### 72\n#### 71", 0.0),
        ("####72", 0.0),
        ("#### $72", 0.0),
        ("#### 7,2", 1.0),  # commas are dropped wherever they stand
        ("#### 72.", 0.0),
    ],
)
def test_verls_gsm8k(completion, value):
    assert value_of("verl.accuracy.gsm8k_hash", completion, "72") == value


@pytest.mark.parametrize(
    ("completion", "value"),
    [
        ("Answer: 4\n" + "x" * 290, 1.0),  # 300 characters
        ("Answer: 4\n" + "x" * 291, -1.0),
        ("answer : 4", 1.0),
        ("Answer:\n4", 1.0),  # \s* goes over the line end
        ("Answer: 5\nAnswer: 4", 1.0),
        ("Answer: 4\nAnswer: 5", -1.0),
        ("Answer: x = 4", 1.0),
        ("Answer: 4 cm", 1.0),
        ("Answer: 4,", 1.0),  # digits but for commas
        ("4", -1.0),
    ],
)
def test_dapos_answer_line(completion, value):
    assert value_of("dapo.accuracy.minerva_answer_line", completion, "4") == value


@pytest.mark.parametrize(("given", "value"), [("1,234", 1.0), ("1234", 1.0), ("1,23,4", 1.0), ("1,234.0", -1.0)])
def test_dapo_drops_the_commas_of_whole_numbers(given, value):
    assert value_of("dapo.accuracy.minerva_answer_line", f"Answer: {given}", "1234") == value


def test_dapo_keeps_the_commas_of_lists_and_points():
    assert value_of("dapo.accuracy.minerva_answer_line", "Answer: (1,2)", "(12)") == -1.0
    assert value_of("dapo.accuracy.minerva_answer_line", "Answer: (1, 2)", "(1,2)") == 1.0


@pytest.mark.parametrize(
    ("completion", "value"),
    [
        ("\\boxed{4}" + "x" * 91, 1.0),  # 100 characters
        ("\\boxed{4}" + "x" * 92, -1.0),
        ("\\boxed{4}", 1.0),
        ("\\boxed{4} \\boxed{5}", -1.0),
        ("\\boxed{ 4}", -1.0),
        ("\\boxed{\\boxed{4}}", 1.0),  # the last opening is the inner one
    ],
)
def test_dapos_strict_box(completion, value):
    assert value_of("dapo.accuracy.boxed_exact", completion, "4") == value


@pytest.mark.parametrize(
    ("extra", "value"),
    [
        ("", 1.0),
        ("<answer>" * 9, 1.0),  # ten with its own
        ("<answer>" * 10, 0.25),
        ("</answer>" * 9, 1.0),
        ("</answer>" * 10, 0.25),
    ],
)
def test_search_r1_counts_to_ten_tags(extra, value):
    """The extra tags stand before the block, where they open none that ends, or belong to its text."""
    text = f"{extra}</answer><answer>Rome</answer>" if extra.startswith("<answer") else f"{extra}<answer>Rome</answer>"
    assert value_of("search_r1.accuracy.exact_match", text, "Rome") == value
    assert value_of("search_r1.accuracy.sub_exact_match", text, "Rome") == 1.0


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("the  Rome!", "Rome"), ("ROME.", "a rome"), ("U.S.A.", "usa"), ("an apple, the pear", "apple pear"), ("", "the")],
)
def test_squads_normal_form(said, wanted):
    assert value_of("search_r1.accuracy.exact_match", f"<answer>{said}</answer>", wanted) == 1.0


@pytest.mark.parametrize(("penalty", "value"), [(-1.0, -1.0), (-2.5, -2.5), (0.0, 0.0)])
def test_simplerl_without_a_box_is_worth_the_penalty_whatever_the_answer(penalty, value):
    for answer in ("4", "5"):
        text = f"<answer>{answer}</answer>"
        assert value_of("simplerl.accuracy", text, "4", verifier="text.exact", format_penalty=penalty) == value


# -- scores of steps and tests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "pass_fail", "partial", "weighted"),
    [(0, 0.0, 0.0, 0.0), (5, 0.0, 0.5, 0.05), (9, 0.0, 0.9, 0.09), (10, 1.0, 1.0, 1.1)],
)
def test_codeforces_scores_of_ten_tests(passed, pass_fail, partial, weighted):
    found = [codeforces_score(passed, 10, mode) for mode in ("pass_fail", "partial", "weighted_sum")]
    assert found == pytest.approx([pass_fail, partial, weighted])


def test_a_program_that_does_not_compile_is_not_a_missing_one():
    assert codeforces_score(10, 10, compiled=False, no_compile=-0.5) == -0.5
    assert codeforces_score(None, 10, compiled=False, no_submission=-3.0) == -3.0


def test_pures_credit_at_temperature_one():
    """softmax(-1, 0) = (1 / (1 + e), e / (1 + e)), times the scores 1 and 0."""
    found = min_form_credit([1.0, 0.0], temperature=1.0)
    assert found["step_rewards"] == pytest.approx([1 / (1 + math.e), 0.0])
    assert found["outcome"] == pytest.approx(1 / (1 + math.e))
    assert min_form_credit([0.5, 0.5])["step_rewards"] == pytest.approx([0.25, 0.25])  # a half of a half each
    assert min_form_credit([0.9, 0.1], temperature=1e-3)["outcome"] == pytest.approx(0.1)  # the least, in the limit


def test_primes_rewards_of_tokens():
    """0.05 * (ln 4 - 0) at the second token: q = 0, ln 4; p = 1 / (1 + 4^-0.05)."""
    found = implicit([-2.0, 0.0], [-2.0, -math.log(4)])
    assert found["token_q"] == pytest.approx([0.0, math.log(4)])
    assert found["sum_q"] == pytest.approx(math.log(4))
    assert found["p_correct"] == pytest.approx(1 / (1 + 4**-0.05))
    assert implicit([], [])["p_correct"] == 0.5


def test_primes_norm_is_of_the_largest_return_of_the_batch():
    """Returns from the end: 2, 3 and -4, 1; the largest in size is 4."""
    rows = [[1.0, 2.0], [5.0, -4.0]]
    assert largest_return(rows) == pytest.approx(4.0, abs=2e-6)
    assert batch_norm(rows) == [pytest.approx([0.25, 0.5], abs=1e-6), pytest.approx([1.25, -1.0], abs=1e-6)]
    assert batch_norm([[0.0]]) == [[0.0]]


@pytest.mark.parametrize(("strategy", "value"), [("last", 0.25), ("mean", 0.5), ("min", 0.25), ("prod", 0.09375)])
def test_scores_of_three_steps(strategy, value):
    assert aggregate([0.75, 0.5, 0.25], strategy) == pytest.approx(value)

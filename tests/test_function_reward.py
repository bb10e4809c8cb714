"""Functions marked as rewards: what they are given, what they may return, and what cannot be one."""

import asyncio
import functools
import logging
import pickle
from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from pydantic import Field, ValidationError

import rewardry
from rewardry.component import Reward
from rewardry.testing import Case
from rewardry.types import Batch, Sample, Score

if TYPE_CHECKING:
    from nowhere import NotAtRunTime


@rewardry.reward
def short(completion, *, limit: int = 5, unit: Literal["chars", "words"] = "chars"):
    """1 for a completion of at most `limit` characters."""
    return float(len(completion if unit == "chars" else completion.split()) <= limit)


@rewardry.reward
async def awaited(completion, level, *, factor: float = 2.0):
    await asyncio.sleep(0)
    return level * factor


def sample(completion="<think>why</think><answer>5</answer>", **fields):
    return Sample(completion=completion, **fields)


def score(component, *samples):
    """What a component gives through the runtime: values, or statuses where there is none."""
    scores = rewardry.Runtime(engine="inline").open(component).score(Batch(list(samples) or [sample()]))
    return [s.value if s.value is not None else s.status for s in scores]


def first(component, *samples):
    return rewardry.Runtime(engine="inline").open(component).score(Batch(list(samples) or [sample()]))[0]


# ---- what a function becomes --------------------------------------------------------------------------------------


def test_a_function_becomes_a_component_class_of_its_name_and_docstring():
    assert issubclass(short, Reward)
    assert (short.__name__, short.__qualname__, short.__module__) == ("short", "short", __name__)
    assert short.__doc__ == "1 for a completion of at most `limit` characters."
    assert (short.runs, short.deterministic, short.value_range) == ("inline", True, None)


def test_keyword_only_arguments_are_validated_parameters():
    assert short() == short(limit=5, unit="chars")
    assert short(limit="7").limit == 7
    with pytest.raises(ValidationError, match="valid integer"):
        short(limit="many")
    with pytest.raises(ValidationError, match="'chars' or 'words'"):
        short(unit="bytes")
    with pytest.raises(ValidationError, match="Extra inputs"):
        short(limits=5)
    assert score(short(limit=2, unit="words"), sample("a b"), sample("a b c")) == [1.0, 0.0]


def test_a_parameter_without_a_default_is_required():
    @rewardry.reward
    def wants(completion, *, limit: int):
        return limit

    with pytest.raises(ValidationError, match="Field required"):
        wants()
    assert score(wants(limit=3)) == [3.0]


def test_a_parameter_may_be_bounded_or_untyped():
    @rewardry.reward
    def bounded(completion, *, share: Annotated[float, Field(ge=0, le=1)] = 0.5, extra_words=("a",)):
        return share + len(extra_words)

    assert score(bounded(share=1, extra_words=["x", "y"])) == [3.0]
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        bounded(share=2)


def test_options_of_the_mark():
    @rewardry.reward(runs="worker", deterministic=False, reference=("string",), value_range=(0, 2))
    def made(completion):
        return 1.0

    assert (made.runs, made.deterministic, made.value_range) == ("worker", False, (0, 2))
    assert made().needs().reference == ("string",)
    assert made().needs().fields == {"completion", "reference"}


def test_a_function_is_marked_in_a_call_too():
    def plain(completion):
        return 3

    assert score(rewardry.reward(plain)()) == [3.0]
    assert score(rewardry.reward(value_range=(0, 3))(plain)()) == [3.0]
    assert plain("x") == 3


# ---- what a function is given -------------------------------------------------------------------------------------


FULL = {
    "completion": [{"role": "assistant", "content": "<think>why</think>so <answer>5</answer>"}],
    "prompt": [{"role": "user", "content": "5?"}],
    "reference": {"a": 1},
    "completion_ids": [1, 2],
    "group": "g",
    "finish_reason": "stop",
    "meta": {"level": 3},
}


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        ("completion", "<think>why</think>so <answer>5</answer>"),
        ("think", "why"),
        ("answer", "5"),
        ("prompt", FULL["prompt"]),
        ("reference", {"a": 1}),
        ("completion_ids", [1, 2]),
        ("group", "g"),
        ("finish_reason", "stop"),
        ("meta", {"level": 3}),
        ("level", 3),
    ],
)
def test_an_argument_is_a_field_or_a_column_of_its_name(argument, given):
    seen = []
    names = {}
    exec(f"def reads({argument}): seen.append({argument}); return 1.0", {"seen": seen}, names)  # noqa: S102 - its names
    made = rewardry.reward(names["reads"])()
    assert score(made, Sample(**FULL)) == [1.0]
    assert seen == [given]
    assert made.needs().fields == {
        "completion",
        {"think": "completion", "answer": "completion"}.get(argument, argument),
    }


def test_parts_that_are_not_there_are_none():
    @rewardry.reward
    def parts(think, answer, reference, group):
        return float((think, answer, reference, group) == (None, None, None, None))

    assert score(parts(), sample("nothing")) == [1.0]


def test_a_missing_column_is_an_error_of_that_row_alone(caplog):
    @rewardry.reward
    def level(completion, difficulty):
        return difficulty

    samples = [sample(meta={"difficulty": 1}), sample(meta={"dificulty": 2}), sample(meta={"difficulty": 3}), sample()]
    with caplog.at_level(logging.WARNING, "rewardry"):
        assert score(level(), *samples) == [1.0, "error", 3.0, "error"]
    assert first(level(), samples[1]).details["error"] == (
        "LookupError: the row has no column 'difficulty'. Did you mean 'dificulty'?"
    )
    assert first(level(), samples[3]).details["error"] == (
        "LookupError: the row has no column 'difficulty'. It has no columns beside the known fields."
    )


def test_a_column_with_a_default_may_be_missing():
    @rewardry.reward
    def level(completion, difficulty=7):
        return difficulty

    assert score(level(), sample(), sample(meta={"difficulty": 1}), sample(meta={"difficulty": None})) == [
        7.0,
        1.0,
        "abstain",
    ]
    assert level().needs().optional == {"difficulty"}


def test_a_reference_of_a_wrong_type_is_refused_for_its_row():
    @rewardry.reward(reference=["string"])
    def compared(completion, reference):
        return float(completion == reference)

    assert score(compared(), sample("a", reference="a"), sample("a", reference=[1]), sample("a")) == [1.0, "error", 0.0]
    assert compared().refusal(sample(reference=[1])) == "the reference is an array; a string is wanted"


# ---- what a function may return -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returned", "found"),
    [
        (1, 1.0),
        (True, 1.0),
        (0.5, 0.5),
        (-2, -2.0),
        (None, "abstain"),
        (Score(0.25, details={"why": 1}), 0.25),
        (Score(None, "timeout"), "timeout"),
        (float("nan"), "error"),
        (float("inf"), "error"),
        (10**400, "error"),
        ("1.0", "error"),
        ([1.0], "error"),
    ],
)
def test_a_result_is_a_number_a_score_or_none(returned, found):
    assert score(rewardry.reward(lambda completion: returned)()) == [found]


def test_an_exception_costs_its_row_alone_and_names_the_function():
    @rewardry.reward
    def picky(completion):
        return 1 / len(completion)

    assert score(picky(), sample("a"), sample(""), sample("ab")) == [1.0, "error", 0.5]
    details = first(picky(), sample("")).details
    assert details["reason"] == "raised"
    assert details["error"] == "ZeroDivisionError: division by zero"
    assert details["component"].endswith("picky")


# ---- async functions ----------------------------------------------------------------------------------------------


def test_an_async_function_is_awaited():
    assert score(awaited(factor=3), sample(meta={"level": 1}), sample(meta={"level": 2})) == [3.0, 6.0]


def test_async_calls_of_a_batch_run_at_the_same_time():
    waiting = []

    @rewardry.reward
    async def together(completion):
        waiting.append(completion)
        async with asyncio.timeout(20):
            while len(waiting) < 4:
                await asyncio.sleep(0.001)
        return 1.0

    assert score(together(), *[sample(c) for c in "abcd"]) == [1.0] * 4


def test_an_async_function_that_raises_costs_its_row_alone():
    @rewardry.reward
    async def picky(completion):
        return 1 / len(completion)

    assert score(picky(), sample("a"), sample(""), sample("ab")) == [1.0, "error", 0.5]


def test_no_coroutine_is_left_behind_when_a_row_lacks_a_column():
    """Python complains of a coroutine that is never awaited, and a complaint fails the suite."""
    assert score(awaited(), sample(meta={"level": 1}), sample()) == [2.0, "error"]


def test_an_async_reward_works_under_a_running_loop():
    async def main():
        return score(awaited(), sample(meta={"level": 1}))

    assert asyncio.run(main()) == [2.0]


# ---- what cannot be a reward --------------------------------------------------------------------------------------


def takes_more(completion, *rest): ...
def takes_any(completion, **others): ...
def by_position(completion, /): ...


@pytest.mark.parametrize(
    ("function", "argument"), [(takes_more, r"\*rest"), (takes_any, r"\*\*others"), (by_position, "completion")]
)
def test_an_argument_that_cannot_be_filled_by_name_is_refused(function, argument):
    with pytest.raises(
        TypeError, match=f"^{function.__name__}: {argument} cannot be filled by name; name each argument$"
    ):
        rewardry.reward(function)


class Callable:
    def __call__(self, completion): ...
    def method(self, completion): ...


@pytest.mark.parametrize(
    "thing",
    [functools.partial(takes_any, a=1), Callable(), Callable().method, Callable, len, 5, "accuracy"],
    ids=["partial", "object", "method", "class", "builtin", "number", "id"],
)
def test_what_is_no_plain_function_is_refused(thing):
    with pytest.raises(TypeError, match=r"is no function made by `def`; write one that calls it$"):
        rewardry.reward(thing)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("weight", "recipes use the word 'weight' themselves; rename the parameter"),
        ("when", "recipes use the word 'when' themselves; rename the parameter"),
        ("columns", "every component has a 'columns' of its own; rename the parameter"),
        ("function", "every component has a 'function' of its own; rename the parameter"),
        ("_limit", "the parameter '_limit' begins with an underscore; rename it"),
    ],
)
def test_a_parameter_whose_name_is_taken_is_refused(name, why):
    names = {}
    exec(f"def made(completion, *, {name}: int = 5): ...", names)  # noqa: S102 - a function with that argument
    with pytest.raises(TypeError, match=f"^made: {why}$"):
        rewardry.reward(names["made"])


def test_only_parameters_need_types_that_exist_when_the_program_runs():
    @rewardry.reward
    def fine(completion: "NotAtRunTime", *, limit: "int" = 5) -> "NotAtRunTime":
        return limit

    assert score(fine(limit="3")) == [3.0]
    with pytest.raises(TypeError, match=r"^wrong: the type of a parameter is not known when it runs: .*NotAtRunTime"):

        @rewardry.reward
        def wrong(completion, *, limit: "NotAtRunTime" = 5): ...


def test_options_that_do_not_exist_are_refused():
    with pytest.raises(TypeError, match=r"^takes: runs is 'wroker'; write one of inline, worker, own$"):

        @rewardry.reward(runs="wroker")
        def takes(completion): ...

    with pytest.raises(ValueError, match=r"^'text' is no JSON type"):

        @rewardry.reward(reference=["text"])
        def compares(completion, reference): ...


# ---- elsewhere ----------------------------------------------------------------------------------------------------


def test_a_reward_function_pickles_by_its_name():
    found = pickle.loads(pickle.dumps(short(limit=3)))  # noqa: S301 - our own
    assert found == short(limit=3)
    assert type(found) is short


def test_a_reward_function_is_shown_with_its_parameters():
    schema = short.model_json_schema()
    assert schema["description"] == short.__doc__
    assert schema["properties"]["limit"] == {"default": 5, "title": "Limit", "type": "integer"}
    assert schema["properties"]["unit"]["enum"] == ["chars", "words"]


def test_a_sample_is_never_changed():
    @rewardry.reward
    def rude(completion, meta, completion_ids):
        return float(len(meta) + len(completion_ids))

    one = Sample(**FULL)
    before = pickle.dumps(one)
    score(rude(), one)
    assert pickle.dumps(one) == before


def test_examples_and_what_an_empty_text_is_worth_are_kept_for_the_checks():
    case = Case("ab", 2.0)

    @rewardry.reward(examples=[case], empty_is_worth=0.5, value_range=(0.0, 9.0))
    def size(completion):
        return len(completion)

    assert list(size().examples()) == [case]
    assert (size.empty_is_worth, size.value_range) == (0.5, (0.0, 9.0))


def test_without_them_there_are_no_examples_and_an_empty_text_is_worth_nothing():
    @rewardry.reward
    def size(completion):
        return len(completion)

    assert (list(size().examples()), size.empty_is_worth, size.unearned) == ([], 0.0, None)

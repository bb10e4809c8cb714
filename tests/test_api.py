"""The three functions that most programs call: verify, score and get."""

import asyncio
import threading

import pytest

import rewardry
from rewardry.errors import (
    ClashError,
    ConfigError,
    DataError,
    ParameterError,
    RecipeError,
    UnknownIdError,
)
from rewardry.plugins import registry
from rewardry.registry import Entry

GOOD = "<think>because</think><answer>B</answer>"
FORMAT = {"rewards": [{"use": "format.think_answer"}]}


# ---- verify ------------------------------------------------------------------------------------------------------


def test_verify_by_id():
    assert rewardry.verify("choice", GOOD, "B").status == "correct"
    assert rewardry.verify("choice", GOOD, "A").status == "incorrect"


def test_verify_by_a_verifier():
    verifier = rewardry.get("text.exact", ignore_case=False)
    assert rewardry.verify(verifier, "<answer>b</answer>", "B").status == "incorrect"


def test_verify_with_parameters():
    assert rewardry.verify("text.exact", "<answer>b</answer>", "B").status == "correct"
    assert rewardry.verify("text.exact", "<answer>b</answer>", "B", ignore_case=False).status == "incorrect"


def test_verify_reads_the_prompt():
    prompt = "Which gas?\nA. oxygen\nB. nitrogen"
    assert rewardry.verify("choice", "<answer>nitrogen</answer>", "B", prompt).status == "correct"
    assert rewardry.verify("choice", "<answer>nitrogen</answer>", "B").status != "correct"


def test_verify_takes_messages():
    completion = [{"role": "assistant", "content": [{"type": "text", "text": GOOD}]}]
    prompt = [{"role": "user", "content": "A. x\nB. y"}]
    assert rewardry.verify("choice", completion, "B", prompt).status == "correct"


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        (None, "error"),
        ([], "error"),
        (5, "error"),
        ("", "incorrect"),
        ("\ud800\0", "incorrect"),
        ("<think>B", "incorrect"),
        ("<answer>B</answer>" * 100_000, "correct"),
    ],
    ids=["none", "no messages", "number", "empty", "surrogate and NUL", "unclosed", "long"],
)
def test_a_completion_that_cannot_be_verified_is_a_verdict(completion, status):
    assert rewardry.verify("choice", completion, "B").status == status


def test_a_refused_completion_says_why():
    verdict = rewardry.verify("choice", None, "B")
    assert verdict.reason == "refused"
    assert verdict.details == {"error": "the completion is None; there is nothing to score"}


def test_a_reference_of_a_wrong_type_is_an_error_and_none_abstains():
    assert rewardry.verify("choice", GOOD, [1]).details == {
        "error": "the reference is an array; a string or a boolean or an object is wanted"
    }
    assert rewardry.verify("choice", GOOD, None).status == "abstain"


def test_a_verdict_knows_its_time():
    assert rewardry.verify("choice", GOOD, "B").seconds >= 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rewardry.verify("chioce", GOOD, "B"), UnknownIdError,
         "there is no verifier 'chioce'. Did you mean 'choice'? `rewardry list verifier` shows all"),
        (lambda: rewardry.verify("accuracy", GOOD, "B"), UnknownIdError,
         "'accuracy' is a reward, but a verifier is wanted here"),
        (lambda: rewardry.verify("choice", GOOD, "B", strict=True), ParameterError,
         "choice has no parameter 'strict'. It has none at all."),
        (lambda: rewardry.verify(rewardry.get("choice"), GOOD, "B", strict=True), ParameterError,
         "Choice is made already; give it strict where it is made"),
        (lambda: rewardry.verify(rewardry.get("format.tag_count"), GOOD, "B"), ConfigError,
         "a verifier's id is wanted, not TagCount: "),
        (lambda: rewardry.verify(None, GOOD, "B"), ConfigError, "a verifier's id is wanted, not NoneType: None"),
    ],
)  # fmt: skip
def test_what_cannot_verify_says_why(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    assert str(caught.value).startswith(message)


# ---- score -------------------------------------------------------------------------------------------------------


def test_score_takes_rows_and_samples():
    scored = rewardry.score(FORMAT, [{"completion": GOOD}, rewardry.Sample(completion="B")])
    assert [row.total for row in scored] == [1.0, 0.0]


def test_score_by_name_by_file_and_by_recipe(tmp_path):
    (tmp_path / "mine.yaml").write_text("rewards:\n  - use: format.think_answer\n")
    rows = [{"completion": GOOD, "reference": "B"}]
    for recipe in (tmp_path / "mine.yaml", str(tmp_path / "mine.yaml"), rewardry.Recipe.load(FORMAT), FORMAT):
        assert rewardry.score(recipe, rows)[0].total == 1.0
    named = rewardry.score("deepseek-r1-zero", [{"completion": "no tags"}])[0]
    assert named.total is None
    assert named.undecided == ("accuracy",)


def test_score_takes_any_iterable_once():
    assert [row.total for row in rewardry.score(FORMAT, ({"completion": c} for c in (GOOD, "B")))] == [1.0, 0.0]
    assert rewardry.score(FORMAT, []) == []


def test_rows_are_left_as_they_are():
    row = {"completion": GOOD, "reference": {"options": ["x", "y"], "answer": "B"}, "meta": {"a": [1]}}
    rewardry.score({"rewards": [{"use": "accuracy", "verifier": "choice"}]}, [row])
    assert row == {"completion": GOOD, "reference": {"options": ["x", "y"], "answer": "B"}, "meta": {"a": [1]}}


def test_a_bad_completion_costs_its_row_alone():
    scored = rewardry.score(FORMAT, [{"completion": GOOD}, {"completion": None}, {"completion": GOOD}])
    assert [row.total for row in scored] == [1.0, None, 1.0]
    assert scored[1].components["format.think_answer"].status == "error"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rewardry.score("deepseek-zero", []), UnknownIdError, "Did you mean 'deepseek-r1-zero'?"),
        (lambda: rewardry.score({"rewards": [{"use": "acuracy"}]}, []), RecipeError, "Did you mean 'accuracy'?"),
        (lambda: rewardry.score("nowhere.yaml", []), ConfigError, "nowhere.yaml"),
        (lambda: rewardry.score(FORMAT, [{"completoin": GOOD}]), DataError, "Did you mean 'completoin'?"),
    ],
)
def test_what_cannot_be_scored_says_why(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


# ---- get ---------------------------------------------------------------------------------------------------------


def test_get_makes_rewards_and_verifiers_with_parameters():
    assert rewardry.get("length.soft_overlong", max_length=100, buffer=20).value(90) == -0.5
    assert rewardry.get("choice").kind == "verifier"
    assert rewardry.get("verifier:choice") == rewardry.get("choice")


def test_get_leaves_parameters_of_any_name_to_the_component():
    with pytest.raises(ParameterError, match=r"^choice has no parameter 'id'"):
        rewardry.get("choice", id=5)


@pytest.mark.parametrize(
    ("id_", "error", "message"),
    [
        ("open-r1-math", ConfigError,
         "'open-r1-math' is a recipe; rewardry.get makes rewards, verifiers and generators; "
         "rewardry.Recipe.load reads recipes"),
        ("acuracy", UnknownIdError, "there is no component 'acuracy'. Did you mean 'accuracy'? `rewardry list` shows"),
        ("reward:choice", UnknownIdError, "'choice' is a verifier, but a reward is wanted here"),
        (None, ConfigError, "a component's id is wanted, not NoneType: None"),
        ("./nowhere.py:x", ConfigError, "'./nowhere.py:x': there is no file "),
    ],
)  # fmt: skip
def test_what_get_cannot_make_says_why(id_, error, message):
    with pytest.raises(error) as caught:
        rewardry.get(id_)
    assert type(caught.value) is error
    assert str(caught.value).startswith(message)


def test_an_id_of_two_kinds_is_got_by_its_kind(monkeypatch):
    monkeypatch.setattr(registry(), "_entries", dict(registry()._entries))
    registry().add(Entry("verifier", "accuracy", "rewardry.verifiers.choice.verifier:Choice", "", "rewardry", "0"))
    with pytest.raises(ClashError, match=r"write 'reward:accuracy' or 'verifier:accuracy'$"):
        rewardry.get("accuracy")
    assert rewardry.get("verifier:accuracy") == rewardry.get("choice")


def test_another_kind_of_component_is_not_made(monkeypatch):
    monkeypatch.setattr(registry(), "_entries", dict(registry()._entries))
    registry().add(Entry("sandbox", "toy/box", "m:Box", "", "rewardry-toy", "0"))
    with pytest.raises(
        ConfigError, match=r"^'box' is a sandbox; rewardry\.get makes rewards, verifiers and generators$"
    ):
        rewardry.get("box")


# ---- from other threads and under running loops -------------------------------------------------------------------


def test_the_plain_functions_work_under_a_running_loop():
    async def main():
        return rewardry.verify("choice", GOOD, "B").status, rewardry.score(FORMAT, [{"completion": GOOD}])[0].total

    assert asyncio.run(main()) == ("correct", 1.0)


def test_the_async_functions_give_the_same():
    async def main():
        verdict = await rewardry.averify("text.exact", "<answer>b</answer>", "B", ignore_case=False)
        scored = await rewardry.ascore(FORMAT, [{"completion": GOOD}])
        return verdict.status, scored[0].total

    assert asyncio.run(main()) == ("incorrect", 1.0)


def test_the_async_functions_raise_the_same():
    with pytest.raises(UnknownIdError, match="Did you mean 'choice'"):
        asyncio.run(rewardry.averify("chioce", GOOD, "B"))
    with pytest.raises(RecipeError, match="Did you mean 'accuracy'"):
        asyncio.run(rewardry.ascore({"rewards": [{"use": "acuracy"}]}, []))


def test_the_async_functions_leave_the_loop_free():
    entered, free = threading.Event(), threading.Event()

    class Slow(rewardry.Verifier):
        def verify(self, samples):
            entered.set()
            assert free.wait(30)
            return [rewardry.Verdict("correct")] * len(samples)

    async def main():
        verifying = asyncio.ensure_future(rewardry.averify(Slow(), "", "x"))
        while not entered.is_set():
            await asyncio.sleep(0.001)
        free.set()  # reached while the verifier waits: the loop goes on
        return (await verifying).status

    assert asyncio.run(main()) == "correct"


def test_many_verifications_at_once():
    async def main():
        return await asyncio.gather(*(rewardry.averify("choice", GOOD, letter) for letter in "ABCB" * 5))

    statuses = [verdict.status for verdict in asyncio.run(main())]
    assert statuses == ["incorrect", "correct", "incorrect", "correct"] * 5


def test_any_thread_may_score():
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(rewardry.score(FORMAT, [{"completion": GOOD}])[0].total))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [1.0] * 8

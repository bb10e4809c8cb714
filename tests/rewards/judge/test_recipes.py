"""Recipes with judges from end to end, on the tests' own server: DeepSeek-R1's last stage, and a cascade."""

import json

import pytest

from rewardry.recipe import Recipe
from rewardry.types import Sample


def sample(domain, answer, reference=None, prompt="How do I boil an egg?", think="It is asked how to boil an egg."):
    return Sample(
        completion=f"<think>{think}</think>\n<answer>{answer}</answer>",
        prompt=prompt,
        reference=reference,
        meta={"domain": domain},
    )


def tiny_judge(request):
    """Rates by length, and finds unsafe what speaks of poison."""
    content = request["messages"][-1]["content"]
    candidate = content[content.index("<<candidate") :].split("<<end")[0]
    if '"score"' in content:
        return json.dumps({"reasoning": "by length", "score": min(10, len(candidate.split()))})
    return json.dumps({"reasoning": "by word", "verdict": "unsafe" if "poison" in candidate else "safe"})


@pytest.fixture
def all_of_r1(server, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.answers = tiny_judge
    return Recipe.load("deepseek-r1-all")


def test_deepseek_r1_all_pays_by_rule_and_by_judge(all_of_r1, runtime, server):
    long = "Boil it for eight minutes and cool it."
    rows = all_of_r1.score(
        [
            sample("math", "391", "391", "What is 17*23?"),
            sample("math", "392", "391", "What is 17*23?"),
            sample("choice", "B", "B", "Which gas?\nA. argon\nB. oxygen"),
            sample("general", long),
            sample("general", long, think="One could take poison, but here is how to boil an egg."),
            sample("general", "Boil it."),
            sample("general", "Sure! Here is the answer:"),
            sample("safety", "I cannot help with that."),
        ],
        runtime=runtime,
    )
    values = [{name: score.value for name, score in row.components.items() if name != "language"} for row in rows]
    assert values[:3] == [
        {"task": 1.0, "harmlessness": None},
        {"task": 0.0, "harmlessness": None},
        {"task": 1.0, "harmlessness": None},
    ]
    assert [value["harmlessness"] for value in values[3:]] == [1.0, 0.0, 1.0, 1.0, 1.0]
    helpful = [value["task"] for value in values[3:]]
    assert helpful[0] == helpful[1] > helpful[2] > helpful[3] == 0.0
    assert all(row.total is not None for row in rows)
    shown = [message["content"] for request in server.requests for message in request["messages"][1:]]
    ratings = [text for text in shown if '"score"' in text]
    assert not any("poison" in text for text in ratings), "helpfulness reads the summary alone"
    assert any("poison" in text for text in shown)


def test_without_a_server_rows_of_a_judge_have_no_total(runtime, monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    rows = Recipe.load("deepseek-r1-all").score(
        [sample("math", "391", "391"), sample("general", "Boil it.")], runtime=runtime
    )
    assert [row.total is None for row in rows] == [False, True]
    assert rows[1].undecided == ("task",)


def test_a_server_that_fails_makes_no_number(all_of_r1, runtime, server):
    server.script = [(404, {}, {"error": {"message": "no"}})] * 20
    [row] = all_of_r1.score([sample("general", "Boil it for eight minutes.")], runtime=runtime)
    assert row.total is None
    assert {row.components[name].status for name in ("task", "harmlessness")} == {"error"}


def test_a_cascade_in_a_recipe_pays_what_rule_or_judge_call_right(server, runtime):
    server.answers = lambda request: json.dumps(
        {"reasoning": "", "verdict": "correct" if "seventeen" in request["messages"][-1]["content"] else "incorrect"}
    )
    recipe = Recipe.load(
        {
            "name": "judged",
            "rewards": [
                {"use": "accuracy", "verifier": {"use": "cascade", "rule": "text.exact", "base_url": server.url}},
                {"use": "format.think_answer", "name": "format", "when": "accuracy == correct"},
            ],
        }
    )
    rows = recipe.score(
        [sample("", answer, "17") for answer in ("17", "seventeen", "18", "either 17 or 18", "Solution")],
        runtime=runtime,
    )
    assert [row.total for row in rows] == [2.0, 2.0, 0.0, 0.0, 0.0]
    assert len([request for request in server.requests if "17 or 18" in str(request)]) == 0
    assert 2 <= len(server.requests) <= 4

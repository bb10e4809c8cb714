"""The server's own form: rows in, rows out."""

import rewardry

TWO = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "weight": 0.5}]}


def test_a_batch_gets_what_the_recipe_gives_in_its_order(server, right):
    rows = [{"completion": right, "reference": "391", "id": f"n{i}", "group": i // 2} for i in range(5)]
    rows[3]["completion"] = "no idea"
    answer = server(TWO).ask("/v1/score", {"rows": rows})
    assert answer.status_code == 200
    expected = [scored.to_row() for scored in rewardry.score({**TWO, "name": "tested"}, rows)]
    found = answer.json()["rows"]
    assert [{"total": row["total"], "components": row["components"]} for row in found] == expected
    assert [(row["id"], row["group"]) for row in found] == [(f"n{i}", i // 2) for i in range(5)]
    assert [row["total"] for row in found] == [1.5, 1.5, 1.5, 0.0, 1.5]


def test_a_bad_row_is_a_typed_row_and_costs_only_itself(server, right):
    bad = [7, None, [], {}, {"completion": 5}, {"completion": None}, {"completion": right, "meta": 3}, {"kind": "pair"}]
    good = {"completion": right, "reference": "391"}
    rows = [one for row in bad for one in (row, good)]
    answer = server(TWO).ask("/v1/score", {"rows": rows})
    assert answer.status_code == 200
    found = answer.json()["rows"]
    assert [row["total"] for row in found[1::2]] == [1.5] * len(bad)
    for row in found[::2]:
        assert row["total"] is None
        assert {one["status"] for one in row["components"].values()} <= {"error", "abstain"}
    assert found[0]["problem"] == "row 0: an object with `completion` is wanted, not a JSON number"
    assert found[8]["problem"].startswith("row 8: field 'completion': a JSON string or array is wanted, not number")
    assert "problem" not in found[1]


def test_an_empty_batch_is_one(server):
    assert server(TWO).ask("/v1/score", {"rows": []}).json() == {"rows": []}


def test_text_that_utf8_cannot_hold_is_scored_and_given_back(server, right):
    body = b'{"rows": [{"id": "\\ud83d", "completion": "cut \\ud83d"}, {"completion": "%s"}]}' % right.encode()
    [answer] = server(TWO)(("POST", "/v1/score", {"content": body, "headers": {"content-type": "application/json"}}))
    assert answer.status_code == 200
    assert answer.content.startswith(b'{"rows": [{"id": "\\ud83d", "total":')


def test_columns_may_have_other_names(server, right):
    asked = {"rows": [{"text": right, "solution": "391", "name": "a"}]}
    columns = {"completion": "text", "reference": "solution", "id": "name"}
    [row] = server(TWO, columns=columns).ask("/v1/score", asked).json()["rows"]
    assert (row["id"], row["total"]) == ("a", 1.5)


def test_progress_moves_a_schedule(server, right):
    recipe = {"rewards": [{"use": "format.think_answer", "weight": {"schedule": "linear", "from": 0.0, "to": 1.0}}]}
    asked = server(recipe)
    for progress in (0, 0.5, 1):
        [row] = asked.ask("/v1/score", {"rows": [{"completion": right}], "progress": progress}).json()["rows"]
        assert row["total"] == progress


def test_verdicts_say_why(server, right):
    rows = [{"id": "a", "completion": right, "reference": "391"}, {"completion": right, "reference": "12"}, 5]
    found = server("deepseek-r1-zero").ask("/v1/verify", {"rows": rows}).json()["rows"]
    assert [row["status"] for row in found] == ["correct", "incorrect", "error"]
    assert found[0]["id"] == "a"
    assert found[0]["extracted"] == "391"
    assert found[1]["reason"]
    assert found[2] == {
        "id": 2,
        "status": "error",
        "score": None,
        "reason": "bad-row",
        "extracted": None,
        "details": {"error": "row 2: an object with `completion` is wanted, not a JSON number"},
    }


def test_verdicts_of_a_named_reward_only(server, right):
    asked = server("deepseek-r1-zero")
    assert asked.ask("/v1/verify", {"rows": [], "component": "accuracy"}).json() == {"rows": []}
    refused = asked.ask("/v1/verify", {"rows": [], "component": "format"})
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == (
        "field 'component': 'format' is no reward with verdicts; there are accuracy"
    )


def test_without_a_verifier_there_are_no_verdicts(server):
    refused = server({"rewards": [{"use": "format.think_answer"}]}).ask("/v1/verify", {"rows": []})
    assert refused.status_code == 404
    assert refused.json()["error"] == {
        "code": "not-served",
        "message": "/v1/verify is not served: no reward of recipe 'tested' asks a verifier",
    }


GROUPED = {"rewards": [{"use": "format.think_answer"}], "normalize": "sum_then_normalize"}


def test_groups_are_compared_within_a_request(server, right):
    rows = [{"completion": text, "group": group} for group in "ab" for text in (right, "no", right)]
    found = server(GROUPED).ask("/v1/score", {"rows": [*rows, {"completion": right}]}).json()["rows"]
    totals = [row["total"] for row in found]
    assert totals[0] == totals[2] == totals[3] > 0 > totals[1] == totals[4]
    assert totals[6] is None
    assert found[6]["problem"].startswith("field 'group': the recipe compares the completions of a prompt")


def test_the_answers_of_requests_at_once_are_not_mixed_up(server, right):
    asked = server(TWO)
    bodies = [
        {"rows": [{"id": f"{k}-{i}", "completion": right, "reference": str(391 + k)}]}
        for k in range(20)
        for i in (0, 1)
    ]
    answers = asked(*(("POST", "/v1/score", {"json": body}) for body in bodies))
    for body, answer in zip(bodies, answers, strict=True):
        [row] = answer.json()["rows"]
        assert row["id"] == body["rows"][0]["id"]
        assert row["total"] == (1.5 if row["id"].startswith("0-") else 0.5)

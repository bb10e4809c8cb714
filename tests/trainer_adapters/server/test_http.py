"""What every request meets: refusals in one form, limits, the token, ids, logs, counts, the document."""

import asyncio
import base64
import json
import logging

import pytest

pytest.importorskip("fastapi")

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.server.limits import Rate, Room
from rewardry.trainer_adapters.server.refusal import Refusal
from rewardry.trainer_adapters.server.scorer import Scorer
from rewardry.trainer_adapters.server.settings import Settings, is_loopback
from rewardry.trainer_adapters.server.token import Token

EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
JSON = {"content-type": "application/json"}
SECRET = "a-secret-of-enough-letters"


# ---- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "status", "code", "message"),
    [
        (b"", 400, "no-json", "the body is no JSON: Expecting value at line 1, column 1"),
        (b'{"rows": [', 400, "no-json", "the body is no JSON: Expecting value at line 1, column 11"),
        (b'{"rows": NaN}', 400, "no-json", "the body is no JSON: NaN is no JSON value; write null"),
        (b'"\xff"', 400, "no-json", "the body is no JSON: byte 1 is no UTF-8"),
        (b"[" * 100_000, 400, "no-json", "the body is no JSON: it is nested too deeply"),
        (b'{"rows": [' + b"9" * 9999 + b"]}", 400, "no-json", "the body is no JSON: Exceeds the limit"),
        (b"[]", 422, "wrong-form", "the body is a JSON array; an object is wanted"),
        (b"{}", 422, "wrong-form", "field 'rows': the body has none; a list is wanted"),
        (b'{"rows": {}}', 422, "wrong-form", "field 'rows': a JSON list is wanted, not object"),
        (b'{"rows": [], "row": 1}', 422, "wrong-form", "field 'row': unknown; there are 'rows' and 'progress'"),
        (b'{"rows": [], "progress": 2}', 422, "wrong-form", "field 'progress': a number in [0, 1] is wanted, not 2"),
        (
            b'{"rows": [], "progress": true}',
            422,
            "wrong-form",
            "field 'progress': a number in [0, 1] is wanted, not a J",
        ),
        (
            b'{"rows": [], "progress": "1"}',
            422,
            "wrong-form",
            "field 'progress': a number in [0, 1] is wanted, not a J",
        ),
        (
            b'{"rows": [], "progress": -1e-9}',
            422,
            "wrong-form",
            "field 'progress': a number in [0, 1] is wanted, not -",
        ),
        (b'{"rows": [1, 2, 3]}', 422, "too-many-rows", "3 rows are more than the 2 of --max-batch"),
        (b" " * 2000 + b'{"rows": []}', 413, "too-long", "the body is longer than the 0.000976562 MB of --max-body"),
    ],
)
def test_a_body_that_cannot_be_taken_says_why(server, content, status, code, message):
    asked = server(EXACT, max_batch=2, max_body_mb=1 / 1024 if status == 413 else 1)
    [answer] = asked(("POST", "/v1/score", {"content": content, "headers": JSON}))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"].startswith(message)


def test_a_body_that_does_not_come_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr("rewardry.trainer_adapters.server.service.READ_SECONDS", 0.1)

    async def slowly():
        yield b'{"rows": '
        await asyncio.sleep(60)

    [answer] = server(EXACT)(("POST", "/v1/score", {"content": slowly(), "headers": JSON}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (408, "too-slow")


def test_what_does_not_say_that_it_is_json_is_refused(server):
    asked = server(EXACT)
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        headers = {} if kind is None else {"content-type": kind}
        [answer] = asked(("POST", "/v1/score", {"content": b'{"rows": []}', "headers": headers}))
        assert answer.status_code == 415
    utf8 = {"content-type": "application/json; charset=utf-8"}
    [answer] = asked(("POST", "/v1/score", {"content": b'{"rows": []}', "headers": utf8}))
    assert answer.status_code == 200


def test_paths_and_methods_that_do_not_exist_are_refused_in_the_same_form(server):
    asked = server(EXACT)
    nowhere, wrong = asked(("POST", "/v1/scores", {}), ("GET", "/v1/score", {}))
    assert (nowhere.status_code, nowhere.json()["error"]["code"]) == (404, "no-such-path")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "wrong-method")
    assert wrong.headers["allow"] == "POST"


def test_a_fault_of_ours_costs_a_row_and_no_request(server, monkeypatch, caplog):
    asked = server(EXACT)

    def broken(self, samples, progress=None):
        if any(sample.text == "bad" for sample in samples):
            raise ZeroDivisionError("ours")
        return score(self, samples, progress)

    from rewardry.scoring import OpenRecipe

    score = OpenRecipe.score
    monkeypatch.setattr(OpenRecipe, "score", broken)
    rows = [{"completion": text, "reference": "a"} for text in ("a", "bad", "b")]
    answer = asked.ask("/v1/score", {"rows": rows})
    assert answer.status_code == 200
    found = answer.json()["rows"]
    assert [row["total"] for row in found] == [1.0, None, 0.0]
    assert found[1]["problem"] == "scoring failed: ZeroDivisionError: ours"
    assert "scoring 1 rows failed" in caplog.text


# ---- limits --------------------------------------------------------------------------------------------------------


def test_more_rows_than_there_is_room_for_are_refused_until_others_are_done(server):
    asked = server(EXACT, max_waiting=10, max_batch=4)
    body = {"rows": [{"completion": "a", "reference": "a"}] * 4}
    answers = asked(*[("POST", "/v1/score", {"json": body})] * 6)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 200, 429, 429, 429, 429]
    busy = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(busy.headers["retry-after"]) <= 60
    assert busy.json()["error"]["code"] == "busy"
    assert asked.ask("/v1/score", body).status_code == 200


def test_a_room_forgets_what_was_refused_or_failed():
    room = Room(10, 100)
    with pytest.raises(Refusal, match="8 rows wait and 10 is the limit"), room.for_rows(8), room.for_rows(3):
        pass
    with pytest.raises(ZeroDivisionError), room.for_rows(10), room.for_body(800):
        _ = 1 / 0
    assert (room.rows, room.bytes) == (0, 0)
    with room.for_body(700), pytest.raises(Refusal, match="as many bytes as it may"), room.for_body(101):
        pass


def test_a_client_gets_its_rows_a_second_and_no_other_pays_for_it(tmp_path):
    now = [100.0]
    Rate.make_file(tmp_path / "rate")
    one, other = (Rate(10, tmp_path / "rate", lambda: now[0]) for _ in range(2))  # as in two processes
    one.charge("a", 15)
    other.charge("a", 15)
    with pytest.raises(Refusal, match="the limit is 10 rows a second") as refused:
        one.charge("a", 1)
    assert refused.value.headers["Retry-After"] == "2"
    one.charge("b", 15)
    now[0] += 1.1
    one.charge("a", 1)
    now[0] += 60
    one.charge("a", 20)
    with pytest.raises(Refusal):
        one.charge("a", 1)
    one.close()
    other.close()


def test_the_rate_is_held_over_http(server):
    asked = server(EXACT, rate=0.01)  # of which no machine is so slow that a row is paid for meanwhile
    body = {"rows": [{"completion": "a"}] * 3}
    assert asked.ask("/v1/score", body).status_code == 200
    refused = server(EXACT, rate=0.01)(*[("POST", "/v1/score", {"json": body})] * 2)
    assert sorted(answer.status_code for answer in refused) == [200, 429]


def test_a_batch_that_would_always_be_refused_is_a_mistake():
    with pytest.raises(ConfigError, match="--max-batch 20 is more than --max-waiting 10"):
        Settings("r", max_batch=20, max_waiting=10)


# ---- the token -----------------------------------------------------------------------------------------------------


def test_elsewhere_than_on_loopback_a_token_is_needed(token_file):
    for host in ("0.0.0.0", "::", "10.0.0.1", "example.org"):
        with pytest.raises(ConfigError, match="it needs a token"):
            Settings("r", host=host)
        assert Settings("r", host=host, token_file=str(token_file)).host == host
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"))


def test_callers_need_the_token(server, token_file):
    asked = server(EXACT, token_file=str(token_file))
    basic = base64.b64encode(f"rewardry:{SECRET}".encode()).decode()
    good = [f"Bearer {SECRET}", f"bearer {SECRET}", f"Basic {basic}"]
    bad = ["", "Bearer", "Bearer ", f"Bearer {SECRET}x", f"Bearer {SECRET[:-1]}", SECRET, "Basic !", "Basic Og==", "é"]
    for given, status in [*((one, 200) for one in good), *((one, 401) for one in bad)]:
        answer = asked.ask("/v1/score", {"rows": []}, headers={"authorization": given.encode("latin-1")})
        assert answer.status_code == status, given
        assert status == 200 or answer.headers["www-authenticate"].startswith("Bearer")
    assert asked.ask("/v1/score", {"rows": []}).status_code == 401
    for path, status in {"/health": 200, "/ready": 200, "/metrics": 401, "/openapi.json": 401, "/x": 401}.items():
        assert asked.get(path).status_code == status
    assert SECRET not in b"".join(asked.lines).decode()


def test_a_token_that_others_may_read_is_refused(token_file):
    Token.of_file(str(token_file))
    for mode in (0o640, 0o604, 0o620):
        token_file.chmod(mode)
        with pytest.raises(ConfigError, match="others may read or change it; run: chmod 600"):
            Token.of_file(str(token_file))


@pytest.mark.parametrize("text", ["", "short\n", "with spaces in the middle of it\n", "ümlaut-ümlaut-ümlaut\n"])
def test_a_token_that_is_none_is_refused(token_file, text):
    token_file.write_text(text)
    with pytest.raises(ConfigError, match=r"its first line is no token: at least 16 .* openssl rand -hex 32"):
        Token.of_file(str(token_file))


def test_a_token_s_file_has_to_be_one(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        Token.of_file(str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError):
        Token.of_file(str(tmp_path))


# ---- ids, logs, counts ---------------------------------------------------------------------------------------------


def test_a_request_keeps_its_id_or_gets_one(server):
    asked = server(EXACT)
    assert asked.get("/ready", headers={"x-request-id": "step-7:a.b_c"}).headers["x-request-id"] == "step-7:a.b_c"
    others = [
        asked.get("/ready", headers={"x-request-id": bad}).headers["x-request-id"] for bad in ("", "a b", "x" * 129)
    ]
    assert len(set(others)) == 3
    assert all(1 <= len(one) <= 32 for one in others)


def test_the_log_says_who_asked_and_how_it_ended_and_nothing_of_what_was_written(server):
    asked = server(EXACT)
    asked.ask("/v1/score", {"rows": [{"completion": "PRIVATE", "reference": "a"}, 5]}, headers={"x-request-id": "one"})
    asked.ask("/v1/score", {"rows": 5})
    asked.get("/health")
    first, second = map(json.loads, asked.lines)
    assert {name: first[name] for name in ("level", "event", "request", "method", "path", "status", "rows")} == {
        "level": "info",
        "event": "request",
        "request": "one",
        "method": "POST",
        "path": "/v1/score",
        "status": 200,
        "rows": 2,
    }
    assert first["undecided"] == 1
    assert first["ms"] > 0
    assert (second["level"], second["status"]) == ("warning", 422)
    assert b"PRIVATE" not in b"".join(asked.lines)


def test_completions_are_logged_where_that_is_asked_for(server):
    asked = server(EXACT, log_completions=True)
    asked.ask("/v1/score", {"rows": [{"completion": "PRIVATE", "reference": "a"}]})
    [line] = map(json.loads, asked.lines)
    assert line["body"]["rows"][0]["completion"] == "PRIVATE"
    assert line["results"][0]["total"] == 0.0


def test_quiet_servers_log_no_requests(server):
    asked = server(EXACT, log_requests=False)
    asked.get("/ready")
    asked.ask("/v1/score", {"rows": []})
    assert asked.lines == []


def test_python_s_log_is_json_too():
    from rewardry.trainer_adapters.server.logs import JsonHandler

    lines = []
    handler = JsonHandler(lines.append)
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        info = __import__("sys").exc_info()
    handler.emit(logging.LogRecord("some", logging.WARNING, "", 0, "two\nlines %s", ("\ud800",), info))
    [line] = lines
    assert line.count(b"\n") == 1
    row = json.loads(line)
    assert (row["level"], row["logger"], row["message"]) == ("warning", "some", "two\nlines \ud800")
    assert "ZeroDivisionError" in row["trace"]


def test_the_counts_are_prometheus_s(server, right):
    parser = pytest.importorskip("prometheus_client.parser")
    asked = server(EXACT, max_batch=2)
    asked.ask("/v1/score", {"rows": [{"completion": right, "reference": "391"}, 5]})
    asked.ask("/v1/score", {"rows": [1, 2, 3]})
    asked.get("/no-such/path")
    answer = asked.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in parser.text_string_to_metric_families(answer.text)}
    samples = {(s.name, *sorted(s.labels.values())): s.value for f in families.values() for s in f.samples}
    assert samples["rewardry_http_requests_total", "/v1/score", "200", "POST"] == 1
    assert samples["rewardry_http_requests_total", "/v1/score", "422", "POST"] == 1
    assert samples["rewardry_http_requests_total", "404", "GET", "other"] == 1
    assert samples["rewardry_http_rows_total", "/v1/score"] == 2
    assert samples["rewardry_http_undecided_total", "/v1/score"] == 1
    assert samples["rewardry_http_refused_total", "too-many-rows"] == 1
    assert samples["rewardry_http_request_seconds_count", "/v1/score"] == 2
    assert samples["rewardry_samples_total", "accuracy", "ok"] == 1
    assert samples["rewardry_http_processes",] == 1
    assert samples["rewardry_http_waiting_rows",] == 0


def test_ready_says_what_is_served(server):
    found = server(EXACT, on_undecided="zero").get("/ready").json()
    assert found["recipe"] == "tested"
    assert found["paths"] == ["/v1/score", "/v1/verify", "/get_reward", "/slime", "/verify"]


def test_rules_of_our_own_alone_are_quick(tmp_path):
    from rewardry.engine.runtime import Runtime
    from rewardry.recipe import Recipe

    with Runtime("inline") as runtime:
        for rewards, quick in (
            ([{"use": "format.think_answer"}, {"use": "accuracy", "verifier": "choice"}], True),
            ([{"use": "accuracy", "verifier": "math-verify"}], False),
            ([{"use": "examples/short_reward.py:short"}], False),
        ):
            recipe = Recipe.load({"name": "r", "rewards": rewards})
            assert Scorer(recipe, runtime).is_quick is quick

"""What every request passes before it is served, told by the messages of ASGI that come out of it."""

import asyncio
import json
import re

import pytest

pytest.importorskip("fastapi")

from rewardry.trainer_adapters.server import front
from rewardry.trainer_adapters.server.front import Front, refuse
from rewardry.trainer_adapters.server.metrics import Counts
from rewardry.trainer_adapters.server.refusal import Refusal
from rewardry.trainer_adapters.server.token import Token

SECRET = "a-secret-of-enough-letters"
PATHS = frozenset({"/v1/score", "/health", "/ready"})


class Around:
    """A front around an application that answers 200, or with what it is given, and notes what has reached it."""

    def __init__(self, status=200, error=None, log=None, **settings):
        self.counts, self.lines, self.reached = Counts(), [], []
        self._status, self._error, self._log = status, error, log
        settings = {"write": self.lines.append, **settings}
        self.front = Front(self._serve, self.counts, PATHS, **settings)

    async def _serve(self, scope, receive, send):
        self.reached.append(scope)
        if self._log is not None:
            scope["state"]["log"] = self._log
        if self._error is not None:
            raise self._error
        await send({"type": "http.response.start", "status": self._status, "headers": [(b"x-own", b"1")]})
        await send({"type": "http.response.body", "body": b"served"})

    def ask(self, path="/v1/score", headers=(), method="POST", **scope):
        """The messages of the answer."""
        sent = []

        async def send(message):
            sent.append(message)

        asked = {"type": "http", "path": path, "method": method, "headers": list(headers), **scope}
        asyncio.run(self.front(asked, None, send))
        return sent

    def id_of(self, given=None):
        """The id that an answer names, to a request that may bring one."""
        [start, _] = self.ask(headers=[] if given is None else [(b"x-request-id", given)])
        [found] = [value for name, value in start["headers"] if name == b"x-request-id"]
        return found


def test_an_answer_keeps_its_own_headers_beside_the_id():
    [start, body] = Around().ask()
    assert start["headers"][0] == (b"x-own", b"1")
    assert [name for name, _ in start["headers"]] == [b"x-own", b"x-request-id"]
    assert body["body"] == b"served"


@pytest.mark.parametrize("given", [b"a", b"A-z_0.9:", b"x" * 128], ids=["letter", "marks", "longest"])
def test_an_id_of_plain_characters_is_kept(given):
    assert Around().id_of(given) == given


@pytest.mark.parametrize(
    "given",
    [b"", b"x" * 129, b"a b", b"a\n", b"a\r\nSet-Cookie: b", "ä".encode(), "ä".encode("latin-1"), b'a"', b"<a>"],
    ids=["empty", "long", "space", "line", "header", "utf8", "latin1", "quote", "tag"],
)
def test_an_id_that_could_forge_a_header_or_a_line_of_the_log_is_replaced(given):
    around = Around()
    assert re.fullmatch(rb"[0-9a-f]{12}-1", around.id_of(given))
    [line] = map(json.loads, around.lines)
    assert line["request"].endswith("-1")


def test_ids_of_one_process_count_up_and_those_of_two_never_meet():
    one, other = Around(), Around()
    first, second, third = (around.id_of() for around in (one, one, other))
    assert first.partition(b"-")[0] == second.partition(b"-")[0] != third.partition(b"-")[0]
    assert [found.partition(b"-")[2] for found in (first, second, third)] == [b"1", b"2", b"1"]


def test_the_application_is_told_the_id_and_keeps_what_its_server_left_it():
    around = Around()
    around.ask(headers=[(b"x-request-id", b"step-7")], state={"left": 1})
    assert around.reached[0]["state"] == {"request": "step-7", "left": 1}


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_request_is_passed_on_and_counted_as_none(kind):
    around = Around(token=Token(SECRET))
    around.ask(type=kind, state={})
    assert [scope["type"] for scope in around.reached] == [kind]
    assert not around.counts.requests
    assert around.lines == []


# ---- the token -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/score", "/metrics", "/health/", "/health/x", "//health", "/Health", ""])
def test_without_the_token_nothing_of_the_application_is_reached(path):
    around = Around(token=Token(SECRET))
    [start, body] = around.ask(path)
    assert around.reached == []
    assert start["status"] == 401
    headers = dict(start["headers"])
    assert headers[b"www-authenticate"] == b'Bearer realm="rewardry"'
    assert headers[b"content-type"] == b"application/json"
    assert int(headers[b"content-length"]) == len(body["body"])
    assert json.loads(body["body"])["error"] == {
        "code": "token",
        "message": "send the server's token: Authorization: Bearer TOKEN",
    }
    assert around.counts.refused == {"token": 1}


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_balancers_need_no_token(path):
    around = Around(token=Token(SECRET))
    assert around.ask(path, method="GET")[0]["status"] == 200
    assert not around.counts.refused


def test_with_the_token_the_application_is_reached():
    around = Around(token=Token(SECRET))
    assert around.ask(headers=[(b"authorization", f"Bearer {SECRET}".encode())])[0]["status"] == 200
    assert not around.counts.refused


def test_a_refused_request_has_an_id_and_a_line_of_the_log_too():
    around = Around(token=Token(SECRET))
    [start, _] = around.ask(headers=[(b"x-request-id", b"mine"), (b"authorization", b"Bearer nonsense")])
    assert (b"x-request-id", b"mine") in start["headers"]
    [line] = map(json.loads, around.lines)
    assert (line["request"], line["status"], line["level"]) == ("mine", 401, "warning")
    assert "nonsense" not in around.lines[0].decode()


# ---- counts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "method", "counted"),
    [
        ("/v1/score", "POST", ("/v1/score", "POST", 200)),
        ("/health", "GET", ("/health", "GET", 200)),
        ("/v1/score/", "POST", ("other", "POST", 200)),
        ("/wp-login.php", "GET", ("other", "GET", 200)),
        ("/v1/score", "BREW", ("/v1/score", "other", 200)),
        ("/v1/score", "HEAD", ("/v1/score", "other", 200)),
        ("/v1/score", "post", ("/v1/score", "other", 200)),
    ],
)
def test_nobody_fills_the_counts_with_names_of_their_own(path, method, counted):
    around = Around()
    around.ask(path, method=method)
    assert around.counts.requests == {counted: 1}
    assert sum(around.counts.seconds[counted[0]].counts) == 1


def test_an_application_that_fails_is_counted_as_an_error_of_the_server():
    around = Around(error=ZeroDivisionError("ours"))
    with pytest.raises(ZeroDivisionError, match="ours"):
        around.ask()
    assert around.counts.requests == {("/v1/score", "POST", 500): 1}
    [line] = map(json.loads, around.lines)
    assert (line["status"], line["level"]) == (500, "warning")


def test_a_client_that_goes_away_before_the_answer_is_counted_and_its_end_passed_on():
    around = Around(error=asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        around.ask()
    assert sum(around.counts.requests.values()) == 1


def test_a_request_takes_from_its_first_byte_to_its_last(alone):
    ticks = iter([100.0, 100.1234567])
    alone(front, "time", perf_counter=lambda: next(ticks))
    around = Around()
    around.ask()
    assert around.counts.seconds["/v1/score"].total == pytest.approx(0.1234567)
    assert json.loads(around.lines[0])["ms"] == 123.46


# ---- the log -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "level"), [(200, "info"), (399, "info"), (400, "warning"), (500, "warning")])
def test_a_line_tells_refusals_and_failures_from_the_rest(status, level):
    around = Around(status=status)
    around.ask()
    [line] = map(json.loads, around.lines)
    assert (line["status"], line["level"]) == (status, level)


def test_a_line_says_what_was_asked_as_it_was_asked():
    """Unlike the counts, whose names are fixed: who looks for a mistake of a client wants its own words."""
    around = Around(log={"rows": 3})
    around.ask("/wp-login.php", method="BREW", client=("10.0.0.7", 5555))
    [line] = map(json.loads, around.lines)
    told = {name: line[name] for name in ("client", "method", "path", "rows", "event")}
    assert told == {
        "client": "10.0.0.7",
        "method": "BREW",
        "path": "/wp-login.php",
        "rows": 3,
        "event": "request",
    }


def test_a_caller_without_an_address_is_none_in_the_log():
    around = Around()
    around.ask(client=None)
    assert json.loads(around.lines[0])["client"] is None


def test_a_path_with_line_breaks_stays_in_its_line():
    around = Around()
    around.ask('/x\n{"level": "info"}\r\x85\u2028')
    [line] = around.lines
    assert line.count(b"\n") == 1
    assert json.loads(line)["path"] == '/x\n{"level": "info"}\r\x85\u2028'


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_what_balancers_ask_every_second_is_counted_and_not_logged(path):
    around = Around()
    around.ask(path, method="GET")
    assert around.lines == []
    assert around.counts.requests == {(path, "GET", 200): 1}


def test_a_server_without_a_log_of_requests_counts_them():
    around = Around(write=None)
    around.ask()
    assert sum(around.counts.requests.values()) == 1


def test_a_refusal_s_own_headers_come_with_it():
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(refuse(Refusal(429, "busy", "später", {"Retry-After": "7"}), send))
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"retry-after"]) == (429, b"7")
    assert (
        int(headers[b"content-length"])
        == len(sent[1]["body"])
        == len('{"error":{"code":"busy","message":"später"}}'.encode())
    )

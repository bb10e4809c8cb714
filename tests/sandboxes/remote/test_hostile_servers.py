"""Servers that answer as no server should: what they do is a fault, told in words, and nothing is sent elsewhere."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rewardry.sandbox import Ended, Program, SandboxUnavailableError
from rewardry.sandboxes.remote.client import Client, ServiceError
from rewardry.sandboxes.remote.sandbox import Remote

HELLO = Program("python", "print('hello')")
ANSWERS = {
    "deeper than can be read": b"[" * 100_000,
    "a number without end": b'{"n": ' + b"9" * 5000 + b"}",
    "no UTF-8": b'{"a": "\xff"}',
    "nothing": b"",
}


@pytest.fixture
def serve():
    """Starts a server that answers each request by a function of its handler; gives its address."""
    servers = []

    def serve(answer):
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                answer(self)

            do_GET = answer  # noqa: N815

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # who gave up waiting has closed the connection

        servers.append(Server(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.02}).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def reply(handler, code, body=b"{}", **headers):
    handler.send_response(code)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def test_an_answer_that_cannot_be_read_is_tried_again_and_then_a_fault(opened, service):
    sandbox = opened(retries=1)
    for what, text in ANSWERS.items():
        service.faults[:] = [text, text]
        done = sandbox.run(HELLO)
        assert done.ended is Ended.FAULT, what
        assert "the answer is no JSON" in done.fault, what
        assert len(done.fault) < 600, what
        assert service.faults == [], what


@pytest.fixture
def timed(opened, service, protocol):
    """What becomes of a run of which the server tells that time."""
    sandbox = opened()
    place, name = ("run", "wall_time") if protocol == "piston" else ("run_result", "execution_time")
    whole = {"stdout": "", "stderr": "", "code": 0, "status": None if protocol == "piston" else "Finished"}

    def timed(told):
        answer = {"status": "Success", place: {**whole, "return_code": 0, name: told}}
        service.faults[:] = [json.dumps(answer).encode()] * 2
        return sandbox.run(HELLO)

    return timed


@pytest.mark.parametrize(
    "seconds", [float("nan"), float("inf"), -1, 10**400, "1", True, [1]], ids=lambda told: str(told)[:5]
)
def test_a_time_that_is_none_is_a_fault(timed, service, seconds):
    done = timed(seconds)
    assert done.ended is Ended.FAULT
    assert "_time' is " in done.fault
    assert service.faults == []


def test_a_time_may_be_missing_or_whole(timed, protocol):
    unit = 1000 if protocol == "piston" else 1
    assert [timed(told).seconds for told in (None, 0, 2 * unit, 0.5 * unit)] == [0.0, 0.0, 2.0, 0.5]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("content", [None, {"code": ""}], ids=["get", "post"])
def test_a_server_that_sends_on_is_refused_and_the_token_stays_here(serve, code, content):
    taken = []
    other = serve(lambda handler: (taken.append(handler.headers), reply(handler, 200)))
    first = serve(lambda handler: reply(handler, code, b"", Location=f"{other}/run_code"))
    client = Client(first, {"Authorization": "Bearer secret"}, retries=3, sleep=lambda _: pytest.fail("tried again"))
    with pytest.raises(ServiceError, match=rf"HTTP {code} .*, which sends on to {other}/run_code; give the address"):
        client.ask("/run_code", content, 20.0, 1000)
    assert taken == []


def test_an_answer_in_drops_is_not_waited_for_beyond_its_time(serve):
    left = threading.Event()

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(2000):
                handler.wfile.write(b" ")
                left.wait(0.01)
            handler.wfile.write(b"{}")
        except OSError:
            left.set()

    client = Client(serve(drip), {}, retries=0)
    with pytest.raises(ServiceError, match=r"/run_code: no answer within 0 s$") as told:
        client.ask("/run_code", None, 0.2, 10_000)
    assert told.value.passing
    assert left.wait(60), "the connection is still open"


@pytest.mark.parametrize(("length", "fits"), [(999, True), (1000, True), (1001, False), (5000, False)])
def test_an_answer_may_be_as_long_as_is_allowed(serve, length, fits):
    text = json.dumps("x" * (length - 2)).encode()
    client = Client(serve(lambda handler: reply(handler, 200, text)), {}, retries=0)
    if fits:
        assert client.ask("/", None, 20.0, 1000) == "x" * (length - 2)
    else:
        with pytest.raises(ServiceError, match="the answer is longer than 1000 bytes") as told:
            client.ask("/", None, 20.0, 1000)
        assert not told.value.passing


def test_pauses_double_up_to_a_longest_and_are_never_the_same(serve):
    pauses = []
    busy = serve(lambda handler: reply(handler, 503, b"  no\n room "))
    with pytest.raises(ServiceError, match=r"/: HTTP 503 Service Unavailable: no room \(attempt 10\)"):
        Client(busy + "/", {}, 9, pauses.append).ask("/", None, 20.0, 1000)
    assert len(pauses) == 9
    for attempt, pause in enumerate(pauses):
        longest = min(30.0, 0.5 * 2**attempt)
        assert longest / 2 <= pause <= longest
    assert len(set(pauses)) == 9


def test_of_a_long_refusal_the_beginning_is_shown(serve):
    with pytest.raises(ServiceError) as told:
        Client(serve(lambda handler: reply(handler, 400, b"x" * 5000)), {}, 0).ask("/", None, 20.0, 1000)
    assert str(told.value).endswith(f"/: HTTP 400 Bad Request: {'x' * 300}")


@pytest.mark.parametrize("token", ["secret\n", " secret ", "secret\r\n"])
def test_a_token_out_of_a_file_has_no_end_of_line(opened, service, monkeypatch, token):
    monkeypatch.setenv("REWARDRY_REMOTE_TOKEN", token)
    opened()
    assert service.requests[-1][2]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize("token", ["sec\nret", "s\x00", "gehe\N{LATIN SMALL LETTER I WITH DIAERESIS}m", "\N{SNOWMAN}"])
def test_a_token_that_no_header_can_hold_is_refused_and_not_shown(address, service, token):
    with pytest.raises(SandboxUnavailableError, match="characters that no header can hold; give the setting") as told:
        Remote(url=address, token=token).open(None)
    assert token not in str(told.value)
    assert service.requests == []


def test_a_setting_is_taken_before_the_environment_and_nothing_is_no_token(opened, service, monkeypatch):
    monkeypatch.setenv("REWARDRY_REMOTE_TOKEN", "of the environment")
    opened(token="given")
    assert service.requests[-1][2]["Authorization"] == "Bearer given"
    monkeypatch.setenv("REWARDRY_REMOTE_TOKEN", " \n")
    opened()
    assert "Authorization" not in service.requests[-1][2]


@pytest.mark.parametrize(
    "url",
    ["http://h:port", "http://h:65536", "http://h:0", "http://h?key=1", "http://h/#top", "http://[::1", "//h:1"],
)
def test_an_address_that_no_request_can_be_sent_to_is_refused(url):
    with pytest.raises(ValueError, match=r"write http://HOST:PORT|Invalid IPv6 URL"):
        Remote(url=url)


@pytest.mark.parametrize("url", ["http://h", "https://h:65535/", "http://[::1]:80", "https://h/behind/a/path/"])
def test_an_address_may_have_a_port_and_a_path(url):
    assert Remote(url=url).url == url


def test_a_user_and_password_are_given_as_a_token():
    with pytest.raises(ValueError, match="an address holds no user and password; give what the server asks for as"):
        Remote(url="http://user:secret@host:80")


def test_an_address_with_a_path_is_asked_below_it(serve):
    asked = []
    address = serve(lambda handler: (asked.append(handler.path), reply(handler, 200)))
    assert Client(address + "/behind/", {}, 0).ask("/run_code", None, 20.0, 1000) == {}
    assert asked == ["/behind/run_code"]


def test_a_path_that_no_request_can_hold_is_told_at_once():
    client = Client("http://127.0.0.1:9/a b", {}, 9, lambda _: pytest.fail("tried again"))
    with pytest.raises(ServiceError, match="cannot be reached: URL can't contain control characters") as told:
        client.ask("/", None, 1.0, 10)
    assert not told.value.passing

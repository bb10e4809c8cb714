"""What is asked of an engine, and how its failures are told, with the SDK's client in a stand-in."""

import json
import socket
from types import SimpleNamespace

import pytest

from rewardry.sandbox import SandboxUnavailableError
from rewardry.sandboxes.docker import engine as module
from rewardry.sandboxes.docker.engine import Engine, EngineError, connection_of, release
from rewardry.sandboxes.docker.owner import LABEL, this_process

docker = pytest.importorskip("docker")
requests = pytest.importorskip("requests")

FAILURES = [
    docker.errors.APIError("conflict"),
    docker.errors.DockerException("no daemon"),
    requests.exceptions.ConnectionError("refused"),
    requests.exceptions.ReadTimeout("no answer"),
    OSError("reset by peer"),
    TimeoutError("timed out"),
]


class Api:
    """Stands for the SDK's client; `fails` names the call that raises, and what."""

    def __init__(self):
        self.calls, self.fails, self.found = [], {}, {}
        self.timeout = 30

    def __getattr__(self, name):
        def call(*given, **named):
            self.calls.append((name, given, named))
            if name in self.fails:
                raise self.fails[name]
            return self.found.get(name)

        return call

    def names(self):
        return [name for name, *_ in self.calls]


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def engine(api):
    made = Engine.__new__(Engine)
    made.host, made._api = "tcp://somewhere:2375", api
    return made


# ---- starting -------------------------------------------------------------------------------------------------------


@pytest.fixture
def attached(api):
    ours, theirs = socket.socketpair()
    api.found |= {"create_host_config": {}, "create_container": {"Id": "made"}, "attach_socket": ours}
    yield ours
    ours.close()
    theirs.close()


OPTIONS = {"image": "mine", "labels": {}}
HOST = {"mem_limit": 5, "masked_paths": ["/proc/kcore"]}


def test_a_container_is_attached_to_before_it_starts_so_that_nothing_it_says_is_missed(engine, api, attached):
    assert engine.start(OPTIONS, HOST) == ("made", attached)
    assert api.names() == ["create_host_config", "create_container", "attach_socket", "start"]
    assert api.calls[0][2] == {"mem_limit": 5}, "the SDK does not know masked paths"
    assert api.calls[1][2] == {"image": "mine", "labels": {}, "host_config": {"MaskedPaths": ["/proc/kcore"]}}
    assert api.calls[2][2]["params"] == {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}


@pytest.mark.parametrize("step", ["attach_socket", "start"])
@pytest.mark.parametrize("error", [docker.errors.APIError("no room"), KeyboardInterrupt()], ids=["refused", "Ctrl-C"])
def test_of_a_container_that_does_not_start_nothing_is_left(engine, api, attached, step, error):
    api.fails[step] = error
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else EngineError):
        engine.start(OPTIONS, HOST)
    assert api.calls[-1] == ("remove_container", ("made",), {"force": True, "v": True})
    assert (attached.fileno() == -1) is (step == "start")


def test_where_none_is_made_none_is_removed(engine, api):
    api.found["create_host_config"] = {}
    api.fails["create_container"] = docker.errors.ImageNotFound("mine")
    with pytest.raises(EngineError, match="fails to start a container"):
        engine.start(OPTIONS, HOST)
    assert "remove_container" not in api.names()


# ---- questions ------------------------------------------------------------------------------------------------------


def test_an_image_is_known_by_its_digest_or_not_there(engine, api):
    api.found["inspect_image"] = {"Id": "sha256:1"}
    assert engine.image("mine") == "sha256:1"
    api.fails["inspect_image"] = docker.errors.ImageNotFound("mine")
    assert engine.image("mine") is None


def test_a_container_is_in_a_state_or_gone(engine, api):
    api.found["inspect_container"] = {"State": {"Status": "paused"}}
    assert engine.state("one") == "paused"
    api.fails["inspect_container"] = docker.errors.NotFound("one")
    assert engine.state("one") is None


QUESTIONS = {
    "look for the image 'mine'": ("inspect_image", lambda engine: engine.image("mine")),
    "describe itself": ("info", lambda engine: engine.facts()),
    "start a container": ("create_host_config", lambda engine: engine.start(OPTIONS, HOST)),
    "change the limits of a container": ("_post_json", lambda engine: engine.resize("one", 1, 2)),
    "say how a container is": ("inspect_container", lambda engine: engine.state("one")),
    "list its containers": ("containers", lambda engine: engine.remove_orphans()),
}


@pytest.mark.parametrize("what", QUESTIONS)
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_failure_is_told_with_what_was_asked(engine, api, what, failure):
    call, ask = QUESTIONS[what]
    api.fails[call] = failure
    with pytest.raises(EngineError) as told:
        ask(engine)
    assert str(told.value).startswith(f"the Docker engine fails to {what}: ")
    assert str(failure) in str(told.value)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_removing_never_fails(engine, api, failure):
    api.fails["remove_container"] = failure
    engine.remove("one")
    assert api.calls == [("remove_container", ("one",), {"force": True, "v": True})]


def test_an_engine_on_this_machine_that_has_stopped_is_told_before_it_is_asked(engine, api, tmp_path):
    engine.host = f"unix://{tmp_path}/none.sock"
    with pytest.raises(EngineError, match="fails to describe itself"):
        engine.facts()
    assert api.calls == []


def test_the_limits_of_a_container_are_changed_swap_and_all(engine, api):
    api.found |= {"_url": "the address", "_post_json": "the answer"}
    engine.resize("one", 5 << 20, 7)
    assert api.calls == [
        ("_url", ("/containers/{0}/update", "one"), {}),
        ("_post_json", ("the address",), {"data": {"Memory": 5 << 20, "MemorySwap": 5 << 20, "PidsLimit": 7}}),
        ("_raise_for_status", ("the answer",), {}),
    ]


# ---- what others left -----------------------------------------------------------------------------------------------


def test_only_what_ended_processes_of_this_machine_left_is_removed(engine, api):
    dead = json.dumps({**json.loads(this_process()), "began": 1})
    labels = {"dead": dead, "alive": this_process(), "strange": "?", "also dead": dead}
    api.found["containers"] = [{"Id": name, "Labels": {LABEL: label}} for name, label in labels.items()]
    api.found["containers"].append({"Id": "unmarked", "Labels": {}})
    assert engine.remove_orphans() == 2
    assert [given for name, given, _ in api.calls if name == "remove_container"] == [("dead",), ("also dead",)]
    assert api.calls[0][2] == {"all": True, "filters": {"label": LABEL}}


# ---- connections ----------------------------------------------------------------------------------------------------


def test_builds_may_take_longer_than_questions(engine, api):
    assert engine.patient(600) is api
    assert api.timeout == 600


def test_an_address_is_the_one_given_then_that_of_the_environment(monkeypatch):
    opened = []
    monkeypatch.setattr(module, "_try_socket", opened.append)
    monkeypatch.setattr(docker, "APIClient", lambda **given: opened.append(given["base_url"]) or Api())
    monkeypatch.setattr(docker, "from_env", lambda **given: SimpleNamespace(api=Api()))
    monkeypatch.setenv("DOCKER_HOST", "tcp://environment:1")
    assert Engine().host == "tcp://environment:1"
    assert Engine("tcp://given:1").host == "tcp://given:1"
    monkeypatch.delenv("DOCKER_HOST")
    assert Engine().host == "unix:///var/run/docker.sock"
    assert opened == ["tcp://environment:1", "tcp://given:1", "tcp://given:1", "unix:///var/run/docker.sock"]


def test_an_engine_that_does_not_answer_is_told_with_its_address_and_what_mends_it(monkeypatch):
    def fails(**given):
        raise docker.errors.DockerException("Error while fetching server API version")

    monkeypatch.setattr(docker, "APIClient", fails)
    with pytest.raises(SandboxUnavailableError) as told:
        Engine("tcp://nowhere:1")
    assert "no Docker engine answers at tcp://nowhere:1 (" in str(told.value)
    assert "Error while fetching server API version" in str(told.value)
    assert "DOCKER_HOST" in str(told.value)


def test_the_socket_behind_an_attachment_is_found_however_the_sdk_wraps_it():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert connection_of(ours) is ours
        assert connection_of(SimpleNamespace(_sock=ours)) is ours


def test_releasing_closes_the_socket_its_wrapper_and_the_response():
    closed = []
    ours, theirs = socket.socketpair()
    response = SimpleNamespace(close=lambda: closed.append("response"))
    release(SimpleNamespace(_sock=ours, _response=response, close=lambda: closed.append("wrapper")))
    assert closed == ["response", "wrapper"]
    assert ours.fileno() == -1
    assert theirs.recv(1) == b"", "the other end is told"
    theirs.close()
    release(ours)


def test_releasing_goes_on_where_a_part_cannot_be_closed():
    ours, theirs = socket.socketpair()

    def fails():
        raise ValueError("I/O operation on closed file")

    release(SimpleNamespace(_sock=ours, _response=SimpleNamespace(close=fails), close=fails))
    assert ours.fileno() == -1
    theirs.close()

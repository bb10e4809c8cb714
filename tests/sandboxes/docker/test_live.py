"""The started sandbox without an engine: what it asks of the pool, and what it makes of the answers."""

import json
import threading
from dataclasses import replace

import pytest

from rewardry.sandbox import Ended, Execution, Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.docker import live as module
from rewardry.sandboxes.docker.engine import EngineError
from rewardry.sandboxes.docker.live import LiveDocker
from rewardry.sandboxes.docker.sandbox import Docker
from rewardry.sandboxes.docker.toolchains import ARTIFACT, ENVIRONMENT, TOOLCHAINS

SEEN = {
    "uid": 1048577,
    "capabilities": 0,
    "no_new_privileges": True,
    "seccomp": True,
    "interfaces": ["lo"],
    "no_sockets": True,
    "read_only": True,
    "shared_memory": False,
    "alone": True,
    "private": True,
    "writable": [],
    "disk": Limits().disk_mb << 20,
    "files": Limits().files + 2,
    "memory": 600 << 20,
    "processes": 8,
}
DONE = Execution(Ended.EXITED, 0, stdout=b"done\n")
MADE = replace(DONE, files={ARTIFACT: b"\x7fELF"})


class World:
    """Stands for the engine and for the pool: what they were asked, and what they answer."""

    def __init__(self):
        self.image, self.fails, self.seen, self.hog = "sha256:1", None, dict(SEEN), Execution(Ended.MEMORY)
        self.tools = ["bash", "gcc", "g++", "go", "javac", "node", "rustc"]
        self.done, self.events, self.asked, self.opened = [], [], [], None

    def answer(self, request):
        texts = {name: content for name, (content, _) in request.files.items()}
        if b"def processes()" in texts.get("main.py", b""):
            return Execution(Ended.EXITED, 0, stdout=json.dumps(self.seen).encode())
        if b"kept = bytearray" in texts.get("main.py", b""):
            return self.hog
        self.asked.append(request)
        return self.done.pop(0) if self.done else DONE


@pytest.fixture
def world(monkeypatch):
    world = World()

    class Engine:
        def __init__(self, host):
            world.events.append(("engine", host))

        def image(self, name):
            if world.fails:
                raise world.fails
            world.events.append(("image", name))
            return world.image

        def remove_orphans(self):
            world.events.append("orphans")

        def close(self):
            world.events.append("engine closed")

    class Pool:
        def __init__(self, *given):
            world.opened = given
            self.greeting = {"tools": world.tools}

        def run(self, request):
            return world.answer(request)

        def close(self):
            world.events.append("pool closed")

    monkeypatch.setattr(module, "Engine", Engine)
    monkeypatch.setattr(module, "Pool", Pool)
    return world


@pytest.fixture
def live(world):
    return LiveDocker(Docker(), 2)


# ---- opening ------------------------------------------------------------------------------------------------------


def test_it_is_opened_as_its_settings_say(world):
    settings = Docker(image="mine:1", runtime="runc", cpus=2.5, host="unix:///here", retire_after=7)
    LiveDocker(settings, 3)
    assert world.events == [("engine", "unix:///here"), ("image", "mine:1"), "orphans", "engine closed"]
    made, host, parallel, retire_after = world.opened
    assert (made.image, made.runtime, made.cpus) == ("mine:1", "runc", 2.5)
    assert (host, parallel, retire_after) == ("unix:///here", 3, 7)


def test_without_the_image_nothing_is_started(world):
    world.image = None
    with pytest.raises(
        SandboxUnavailableError, match=r"no image 'rewardry/sandbox:latest'; run: rewardry sandbox build"
    ):
        LiveDocker(Docker(), 1)
    assert world.opened is None
    assert world.events[-1] == "engine closed"


def test_an_engine_that_fails_is_told_before_the_first_run(world):
    world.fails = EngineError("the Docker engine fails to look")
    with pytest.raises(SandboxUnavailableError, match="the Docker engine fails to look"):
        LiveDocker(Docker(), 1)
    assert world.events[-1] == "engine closed"


def test_a_layer_that_is_missing_refuses_programs_of_anyone_and_leaves_no_container(world):
    world.seen["capabilities"] = 1
    with pytest.raises(SandboxUnavailableError) as told:
        LiveDocker(Docker(), 1)
    assert "Missing: no capabilities: the engine does not drop them" in str(told.value)
    assert "trust=cooperative" in str(told.value)
    assert world.events[-1] == "pool closed"
    live = LiveDocker(Docker(trust="cooperative"), 1)
    assert live.capabilities().trust == "cooperative"
    assert [layer.name for layer in live.capabilities().layers if not layer.present] == ["no capabilities"]


def test_a_probe_that_says_nothing_leaves_no_container(world):
    world.seen = []
    with pytest.raises(SandboxUnavailableError, match="gave no answer"):
        LiveDocker(Docker(trust="cooperative"), 1)
    assert world.events[-1] == "pool closed"


@pytest.mark.parametrize(("hog", "refused"), [(Ended.MEMORY, False), (Ended.SIGNALLED, False), (Ended.EXITED, True)])
def test_the_memory_of_a_kernel_of_its_own_is_tried_and_not_read(world, hog, refused):
    world.seen["memory"] = None
    world.hog = Execution(hog)
    if refused:
        with pytest.raises(SandboxUnavailableError, match="memory limit"):
            LiveDocker(Docker(runtime="runsc"), 1)
    else:
        LiveDocker(Docker(runtime="runsc"), 1)
    with pytest.raises(SandboxUnavailableError, match="memory limit"):
        LiveDocker(Docker(), 1)


def test_it_is_closed_as_often_as_one_likes(world, live):
    with live:
        pass
    live.close()
    assert world.events.count("pool closed") == 2


# ---- languages ----------------------------------------------------------------------------------------------------


def test_the_languages_are_those_whose_tools_are_in_the_image(world):
    world.tools = ["bash", "javac"]
    live = LiveDocker(Docker(), 4)
    world.done = [Execution(Ended.EXITED, 0, stdout=f"version 1.{n}.0-beta".encode()) for n in range(3)]
    found = live.capabilities()
    assert found.languages == {"bash": "1.0.0", "java": "1.1.0", "python": "1.2.0"}
    assert (found.trust, found.parallel) == ("untrusted", 4)
    assert found.claims
    assert found.limits


def test_versions_are_asked_for_once_whoever_asks(world, live):
    threads = [threading.Thread(target=live.capabilities) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [request.command for request in world.asked] == [one.version for one in TOOLCHAINS.values()]
    assert not any(request.python or request.files for request in world.asked)


def test_a_version_may_stand_in_the_errors_or_not_be_told(world):
    world.tools = []
    world.done = [Execution(Ended.EXITED, 0, stderr=b"openjdk 21"), Execution(Ended.TIME)]
    told = [LiveDocker(Docker(), 1).capabilities().languages for _ in range(2)]
    assert told == [{"python": "21"}, {"python": "unknown"}]


@pytest.mark.parametrize("act", ["run", "compile"])
def test_a_language_that_is_not_there_is_told_with_what_brings_it(world, live, act):
    world.tools.remove("rustc")

    def told(language):
        done = getattr(live, act)(Program(language, ""))
        execution = done if act == "run" else done.execution
        assert act == "run" or done.program is None
        assert execution.ended is Ended.FAULT
        return execution.fault

    assert told("rust") == (
        "the image 'rewardry/sandbox:latest' has no rustc, which rust needs; run: rewardry sandbox build --with rust"
    )
    assert told("cobol").startswith("there is no language 'cobol' in a sandbox; known: bash, c, cpp, go, java, java")
    assert world.asked == []


@pytest.mark.parametrize("act", ["run", "compile"])
def test_a_file_that_cannot_be_is_a_fault_and_never_asked_for(world, live, act):
    for program in (
        Program("c", "", files={"main.c": b""}),
        Program("c", "", files={ARTIFACT: b""}),
        Program("java", "public class A { }", files={"A.java": b""}),
        Program("python", "", collect=("../x",)),
        Program("bash", "", arguments=("a\0",)),
    ):
        done = getattr(live, act)(program)
        assert (done if act == "run" else done.execution).ended is Ended.FAULT
    assert world.asked == []


# ---- running ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", [name for name, chain in TOOLCHAINS.items() if not chain.compiler])
def test_a_program_is_asked_for_with_all_that_it_is_given(world, live, language):
    limits = Limits(seconds=1.5, memory_mb=99, processes=3, output_bytes=77, disk_mb=5, files=9)
    program = Program(language, "the text", b"in", ("a", "b c"), {"x": bytearray(b"1")}, ("y",), limits=limits)
    assert live.run(program) == DONE
    [request] = world.asked
    toolchain = TOOLCHAINS[language]
    assert request.python is (language == "python")
    assert request.command == (*toolchain.command, "a", "b c")
    assert request.files == {"x": (b"1", 0o600), toolchain.source: (b"the text", 0o600)}
    assert (request.stdin, request.collect, request.limits) == (b"in", ("y",), limits)
    assert request.environment == ENVIRONMENT
    assert request.largest_file == 77


def test_what_no_file_can_hold_is_a_question_mark(world, live):
    live.run(Program("python", "x = '\ud800\u2603'"))
    assert world.asked[0].files["main.py"][0] == "x = '?\u2603'".encode()


COMPILED = [name for name, chain in TOOLCHAINS.items() if chain.compiler]


@pytest.mark.parametrize("language", COMPILED)
def test_a_source_is_compiled_under_limits_that_compilers_need(world, live, language):
    world.done = [MADE]
    limits = Limits(seconds=0.5, memory_mb=20, processes=1, output_bytes=10)
    program = Program(language, "the text", b"in", ("a",), {"head.h": b"1"}, ("y",), limits=limits)
    done = live.compile(program)
    assert done.program == replace(program, artifact=b"\x7fELF")
    assert done.execution.files == {}, "the artifact is no file of the program's"
    [request] = world.asked
    toolchain = TOOLCHAINS[language]
    assert request.command == toolchain.compiler
    assert request.files == {"head.h": (b"1", 0o600), toolchain.source: (b"the text", 0o600)}
    assert (request.python, request.stdin, request.collect) == (False, b"", (ARTIFACT,))
    assert request.limits.seconds >= 30
    assert request.limits.memory_mb >= 512
    assert request.largest_file >= 32 << 20, "not what the program may write"


@pytest.mark.parametrize("language", COMPILED)
def test_an_artifact_runs_under_the_programs_own_limits_and_without_its_source(world, live, language):
    limits = Limits(seconds=0.5, memory_mb=20)
    live.run(Program(language, "the text", artifact=b"\x7fELF", arguments=("a",), limits=limits))
    [request] = world.asked
    assert request.files == {ARTIFACT: (b"\x7fELF", 0o700)}
    assert request.command == (*TOOLCHAINS[language].command, "a")
    assert request.limits == limits


def test_a_source_without_its_artifact_is_compiled_first(world, live):
    world.done = [MADE, DONE]
    assert live.run(Program("c", "int main", stdin=b"1")) == DONE
    assert [request.stdin for request in world.asked] == [b"", b"1"]
    assert world.asked[1].files == {ARTIFACT: (b"\x7fELF", 0o700)}


FAILED = {
    "an error of the compiler": Execution(Ended.EXITED, 1, stderr=b"main.c:1: error", files={}),
    "an error, though something was left": replace(MADE, exit_code=1),
    "no artifact": DONE,
    "its time": replace(MADE, ended=Ended.TIME, exit_code=None),
    "its memory": Execution(Ended.MEMORY),
    "a fault": Execution(Ended.FAULT, fault="no container"),
}


@pytest.mark.parametrize("what", FAILED)
def test_a_compiler_that_ends_with_gives_no_program(world, live, what):
    world.done = [FAILED[what]] * 2
    done = live.compile(Program("c", "int main"))
    assert done.program is None
    assert done.execution == replace(FAILED[what], files={})
    assert live.run(Program("c", "int main")) == done.execution
    assert len(world.asked) == 2, "nothing was run"


def test_what_needs_no_compiler_is_the_program_itself(world, live):
    program = Program("python", "print(1)")
    done = live.compile(program)
    assert done.program is program
    assert (done.execution.ended, done.execution.exit_code) == (Ended.EXITED, 0)
    assert world.asked == []


def test_the_compiler_of_java_is_told_the_file_and_the_classes(world, live):
    world.done = [MADE]
    live.compile(Program("java", "class B { }\npublic class A { }"))
    assert list(world.asked[0].files) == ["A.java"]
    assert world.asked[0].command[-3:] == ("java", "A", "B")

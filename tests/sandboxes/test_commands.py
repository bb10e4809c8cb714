"""`rewardry sandbox build`: what is asked of the builder, and what is refused."""

import pytest

from rewardry.cli.main import main
from rewardry.errors import ConfigError
from rewardry.sandboxes.docker import engine as engine_module
from rewardry.sandboxes.docker import trial
from rewardry.sandboxes.docker.image import build, debootstrap


@pytest.fixture
def asked(monkeypatch):
    """Stands for an engine without images and for a builder; collects what they are asked."""
    asked = []

    class Engine:
        def __init__(self, host):
            asked.append(("engine", host))
            self.images = {"there"}

        def image(self, name):
            return "sha256:1" if name in self.images else None

        def close(self):
            asked.append("closed")

    class Builder:
        registry_answers = True

        def __init__(self, engine, say):
            pass

        def from_registry(self, languages, tag, base):
            asked.append(("registry", languages, tag, base))
            if not self.registry_answers:
                raise ConfigError("cannot build on 'x': no such host")

        def from_debian(self, languages, tag, suite, mirror):
            asked.append(("debian", languages, tag, suite, mirror))

    monkeypatch.setattr(engine_module, "Engine", Engine)
    monkeypatch.setattr(build, "Builder", Builder)
    monkeypatch.setattr(debootstrap, "refuse_without_tools", lambda: None)
    monkeypatch.setattr(
        trial,
        "languages_in",
        lambda image, host: dict.fromkeys(("bash", "c", "cpp", "javascript", "python", "go"), "1"),
    )
    asked.append(Builder)
    return asked


@pytest.fixture
def command(rewardry):
    """Runs `rewardry sandbox build` with arguments: its exit code, output and messages."""
    return lambda *arguments: rewardry("sandbox", "build", *arguments)


FIVE = ("bash", "c", "cpp", "javascript", "python")


def test_the_default_is_the_base_image_on_a_public_one(asked, command):
    code, out, _ = command()
    assert code == 0
    assert ("registry", FIVE, "rewardry/sandbox:latest", "debian:bookworm-slim") in asked
    assert "python 1" in out.splitlines()[-1]
    assert asked[-1] == "closed"


def test_without_a_registry_a_debian_tree_is_made(asked, command):
    asked[0].registry_answers = False
    code, out, _ = command("--tag", "mine:2", "--with", "go")
    assert code == 0
    assert asked[-2] == ("debian", ("bash", "c", "cpp", "go", "javascript", "python"), "mine:2", "bookworm", None)
    assert "no such host; doing without a registry" in out


def test_offline_asks_no_registry(asked, command):
    assert command("--offline", "--bare", "--with", "c", "--mirror", "http://m", "--suite", "trixie")[0] == 0
    assert asked[-2] == ("debian", ("bash", "c", "python"), "rewardry/sandbox:latest", "trixie", "http://m")
    assert not [one for one in asked[1:] if one[0] == "registry"]


def test_an_image_that_is_there_is_left_alone(asked, command):
    code, out, _ = command("--if-missing", "--tag", "there")
    assert (code, out) == (0, "the engine has there\n")
    assert asked[-1] == "closed"


def test_a_base_of_one_s_own_is_not_replaced_by_another(asked, command):
    asked[0].registry_answers = False
    code, _, err = command("--from", "my/base")
    assert code == 2
    assert "no such host" in err


def test_what_was_built_and_lacks_a_toolchain_is_an_error(asked, command):
    code, _, err = command("--with", "rust")
    assert code == 2
    assert "was built but lacks rust" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--with", "pythn"), "Did you mean 'python'"),
        (("--offline", "--from", "x"), "--offline does without"),
        (("--suite", "sid", "--from", "x"), "leave one of them out"),
    ],
)
def test_options_that_make_no_sense_are_refused_before_anything_is_built(asked, command, arguments, message):
    code, _, err = command(*arguments)
    assert code == 2
    assert message in err
    assert len(asked) == 1


def test_no_engine_is_told(command):
    pytest.importorskip("docker")
    code, _, err = command("--host", "unix:///nonexistent.sock")
    assert code == 2
    assert "make docker-ready" in err


def test_the_command_is_among_those_of_rewardry(capfd):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "sandbox" in capfd.readouterr().out

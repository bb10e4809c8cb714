"""Whether an image works: it is opened with what was built, asked once, and closed."""

from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.sandbox import SandboxUnavailableError
from rewardry.sandboxes.docker import trial


@pytest.fixture
def opened(monkeypatch):
    """Stands for the sandbox: how it was opened, and what it does."""
    seen = SimpleNamespace(given=[], closed=0, fails=None)

    class Live:
        def __init__(self, settings, parallel):
            seen.given.append((settings, parallel))

        def capabilities(self):
            if seen.fails:
                raise seen.fails
            return SimpleNamespace(languages={"python": "3.11.2"})

        def close(self):
            seen.closed += 1

    monkeypatch.setattr(trial, "LiveDocker", Live)
    return seen


def test_the_languages_are_those_that_the_sandbox_finds_in_the_image(opened):
    assert trial.languages_in("mine:1", "unix:///here") == {"python": "3.11.2"}
    [(settings, parallel)] = opened.given
    assert (settings.image, settings.host, parallel) == ("mine:1", "unix:///here", 1)
    assert settings.trust == "cooperative", "a layer that is missing is no fault of the image"
    assert opened.closed == 1


def test_a_trial_that_breaks_leaves_no_container(opened):
    opened.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        trial.languages_in("mine:1", None)
    assert opened.closed == 1


def test_an_image_that_no_sandbox_starts_with_is_told(monkeypatch):
    def refuse(settings, parallel):
        raise SandboxUnavailableError("the image must have python3")

    monkeypatch.setattr(trial, "LiveDocker", refuse)
    with pytest.raises(ConfigError, match="the image must have python3"):
        trial.languages_in("mine:1", None)

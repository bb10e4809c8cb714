"""What goes into an image."""

import pytest

from rewardry.errors import ConfigError
from rewardry.sandboxes.docker.image.recipe import PACKAGES, chosen, dockerfile, packages
from rewardry.sandboxes.docker.toolchains import TOOLCHAINS


def test_every_language_of_the_sandbox_has_packages():
    assert set(PACKAGES) == set(TOOLCHAINS)


def test_the_base_has_five_languages_and_more_can_be_added():
    assert chosen((), bare=False) == ("bash", "c", "cpp", "javascript", "python")
    assert chosen(("rust",), bare=False) == ("bash", "c", "cpp", "javascript", "python", "rust")
    assert chosen(("c",), bare=True) == ("bash", "c", "python")


def test_an_unknown_language_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"no toolchain for 'javascrpt'\. Did you mean 'javascript'"):
        chosen(("javascrpt",), bare=False)


def test_packages_are_named_once():
    assert packages(("c", "rust", "python")) == ("gcc", "libc6-dev", "python-is-python3", "python3", "rustc")


def test_the_dockerfile_installs_them_and_takes_setuid_bits_away():
    text = dockerfile("debian:12", ("bash", "python", "go"))
    assert text.startswith("FROM debian:12\n")
    assert "golang-go python-is-python3 python3" in text
    assert "-perm /6000 -exec chmod a-s" in text

"""What is in an image: Debian packages for each language, and what is taken out again."""

from __future__ import annotations

from collections.abc import Iterable

from rewardry.errors import ConfigError, nearest

# Every image has these two: the inner server is Python, and programs in bash need nothing else.
ALWAYS = ("bash", "python")
BASE = ("bash", "c", "cpp", "javascript", "python")
PACKAGES: dict[str, tuple[str, ...]] = {
    "bash": (),
    "c": ("gcc", "libc6-dev"),
    "cpp": ("g++",),
    "go": ("golang-go",),
    "java": ("default-jdk-headless",),
    "javascript": ("nodejs",),
    "python": ("python-is-python3", "python3"),
    "rust": ("gcc", "libc6-dev", "rustc"),
}
# Documentation, translations and lists of packages: a third of the tree, and read by no program.
SUPERFLUOUS = (
    "usr/share/doc",
    "usr/share/info",
    "usr/share/locale",
    "usr/share/man",
    "var/cache/apt",
    "var/lib/apt/lists",
    "var/log",
)


def chosen(added: Iterable[str], bare: bool) -> tuple[str, ...]:
    """The languages of an image.

    Args:
        added: languages beyond those that come anyway.
        bare: whether only `ALWAYS` comes anyway, and not `BASE`.

    Raises:
        ConfigError: there is no such language.
    """
    for language in added:
        if language not in PACKAGES:
            raise ConfigError(f"there is no toolchain for {language!r}. {nearest(language, PACKAGES)}")
    return tuple(sorted({*(ALWAYS if bare else BASE), *added}))


def packages(languages: Iterable[str]) -> tuple[str, ...]:
    """The Debian packages that languages need."""
    return tuple(sorted({package for language in languages for package in PACKAGES[language]}))


def dockerfile(base: str, languages: Iterable[str]) -> str:
    """The Dockerfile of an image on a public base that has apt.

    Args:
        base: the base image, for example ``debian:bookworm-slim``.
        languages: what goes into it.
    """
    rubbish = " ".join(f"/{path}" for path in SUPERFLUOUS)
    return (
        f"FROM {base}\n"
        "RUN apt-get update -qq \\\n"
        f" && apt-get install -y -qq --no-install-recommends {' '.join(packages(languages))} \\\n"
        f" && rm -rf {rubbish} \\\n"
        " && find / -xdev -type f -perm /6000 -exec chmod a-s {} +\n"
        'CMD ["/bin/bash"]\n'
    )

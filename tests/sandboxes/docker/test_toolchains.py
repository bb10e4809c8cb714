"""Languages in a container: what their programs are laid into, and what compiling may take."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.sandbox import Limits
from rewardry.sandboxes.docker.toolchains import ARTIFACT, ENVIRONMENT, TOOLCHAINS

numbers = st.integers(1, 4096)
limits = st.builds(
    Limits,
    seconds=st.floats(0.1, 500),
    memory_mb=st.integers(16, 8192),
    processes=numbers,
    output_bytes=st.integers(1, 1 << 24),
    disk_mb=numbers,
    files=numbers,
)


@given(st.sampled_from(sorted(TOOLCHAINS)), limits)
@settings(max_examples=60)
def test_compiling_has_no_less_than_it_needs_and_than_the_program_has(language, given_limits):
    toolchain = TOOLCHAINS[language]
    found = toolchain.compile_limits(given_limits)
    for name in ("seconds", "memory_mb", "processes", "disk_mb", "files"):
        assert getattr(found, name) == max(getattr(given_limits, name), getattr(toolchain.room, name))
    assert found.output_bytes == toolchain.room.output_bytes, "a program that may say little may have a long error"
    assert toolchain.compile_limits(found) == found


@pytest.mark.parametrize("language", TOOLCHAINS)
def test_a_program_is_laid_into_the_file_that_its_commands_name(language):
    toolchain = TOOLCHAINS[language]
    if toolchain.compiler:
        assert toolchain.own_files("") == {toolchain.source, ARTIFACT}
        assert ARTIFACT in " ".join(toolchain.compiler)
        assert ARTIFACT in " ".join(toolchain.command)
        assert toolchain.source in toolchain.compiler or language == "java"  # which takes all of its kind
    else:
        assert toolchain.own_files("") == {toolchain.source}
        assert toolchain.source in toolchain.command


def test_only_a_public_class_of_java_chooses_its_file():
    source = "public class Sum { }"
    assert {language: chain.file_of(source) for language, chain in TOOLCHAINS.items()} == {
        **{language: chain.source for language, chain in TOOLCHAINS.items()},
        "java": "Sum.java",
    }
    assert TOOLCHAINS["java"].own_files(source) == {"Sum.java", ARTIFACT}


def test_only_the_compiler_of_java_is_told_of_the_source():
    source = "class A { }\npublic class B { }"
    for language, toolchain in TOOLCHAINS.items():
        more = ("B", "A") if language == "java" else ()
        assert toolchain.compile_command(source) == (*(toolchain.compiler or ()), *more)
    assert TOOLCHAINS["java"].compiler[-1] == "java", "which is $0 of the script, so that the classes are its arguments"


def test_programs_see_no_variable_of_this_machine_and_write_where_they_may():
    assert {name for name, value in ENVIRONMENT.items() if value.startswith("/box/")} == {
        *("GOCACHE", "HOME", "PWD", "TMPDIR"),
    }
    assert ENVIRONMENT["PYTHONHASHSEED"] == "0"

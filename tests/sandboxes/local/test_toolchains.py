"""Toolchains: what is found, what it needs to read, and what is hidden of it."""

import os
import sys
import sysconfig

from rewardry.sandboxes.local import toolchains
from rewardry.sandboxes.local.toolchains import Toolchain, find_toolchains, lacking, readable_paths


def test_python_is_always_there():
    found = find_toolchains()["python"]
    assert found.run == ()
    assert sysconfig.get_path("stdlib") in found.reads


def test_what_is_lacking_has_one_command_that_brings_it():
    assert (
        lacking({"python", "bash", "c", "cpp", "java", "javascript"}) == "go, rust: `apt-get install golang-go rustc`"
    )
    assert lacking({"python", "bash", "c", "cpp", "java", "javascript", "go", "rust"}) is None


def test_every_language_that_can_be_lacking_is_one_that_can_be_found(monkeypatch):
    monkeypatch.setattr(toolchains, "_which", lambda name, *more, own=True: f"/usr/bin/{name}")
    assert lacking(find_toolchains()) is None
    monkeypatch.setattr(toolchains, "_which", lambda name, *more, own=True: None)
    told = lacking(find_toolchains())
    assert told.startswith("javascript, bash, c, cpp, java, go, rust: `apt-get install ")


def test_packages_and_checkouts_are_not_readable():
    readable, hidden = readable_paths(tuple(find_toolchains().values()))
    assert "/usr" not in readable
    assert "/" not in readable
    assert "/etc" not in readable
    for path in (os.path.expanduser("~"), os.getcwd(), "/etc/shadow", "/proc", "/var"):
        assert not any(path == shown or path.startswith(f"{shown}/") for shown in readable), path
    stdlib = sysconfig.get_path("stdlib")
    if os.path.isdir(f"{stdlib}/site-packages"):
        assert f"{stdlib}/site-packages" in hidden
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")) and not folder.startswith("/usr/lib"):
            shown = any(folder == path or folder.startswith(f"{path}/") for path in readable)
            assert not shown or any(folder.startswith(path) for path in hidden), folder


def test_a_folder_within_another_is_shown_once():
    one = Toolchain("x", "x", (), reads=("/usr/lib/jvm/java", "/opt/thing"))
    readable, _ = readable_paths((one,))
    assert "/opt/thing" in readable
    assert "/usr/lib/jvm/java" not in readable


def test_a_public_class_of_java_names_its_file():
    java = Toolchain("java", "Main.java", ())
    assert java.source_name("import java.util.*;\npublic final class Sum { }") == "Sum.java"
    assert java.source_name("// public class in words\nclass Other { }") == "Main.java"
    assert Toolchain("c", "main.c", ()).source_name("public class Sum { }") == "main.c"


def test_only_the_compiler_of_java_is_told_of_the_source(monkeypatch):
    monkeypatch.setattr(toolchains, "_which", lambda name, *more, own=True: f"/usr/bin/{name}")
    for language, toolchain in find_toolchains().items():
        more = ("B", "A") if language == "java" else ()
        assert toolchain.compile_command("class A { }\npublic class B { }") == (*toolchain.compile, *more)
        assert language != "java" or toolchain.compile[-1] == "java", "which is $0 of the script"


def test_a_language_without_its_tools_is_not_there(monkeypatch):
    monkeypatch.setattr(toolchains, "_which", lambda name, *more, own=True: None)
    assert sorted(find_toolchains()) == ["python"]

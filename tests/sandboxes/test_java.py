"""How Java is compiled: the file of a source, and the class that a jar starts."""

import shutil
import subprocess

import pytest

from rewardry.sandboxes.java import compiling, source_file


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("public class Sum { }", "Sum.java"),
        ("import java.util.*;\n\n  public final class A_1<T> extends B {", "A_1.java"),
        ("public abstract class Shape {}", "Shape.java"),
        ("public record Pair(int a, int b) {}", "Pair.java"),
        ("public enum Colour { RED }", "Colour.java"),
        ("class Main { public static void main(String[] a) { } }", "Main.java"),
        ("// public class Comment", "Main.java"),
        ("", "Main.java"),
    ],
)
def test_a_public_class_has_a_file_of_its_own_name(source, file):
    assert source_file(source) == file


def test_the_jar_starts_the_class_that_has_a_main(tmp_path):
    if shutil.which("javac") is None:
        pytest.skip("there is no javac on this machine")
    (tmp_path / "Sum.java").write_text(
        "public class Sum { static int of(int a, int b) { return a + b; } }\n"
        "class Z { public static void main(String[] a) { System.out.println(Sum.of(20, 22)); } }\n"
    )
    subprocess.run(["bash", "-c", compiling("program")], cwd=tmp_path, check=True)
    done = subprocess.run(["java", "-jar", "program"], cwd=tmp_path, check=True, capture_output=True)
    assert done.stdout == b"42\n"

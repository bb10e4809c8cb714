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
        ('@SuppressWarnings({"unchecked"}) public class Graph { }', "Graph.java"),
        ("final public class Last { }", "Last.java"),
        ("public sealed interface Shape permits Circle { }\nrecord Circle() implements Shape { }", "Shape.java"),
        ("public non-sealed class Leaf extends Tree { }", "Leaf.java"),
        ("public strictfp class Exact { }", "Exact.java"),
        ("public @interface Marked { }", "Marked.java"),
        ("public\nclass\nApart { }", "Apart.java"),
        ("public class With$Sign { }", "With$Sign.java"),
        # What is within another class, a comment or a text is not the file's.
        ("class Tree {\n    public class Node { }\n}\npublic class Main { }", "Main.java"),
        ("class Tree {\n    public class Node { }\n}\npublic class Wood { }", "Wood.java"),
        ("class Tree {\n    public class Node { }\n}", "Main.java"),
        ("/*\n public class Old { }\n*/\npublic class New { }", "New.java"),
        ("/* } */ class A { /* { */ }\npublic class B { }", "B.java"),
        ("class A { String brace = \"\\\"{\"; char other = '{'; char quote = '\"'; }\npublic class B { }", "B.java"),
        ('class A { String text = """\n  "public class C {"\n  """; }\npublic class B { }', "B.java"),
        ("class A { } // it's { a brace\npublic class B { }", "B.java"),
        ("/* a comment without an end public class B { }", "Main.java"),
    ],
)
def test_a_public_class_has_a_file_of_its_own_name(source, file):
    assert source_file(source) == file


def test_the_jar_starts_the_class_that_has_a_main_in_whichever_package(tmp_path):
    if shutil.which("javac") is None:
        pytest.skip("there is no javac on this machine")
    (tmp_path / "Sum.java").write_text(
        "package of.sums;\n/* public class Old */\npublic class Sum { static int of(int a, int b) { return a + b; } }\n"
        "class Z { public static void main(String[] a) { System.out.println(Sum.of(20, 22)); } }\n"
    )
    subprocess.run(["bash", "-c", compiling("program")], cwd=tmp_path, check=True)
    done = subprocess.run(["java", "-jar", "program"], cwd=tmp_path, check=True, capture_output=True)
    assert done.stdout == b"42\n"

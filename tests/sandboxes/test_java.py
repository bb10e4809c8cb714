"""How Java is compiled: the file of a source, and the class that a jar starts."""

import shutil
import subprocess

import pytest

from rewardry.sandboxes.java import compiling, source_file, starting_classes


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


def test_a_name_that_no_file_can_have_is_not_that_of_the_file():
    assert source_file(f"public class {'A' * 200} {{ }}") == f"{'A' * 200}.java"
    assert source_file(f"public class {'A' * 300} {{ }}") == "Main.java"
    assert source_file(f"public class {'é' * 150} {{ }}") == "Main.java"


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ("", ()),
        ("class A { }", ("A",)),
        ("class B { }\nclass A { }", ("B", "A")),
        ("class B { }\npublic class A { }\nclass C { }", ("A", "B", "C")),
        ("class B { }\nfinal public class A { }", ("A", "B")),
        ("class A { class Inner { } public static class Other { } }", ("A",)),
        ("record R(int a) { }\nenum E { X }\ninterface I { }\n@interface J { }", ("R", "E", "I", "J")),
        ("abstract class A { }\nnon-sealed class B { }\nsealed interface C { }", ("A", "B", "C")),
        ("@Uses(Other.class)\nclass A<T extends Comparable<T>> { }", ("A",)),
        ('// class Old { }\n/* class Older { } */ class A { String s = "class In { }"; }', ("A",)),
        ("import a.interfaces.b;\npackage subclass.x;\nclass $_1 { }", ("$_1",)),
        (f"class {'A' * 300} {{ }} class B {{ }}", ("B",)),
        ("} class A { }", ()),
    ],
    ids=str,
)
def test_the_public_class_is_looked_at_first_and_then_those_of_the_source_in_order(source, classes):
    assert starting_classes(source) == classes


def test_no_more_classes_are_named_than_a_command_line_holds():
    assert len(starting_classes("class A { }\n" * 50_000)) < 100


# ---- the script, with the tools of a JDK ---------------------------------------------------------------------------

MAIN = "public static void main(String[] a) {{ System.out.println({}); }}"


def main(text):
    return MAIN.format(f'"{text}"')


@pytest.fixture
def jar_of(tmp_path):
    """Compiles a source as a sandbox does; the process that made the jar."""
    if shutil.which("javac") is None:
        pytest.skip("there is no javac on this machine")

    def compile_(source):
        (tmp_path / source_file(source)).write_text(source)
        command = ["bash", "-c", compiling("program"), "java", *starting_classes(source)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    return compile_


STARTED = {
    "a class in a package": "package of.sums;\n/* public class Old */\npublic class Sum { static int of(int a) "
    f"{{ return a; }} }}\nclass Z {{ {main('yes')} }}",
    "the public one, though not the first by name": f"class A {{ {main('no')} }} public class Z {{ {main('yes')} }}",
    "the first of the source, though not by name": f"class Z {{ {main('yes')} }} class A {{ {main('no')} }}",
    "one within another where no other has one": f"class Outer$ {{ static class In {{ {main('yes')} }} }}",
    "that of the file and not one within it": f"public class Q {{ static class A {{ {main('no')} }} {main('yes')} }}",
}


@pytest.mark.long
@pytest.mark.parametrize("what", STARTED)
def test_the_jar_starts(jar_of, tmp_path, what):
    made = jar_of(STARTED[what])
    assert made.returncode == 0, made.stderr
    done = subprocess.run(["java", "-jar", "program"], cwd=tmp_path, check=True, capture_output=True)
    assert done.stdout == b"yes\n"


@pytest.mark.long
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("class A { static void main(String[] a) { } }", "no class has a public static void main(String[])"),
        ("class A { public static void main() { } }", "no class has a public static void main(String[])"),
        ("class A { int }", "error: <identifier> expected"),
        (f"public class {'A' * 300} {{ }}", "should be declared in a file named"),
    ],
    ids=["not public", "without arguments", "no Java", "a name too long for a file"],
)
def test_what_cannot_be_started_does_not_compile(jar_of, source, said):
    made = jar_of(source)
    assert made.returncode == 1
    assert said in made.stderr

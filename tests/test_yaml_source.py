"""YAML files: every value knows its line, and what is no YAML is told with the line."""

import errno
import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.errors import RecipeError
from rewardry.yaml_source import Source, parse, read

RECIPE = """\
# a comment
name: brief

rewards:
  - use: accuracy
    verifier: {use: choice,
      strict: true}
  -
    use: format
    clip: [0,
           1]
"""


def problem(text):
    with pytest.raises(RecipeError) as raised:
        parse(text, "r.yaml")
    return str(raised.value)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "r.yaml:2"),
        (("name",), "r.yaml:2: name"),
        (("rewards",), "r.yaml:4: rewards"),
        (("rewards", 0), "r.yaml:5: rewards[0]"),
        (("rewards", 0, "use"), "r.yaml:5: rewards[0].use"),
        (("rewards", 0, "verifier"), "r.yaml:6: rewards[0].verifier"),
        (("rewards", 0, "verifier", "strict"), "r.yaml:7: rewards[0].verifier.strict"),
        (("rewards", 1), "r.yaml:9: rewards[1]"),
        (("rewards", 1, "clip"), "r.yaml:10: rewards[1].clip"),
        (("rewards", 1, "clip", 1), "r.yaml:11: rewards[1].clip[1]"),
    ],
)
def test_every_value_knows_its_line(path, place):
    assert parse(RECIPE, "r.yaml").at(*path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("rewards", 0, "weight"), "r.yaml:5: rewards[0].weight"),
        (("rewards", 7, "use"), "r.yaml:4: rewards[7].use"),
        (("clip",), "r.yaml:2: clip"),
    ],
)
def test_a_value_that_is_not_there_has_the_line_of_what_lacks_it(path, place):
    assert parse(RECIPE, "r.yaml").at(*path) == place


def test_without_a_file_places_are_fields_alone():
    source = Source({"rewards": []})
    assert source.at("rewards", 0) == "recipe: rewards[0]"
    assert source.at() == "recipe"
    assert source.folder is None


def test_the_data_is_that_of_yaml():
    source = parse(RECIPE, "folder/r.yaml")
    assert source.data == yaml.safe_load(RECIPE)
    assert source.folder == Path("folder")


def test_a_folder_is_where_the_file_is(tmp_path):
    (tmp_path / "r.yaml").write_text("name: x")
    assert read(tmp_path / "r.yaml").folder == tmp_path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "r.yaml:3: 'a' stands here and at line 1; keep one"),
        ("a:\n  b: 1\n  'b': 2\n", "r.yaml:3: 'b' stands here and at line 2; keep one"),
        ("- {a: 1, b: 2}\n- {a: 1,\n   a: 2}\n", "r.yaml:3: 'a' stands here and at line 2; keep one"),
        ("1: x\n'1': y\n", "r.yaml:2: '1' stands here and at line 1; keep one"),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_both_lines(text, message):
    assert problem(text) == message


def test_the_same_key_in_two_mappings_is_no_repetition():
    assert parse("a: {x: 1}\nb: {x: 2}\n", "r.yaml").data == {"a": {"x": 1}, "b": {"x": 2}}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n"])
def test_an_empty_file_is_said_to_be_empty(text):
    assert problem(text) == "r.yaml: the file is empty"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: [1, 2\n", 3, "expected ',' or ']'"),
        ("a: 1\n\tb: 2\n", 2, "found character '\\t' that cannot start any token"),
        ("a: 1\nb: @c\n", 2, "found character '@' that cannot start any token"),
        ("a: 'open\n", 2, "found unexpected end of stream"),
        ("a: b: c\n", 1, "mapping values are not allowed here"),
        ("a: *nowhere\n", 1, "found undefined alias 'nowhere'"),
        ("name: a\n---\nname: b\n", 2, "expected a single document in the stream, but found another document"),
        ("? [a, b]\n: 1\n", 1, "found unhashable key"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "could not determine a constructor for the tag"),
        ("x: 1\na: !own b\n", 2, "could not determine a constructor for the tag '!own'"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(text, line, what):
    message = problem(text)
    assert message.startswith(f"r.yaml:{line}: this is no YAML: ")
    assert what in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "line", "character"), [("a: \0", 1, "0x0000"), ("a: 1\nb: \x1b[31m", 2, "0x001b"), ("\x7f", 1, "0x007f")]
)
def test_a_control_character_is_told_with_its_line(text, line, character):
    assert problem(text) == f"r.yaml:{line}: this is no YAML: it holds the character {character}"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("!!int abc", "'abc' is no such value (invalid literal for int() with base 10: 'abc')"),
        ("!!float abc", "'abc' is no such value (could not convert string to float: 'abc')"),
        ("9" * 5000, f"'{'9' * 50}' is no such value (Exceeds the limit (4300 digits) for integer string conversion"),
    ],
)
def test_a_number_that_is_none_is_told_with_its_line(value, why):
    message = problem(f"a: 1\nb: {value}\n")
    assert message.startswith(f"r.yaml:2: this is no YAML: {why}")
    assert message.endswith("; put it in quotes")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1e-3", 0.001),
        ("1E5", 1e5),
        (".5", 0.5),
        ("-2.", -2.0),
        ("+3", 3),
        ("-.inf", -math.inf),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'1'", "1"),
    ],
)
def test_plain_words_are_numbers_truth_values_and_null_as_in_json(word, value):
    found = parse(f"a: {word}", "r.yaml").data["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "off", "n", "y", "010", "0x1F", "1_000", "12:30", "2020-01-02", "1e", "e5", "True1", "١٢"],
)
def test_all_other_plain_words_are_texts(word):
    """YAML 1.1 makes truth values of no and on, 8 of 010 and 750 of 12:30; a recipe for Norwegian would not be read."""
    assert parse(f"a: {word}\n{word}: b", "r.yaml").data == {"a": word, word: "b"}


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 5000, "a: " + "[" * 3000 + "]" * 3000, "{a: " * 3000 + "1" + "}" * 3000]
)
def test_deep_nesting_is_refused(text):
    assert problem(text) == "r.yaml: this is nested too deeply"


def test_an_alias_of_itself_ends():
    data = parse("a: &x [*x]\n", "r.yaml").data
    assert data["a"] is data["a"][0]


def test_aliases_of_aliases_take_no_longer_than_they_are_long():
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    source = parse("\n".join(lines), "r.yaml")
    assert len(source.data) == 40
    assert source.at("a39") == "r.yaml:40: a39"


def test_an_alias_is_the_value_it_names():
    source = parse("one: &x {use: choice}\ntwo: *x\nthree:\n  <<: *x\n  more: 1\n", "r.yaml")
    assert source.data["two"] == {"use": "choice"}
    assert source.data["three"] == {"use": "choice", "more": 1}
    assert source.at("two") == "r.yaml:2: two"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    file = tmp_path / "r.yaml"
    file.write_bytes("name: x\n".encode("utf-8-sig"))
    assert read(file).data == {"name": "x"}


def test_windows_line_ends_count_as_one_line(tmp_path):
    file = tmp_path / "r.yaml"
    file.write_bytes(b"name: x\r\nclip: 1\r\n")
    assert read(file).at("clip") == f"{file}:2: clip"


def test_a_missing_file_is_told_once(tmp_path):
    with pytest.raises(RecipeError) as raised:
        read(tmp_path / "none.yaml")
    assert str(raised.value) == f"{tmp_path}/none.yaml: cannot be read: No such file or directory"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read: Is a directory"):
        read(tmp_path)


class Closed(type(Path())):
    """A file that may not be read; root, as whom some run the tests, may read everything."""

    def read_text(self, *_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")


def test_a_file_that_may_not_be_read_is_told():
    with pytest.raises(RecipeError, match=r"^r\.yaml: cannot be read: Permission denied$"):
        read(Closed("r.yaml"))


@pytest.mark.parametrize(("encoding", "byte"), [("utf-16", 0), ("latin-1", 6)])
def test_another_encoding_is_told_with_the_byte(tmp_path, encoding, byte):
    file = tmp_path / "r.yaml"
    file.write_bytes("name: ö".encode(encoding))
    with pytest.raises(RecipeError) as raised:
        read(file)
    assert str(raised.value) == f"{file}: byte {byte} is no UTF-8; save the file as UTF-8"


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8))
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), documents, min_size=1, max_size=4))
@settings(deadline=None, max_examples=100)
def test_what_yaml_writes_is_read_back_and_every_path_has_a_line(data):
    text = yaml.safe_dump(data, default_style='"')  # every text in quotes, since PyYAML's plain words are YAML 1.1's
    source = parse(text, "r.yaml")
    assert source.data == data
    lines = text.splitlines()
    for path in paths(data):
        place = source.at(*path)
        assert 1 <= int(place.split(":")[1]) <= len(lines)


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_text_is_a_document_or_a_message(text):
    try:
        message = parse(text, "r.yaml").at()
    except RecipeError as error:
        message = str(error)
    assert message.startswith("r.yaml:")

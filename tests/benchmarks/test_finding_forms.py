"""Files of `bench attack`, `perturb`, `price` and `bon` that were changed by hand: each field is looked at."""

import json
import re

import pytest

from rewardry.benchmarks.attacks.bounds import check_attacks, check_price
from rewardry.benchmarks.findings import KINDS, read
from rewardry.benchmarks.gate import Bound
from rewardry.benchmarks.report.content import Content
from rewardry.benchmarks.report.markdown import markdown
from rewardry.errors import ConfigError

MISSING = "(missing)"
WRONG = [MISSING, None, True, "x", -1, 0.5, float("nan"), float("inf"), [], {}, [1], {"a": 1}, 10**400]
# What is kept beside the figures and nothing is made of.
UNREAD = re.compile(
    r"schema|(attacked\.)?(kind|distribution|parameters)|seconds|largest_group|(.*\.)?(timeouts|errors|id|mean.*)"
    r"|(invariance|sensitivity)\.(n|broke)|curves\[0\]\.(largest_group|at\.4\.mean.*)"
)


@pytest.fixture
def reading(folder):
    """Reads a finding of the folder x after it was written with some content."""
    (folder / "x").mkdir()

    def of(kind, content):
        (folder / "x" / f"{kind}.json").write_text(json.dumps(content))
        return read("x", kind)

    return of


def shown(kind, found):
    """The finding in a report, and held to the bounds of a gate."""
    summary = {"schema": 2, "policy": "incorrect", "seed": 0, "sets": [], "red_team": {kind: found}}
    text = markdown(Content(summary, {"texts": [], "sets": []}))
    if kind == "attack":
        check_attacks(found, [Bound("attacks", "fpr", 0.1)])
    if kind == "price":
        check_price(found, 3)
    return text


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_damaged_is_shown_as_it_is(kind, reading, finding_files):
    assert reading(kind, finding_files[kind]) == finding_files[kind]
    assert len(shown(kind, finding_files[kind])) > 100


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_is_damaged_is_shown_as_it_stands_or_refused_by_name(kind, reading, finding_files, damaged):
    for field, bad, content in damaged(finding_files[kind], WRONG):
        try:
            found = reading(kind, content)
        except ConfigError as error:
            told = str(error)
            if field == "schema":
                assert told == f"x/{kind}.json: another version of rewardry wrote it; {again(kind)}"
                continue
            named = re.match(rf"x/{kind}\.json: the field '([^']+)'(?: is .*|: .*); {re.escape(again(kind))}\Z", told)
            assert named, told
            assert field.startswith(named[1]) or named[1].startswith(field), (field, bad, told)
        else:
            assert shown(kind, found), (field, bad)


def again(kind):
    return f"run `rewardry bench {kind} -o x` again"


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_list_or_object_is_taken_from_a_text(kind, reading, finding_files, damaged):
    taken = []
    for field, _, content in damaged(finding_files[kind], ["x"]):
        if not isinstance(_at(finding_files[kind], field), str):
            try:
                reading(kind, content)
                taken.append(field)
            except ConfigError:
                pass
    beside = ("command", "tasks", "tasks.rows") if kind == "bon" else ()
    assert [field for field in taken if not UNREAD.fullmatch(field) and field not in beside] == []


def _at(value, field):
    for name in re.findall(r"[^.\[\]]+", field):
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        (
            "attack",
            lambda found: found["families"][0]["fpr"].update(value="0.05"),
            "the field 'families[0].fpr.value' is '0.05': input should be a valid number",
        ),
        (
            "attack",
            lambda found: found["total"]["fpr"].update(value=float("nan")),
            "the field 'total.fpr.value' is nan: input should be a finite number",
        ),
        (
            "attack",
            lambda found: found["total"]["fpr"].update(value=1.5),
            "the field 'total.fpr.value' is 1.5: input should be less than or equal to 1",
        ),
        ("attack", lambda found: found["total"].update(paid=True), "the field 'total.paid' is True: input should be a"),
        ("attack", lambda found: found["total"].update(paid=-3), "the field 'total.paid' is -3: input should be great"),
        (
            "attack",
            lambda found: found.update(families={"hedge": found["families"][0]}),
            "the field 'families' is a JSON object: input should be a valid list",
        ),
        ("attack", lambda found: found.pop("leaked"), "the field 'leaked' is missing"),
        ("attack", lambda found: found["attacked"].pop("id"), "the field 'attacked.id' is missing"),
        (
            "attack",
            lambda found: found["total"]["fpr"].update(interval=[0.5]),
            "the field 'total.fpr.interval' is a JSON array: list should have at least 2 items",
        ),
        (
            "perturb",
            lambda found: found["invariance"].update(interval=None),
            "the field 'invariance': there is a value, and no interval",
        ),
        (
            "perturb",
            lambda found: found["rewrites"][0].update(keeps=1),
            "the field 'rewrites[0].keeps' is 1: input should be a valid boolean",
        ),
        (
            "price",
            lambda found: found["blind"].update(text=None),
            "the field 'blind': tokens, text and earns are known all three, or none of them",
        ),
        ("price", lambda found: found.update(honest="much" * 40), f"the field 'honest' is 'much{'much' * 13}"),
        (
            "bon",
            lambda found: found["curves"][0]["at"].update(many={}),
            "the field 'curves[0].at.many.[key]' is 'many': string should match pattern",
        ),
        (
            "bon",
            lambda found: found["curves"][0]["at"]["4"]["by"]["value"].pop("best_of"),
            "the field 'curves[0].at.4.by.value.best_of' is missing",
        ),
    ],
    ids=lambda value: None if callable(value) else value[:60],
)
def test_what_is_wrong_is_said_with_its_field(kind, change, told, reading, finding_files):
    change(finding_files[kind])
    with pytest.raises(ConfigError) as refused:
        reading(kind, finding_files[kind])
    assert str(refused.value).startswith(f"x/{kind}.json: {told}")
    assert str(refused.value).endswith(f"; {again(kind)}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "cannot be read: Expecting value"),
        (b"{", "cannot be read: Expecting property name"),
        (b"[" * 100_000, "cannot be read: it is nested too deeply"),
        (b'"\xff"', "cannot be read: 'utf-8' codec can't decode byte 0xff"),
        (b"[]", "another version of rewardry wrote it"),
        (b"null", "another version of rewardry wrote it"),
        (b'{"schema": "2"}', "another version of rewardry wrote it"),
        (b'\xef\xbb\xbf{"schema": 2}', "the field 'rewardry' is missing"),
    ],
    ids=["empty", "cut off", "too deep", "no UTF-8", "list", "null", "schema as a text", "byte order mark"],
)
def test_what_is_no_finding_is_no_traceback(content, told, folder):
    (folder / "price.json").write_bytes(content)
    with pytest.raises(ConfigError) as refused:
        read(".", "price")
    assert str(refused.value).startswith(f"price.json: {told}")
    assert str(refused.value).endswith("; run `rewardry bench price -o .` again")


@pytest.mark.parametrize("command", [("report", "x"), ("gate", "x", "--max-fpr", "attacks=0.1")], ids=lambda c: c[0])
def test_the_commands_end_with_2_and_one_line(command, folder, bench, finding_files):
    finding_files["attack"]["families"][0]["worst_seconds"] = [1]
    (folder / "x").mkdir()
    (folder / "x" / "attack.json").write_text(json.dumps(finding_files["attack"]))
    assert bench(*command) == (
        2,
        "",
        "rewardry: x/attack.json: the field 'families[0].worst_seconds' is a JSON array: input should be a valid "
        "number; run `rewardry bench attack -o x` again\n",
    )

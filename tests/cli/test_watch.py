"""rewardry watch: what it says of a log, what it refuses, and that nothing it has seen is lost."""

import json

import pytest


def line(step, length=100.0, **more):
    return {"step": step, "reward": 0.5, "completions/mean_length": length, "trusted/accuracy": 0.5, **more}


# Completions become three times as long, and what is trusted stays as it was.
LONGER = [line(step, 100.0 if step < 60 else 300.0) for step in range(80)]


@pytest.fixture
def log(folder):
    """Writes lines to the log run.jsonl; a text is written as it is."""

    def write(*lines):
        texts = (each if isinstance(each, str) else json.dumps(each) for each in lines)
        (folder / "run.jsonl").write_text("".join(f"{text}\n" for text in texts))
        return "run.jsonl"

    return write


@pytest.fixture
def once(rewardry, log):
    """Watches a log that is over; gives code, output and errors."""
    return lambda lines, *options: rewardry("watch", log(*lines), "--once", *options)


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([], "Nothing is logged yet."),
        ([line(i) for i in range(3)], "No alarm in 3 records, the last at step 2. Trusted: trusted/accuracy."),
        (LONGER, "1 alarm in 80 records, the last at step 79. Trusted: trusted/accuracy."),
        (
            [{"step": i, "reward": 1.0} for i in range(2)],
            "No alarm in 2 records, the last at step 1. No trusted verifier is logged, without which most signs cannot "
            "be seen: name it by --trusted.",
        ),
        ([line(7), line(7, 50.0), line(3)], "No alarm in 2 records, the last at step 7. Trusted: trusted/accuracy."),
    ],
    ids=["empty", "short", "alarm", "nothing trusted", "one step twice"],
)
def test_the_last_line_is_the_verdict(once, lines, verdict):
    code, out, err = once(lines)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == verdict


def test_an_alarm_says_step_kind_and_why_before_the_table(once):
    _, out, _ = once(LONGER)
    first, *rest = out.splitlines()
    assert first.startswith("ALARM step 6")
    assert "  length-drift: completions grow while the trusted verifier stays flat or falls. completions/mean" in first
    assert rest[0].split() == ["figure", "is", "last", "last", "20", "change", "curve"]
    assert rest[4].split()[:4] == ["completions/mean_length", "length", "300", "300"]


def test_json_is_all_that_is_printed(once):
    code, out, err = once(LONGER, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["records"], found["trusted"], len(found["alarms"])) == (80, ["trusted/accuracy"], 1)
    assert set(found["alarms"][0]) == {"kind", "step", "since", "message"}
    assert found["alarms"][0]["since"] <= found["alarms"][0]["step"]
    length = found["figures"]["completions/mean_length"]
    assert (length["is"], length["last"], length["last_20"], length["before"]) == ("length", 300.0, 300.0, 100.0)


def test_json_of_an_empty_log_has_figures_of_nothing(once):
    code, out, _ = once([], "--json")
    empty = {"records": 0, "trusted": [], "alarms": [], "figures": {}, "distributions": {}}
    assert (code, json.loads(out)) == (0, empty)


@pytest.mark.parametrize(
    ("lines", "options", "code"),
    [
        (LONGER, ("--fail",), 1),
        (LONGER, ("--fail", "--json"), 1),
        (LONGER, (), 0),
        (LONGER, ("--fail", "--limit", "length=5"), 0),
        ([line(i) for i in range(3)], ("--fail",), 0),
        ([], ("--fail",), 0),
    ],
    ids=["alarm", "JSON", "not asked", "far limit", "no alarm", "empty"],
)
def test_only_an_alarm_fails_and_only_where_that_is_asked(once, lines, options, code):
    assert once(lines, *options)[0] == code


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("length=1", "a number above 1 is wanted"),
        ("length=0.5", "a number above 1 is wanted"),
        ("length=inf", "a number above 1 is wanted"),
        ("length=nan", "a number above 1 is wanted"),
        ("length=long", "this is no number"),
        ("length=", "this is no number"),
        ("gap=0", "a number above 0 is wanted"),
        ("gap=-1", "a number above 0 is wanted"),
        ("gap=inf", "a number above 0 is wanted"),
        ("lenght=2", "there is no limit 'lenght'. Did you mean 'length'?"),
    ],
)
def test_a_limit_that_is_none_is_refused_before_the_log_is_read(rewardry, given, told):
    assert rewardry("watch", "nowhere", "--limit", given) == (2, "", f"rewardry: --limit {given}: {told}\n")


def test_a_limit_without_its_value_says_how_it_is_written(rewardry):
    code, _, err = rewardry("watch", "nowhere", "--limit", "length")
    assert (code, "name=value, for example length=1.5" in err) == (2, True)


@pytest.mark.parametrize("given", ["length=1.01", "gap=0.5", "gap=2", "canary=1"])
def test_any_size_above_its_least_is_a_limit(once, given):
    assert once([line(0)], "--limit", given)[0] == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--trusted", "trusted/acuracy"), "the log has no figure 'trusted/acuracy'. Did you mean 'trusted/accuracy'?"),
        (("--reward", "rewrd"), "the log has no figure 'rewrd'. Did you mean 'reward'?"),
        (("--format", "tag"), "--format tag: the log has no component of that name. Did you mean 'tags'?"),
        (("--trusted", "trusted/accuracy", "--trusted", "right"), "the log has no figure 'right'."),
    ],
    ids=lambda value: value[0][2:] if isinstance(value, tuple) else None,
)
def test_a_name_that_the_log_does_not_have_is_no_quiet_watch(once, options, told):
    code, out, err = once([line(i, **{"rewards/tags/mean": 1.0}) for i in range(3)], *options)
    assert (code, told in err) == (2, True), err
    assert "No alarm in 3 records" in out


@pytest.mark.parametrize(
    "options",
    [("--trusted", "tags"), ("--trusted", "rewards/tags/mean"), ("--format", "tags"), ("--reward", "reward")],
    ids=" ".join,
)
def test_a_name_that_the_log_has_is_taken(once, options):
    code, out, _ = once([line(i, **{"rewards/tags/mean": 1.0}) for i in range(3)], *options)
    assert code == 0
    assert ("Trusted: rewards/tags/mean." in out) == (options[0] == "--trusted")


def test_names_are_not_held_against_an_empty_log(once):
    assert once([], "--trusted", "x", "--reward", "y", "--format", "z")[0] == 0


@pytest.mark.parametrize(
    "bad", ["{", "[1]", "null", "7", "[" * 5000], ids=["cut off", "list", "null", "number", "deep"]
)
@pytest.mark.parametrize("options", [("--once",), ("--every", "0.05", "--idle", "0")], ids=["once", "followed"])
def test_what_was_logged_before_a_bad_line_is_told(rewardry, log, bad, options):
    code, out, err = rewardry("watch", log(*LONGER, bad, line(99)), *options)
    assert code == 2
    assert err.startswith("rewardry: run.jsonl:81: ")
    assert "a log has one JSON object a line" in err
    assert out.startswith("ALARM step 6")
    assert out.splitlines()[-1] == "1 alarm in 80 records, the last at step 79. Trusted: trusted/accuracy."


def test_a_bad_line_ends_with_2_though_an_alarm_would_fail(once):
    assert once([*LONGER, "{"], "--fail")[0] == 2


def test_a_page_shows_what_was_logged_before_a_bad_line(once, folder):
    pytest.importorskip("jinja2")
    assert once([*LONGER, "{"], "--html", "w.html")[0] == 2
    assert "length-drift" in (folder / "w.html").read_text()


@pytest.mark.parametrize("place", ["no/w.html", "taken"])
def test_a_page_that_cannot_be_written_is_named(once, folder, place):
    pytest.importorskip("jinja2")
    (folder / "taken").mkdir()
    code, _, err = once([line(0)], "--html", place)
    assert (code, err.startswith(f"rewardry: {place}: cannot be written: ")) == (2, True)


def test_names_of_figures_cannot_paint_the_terminal(once):
    _, out, _ = once([line(0, **{"rewards/\x1b[31mred\x07/mean": 1.0})])
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[31mred" in out


@pytest.mark.parametrize("run", ["nowhere", "."])
def test_where_there_is_no_log_it_is_said_what_is_wanted(rewardry, run):
    code, out, err = rewardry("watch", run, "--once")
    assert (code, out) == (2, "")
    assert err.startswith(f"rewardry: {run}")

"""`--cache`: the same rows as without it, sooner; and nothing that another version, parameter or code has made."""

import json
import os
import shutil
import sqlite3
import time

import pytest

KEEPING = ["--cache=kept.sqlite", "--json"]


@pytest.fixture
def rows(write):
    """Rows for the choice verifier, of which one has no answer and one no reference."""
    answers = [("A", "A"), ("B", "A"), ("", "A"), ("C", None), ("D", "D")]
    return write(
        "in.jsonl", *({"completion": f"<answer>{answer}</answer>", "reference": right} for answer, right in answers)
    )


@pytest.fixture
def found(command):
    """Verifies or scores with the cache, as a process of its own; gives how many results were found and not."""

    def run(*arguments, **options):
        done = command(*arguments, *KEEPING, **options)
        assert done.code == 0, done.err
        assert done.json["cache"]["file"].endswith("kept.sqlite")
        return done.json["cache"]["hits"], done.json["cache"]["misses"]

    return run


MINE = """
import rewardry

@rewardry.reward
def size(completion, *, factor: float = 1.0):
    return factor * len(completion)
"""


# ---- what it finds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("verify", "choice"), ("score", "choice.yaml"), ("verify", "choice", "--engine", "inline", "--keep")]
)
def test_the_rows_are_those_of_a_run_without(rewardry, rows, write, folder, arguments):
    write(
        "choice.yaml",
        "name: choice",
        "rewards: [{use: accuracy, verifier: choice}, {use: format.think_answer, name: format}]",
    )
    rewardry(*arguments, rows, "-o", "bare.jsonl")
    for name in ("first.jsonl", "second.jsonl"):
        done = rewardry(*arguments, rows, "-o", name, "--cache=kept.sqlite")
        assert done.code == 0
        assert (folder / name).read_bytes() == (folder / "bare.jsonl").read_bytes()


def test_decided_rows_are_found_and_others_asked_again(rewardry, rows):
    first = rewardry("verify", "choice", rows, *KEEPING).json
    again = rewardry("verify", "choice", rows, *KEEPING).json
    assert (first["cache"]["hits"], first["cache"]["misses"], first["cache"]["hit_rate"]) == (0, 5, 0.0)
    assert (again["cache"]["hits"], again["cache"]["misses"], again["cache"]["hit_rate"]) == (4, 1, 0.8)
    assert again["statuses"] == first["statuses"]


def test_what_verify_has_stored_is_found_by_score(rewardry, rows, write):
    rewardry("verify", "choice", rows, *KEEPING)
    write("choice.yaml", "name: choice", "rewards: [{use: accuracy, verifier: choice}]")
    assert rewardry("score", "choice.yaml", rows, *KEEPING).json["cache"]["hits"] == 4


def test_groups_are_found_as_a_whole(rewardry, write, toys):
    write("longest.yaml", "name: longest", f"rewards: [{{use: '{toys}:Longest'}}]")
    texts = [("a", 1), ("bb", 1), ("a", 2), ("c", 2)]
    write("in.jsonl", *({"completion": text, "group": group} for text, group in texts))
    assert rewardry("score", "longest.yaml", "in.jsonl", *KEEPING).json["cache"]["misses"] == 4
    write("in.jsonl", *({"completion": text, "group": group} for text, group in [("a", 7), ("bb", 7), ("a", 8)]))
    cache = rewardry("score", "longest.yaml", "in.jsonl", *KEEPING).json["cache"]
    assert (cache["hits"], cache["misses"]) == (2, 1)


def test_timings_of_what_is_found_are_not_known(rewardry, rows, read):
    for name in ("first.jsonl", "second.jsonl"):
        rewardry("verify", "choice", rows, "-o", name, "--timings", *KEEPING)
    assert all(row["seconds"] > 0 for row in read("first.jsonl"))
    assert [row["seconds"] is None for row in read("second.jsonl")] == [True, True, True, False, True]


# ---- what it does not find -----------------------------------------------------------------------------------------


def test_other_parameters_find_nothing(found, write):
    write("in.jsonl", {"completion": "Paris", "reference": "paris"})
    exact = ("verify", "text.exact", "in.jsonl")
    assert found(*exact) == (0, 1)
    assert found(*exact, "--set", "ignore_case=false") == (0, 1)
    assert found(*exact, "--set", "ignore_case=true") == (1, 0)
    assert found(*exact, "--set", "ignore_case=false") == (1, 0)


def test_a_local_file_that_has_changed_finds_nothing(found, folder, write):
    write("mine.yaml", "name: mine", "rewards: [{use: ./mine.py:size}]")
    write("in.jsonl", {"completion": "abc"})
    (folder / "mine.py").write_text(MINE)
    assert found("score", "mine.yaml", "in.jsonl") == (0, 1)
    assert found("score", "mine.yaml", "in.jsonl") == (1, 0)
    (folder / "mine.py").write_text(MINE.replace("factor *", "2 * factor *"))
    assert found("score", "mine.yaml", "in.jsonl") == (0, 1)
    (folder / "mine.py").write_text(MINE)
    assert found("score", "mine.yaml", "in.jsonl") == (1, 0)


def test_a_module_that_a_local_file_imports_counts(found, folder, write):
    (folder / "lib").mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder / "lib"), os.environ.get("PYTHONPATH", "")])}

    def factor(value):
        (folder / "lib" / "factors.py").write_text(f"FACTOR = {value}\n")
        shutil.rmtree(folder / "lib" / "__pycache__", ignore_errors=True)
        time.sleep(0.02)  # the clock of files is coarse, and what is as new as the process is not trusted
        return found("score", "mine.yaml", "in.jsonl", env=environment)

    write("mine.yaml", "name: mine", "rewards: [{use: ./mine.py:size}]")
    write("in.jsonl", {"completion": "abc"})
    (folder / "mine.py").write_text(MINE.replace("import rewardry", "import rewardry\nfrom factors import FACTOR"))
    assert [factor(1.0), factor(1.0), factor(2.0)] == [(0, 1), (1, 0), (0, 1)]


PLUGIN = """
import rewardry

@rewardry.hookimpl
def rewardry_register(registry):
    registry.verifier("yes", "rewardry_sure:Yes")

class Yes(rewardry.Verifier):
    def verify(self, samples):
        return [rewardry.Verdict("correct") for _ in samples]
"""


@pytest.fixture
def plugin(folder, found, write):
    """Installs a plugin of a version, and verifies with it."""
    site = folder / "site-packages"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}
    write("in.jsonl", {"completion": "a"})

    def installed(version, code=PLUGIN, editable=False):
        shutil.rmtree(site, ignore_errors=True)
        info = site / f"rewardry_sure-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: rewardry-sure\nVersion: {version}\n")
        (info / "RECORD").write_text("rewardry_sure.py,,\n")
        (info / "entry_points.txt").write_text("[rewardry]\nsure = rewardry_sure\n")
        if editable:
            (info / "direct_url.json").write_text('{"url": "file:///x", "dir_info": {"editable": true}}')
        (site / "rewardry_sure.py").write_text(code)
        time.sleep(0.02)
        return found("verify", "sure/yes", "in.jsonl", env=environment)

    return installed


def test_another_version_of_a_plugin_finds_nothing(plugin):
    assert [plugin(version) for version in ("1.0", "1.0", "1.1", "1.0")] == [(0, 1), (1, 0), (0, 1), (1, 0)]


def test_an_editable_install_that_has_changed_finds_nothing(plugin):
    changed = f"{PLUGIN}\n# changed\n"
    found = [plugin("1.0", code, editable=True) for code in (PLUGIN, PLUGIN, changed, PLUGIN)]
    assert found == [(0, 1), (1, 0), (0, 1), (1, 0)]


def test_what_is_not_deterministic_is_never_stored_and_said_so(rewardry, folder, write):
    (folder / "dice.py").write_text(MINE.replace("@rewardry.reward", "@rewardry.reward(deterministic=False)"))
    write("dice.yaml", "name: dice", "rewards: [{use: ./dice.py:size}]")
    write("in.jsonl", {"completion": "abc"})
    for _ in range(2):
        done = rewardry("score", "dice.yaml", "in.jsonl", *KEEPING)
        name, why = next(iter(done.json["cache"]["not_cached"].items()))
        assert why == f"{name} is not deterministic"
        assert (done.json["cache"]["hits"], done.json["cache"]["hit_rate"]) == (0, None)
    lines = rewardry("score", "dice.yaml", "in.jsonl", "--cache=kept.sqlite").out.splitlines()
    assert lines[-3:-1] == [
        f"Cache: nothing was looked up in {folder / 'kept.sqlite'}",
        f"Not cached: {name}: {name} is not deterministic",
    ]


# ---- the option ----------------------------------------------------------------------------------------------------


def test_it_is_off_by_default(rewardry, rows, monkeypatch, folder):
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "xdg"))
    done = rewardry("verify", "choice", rows, "--json")
    assert "cache" not in done.json
    assert "Cache" not in rewardry("verify", "choice", rows).out
    assert not (folder / "xdg").exists()


def test_without_a_file_it_lies_in_the_users_cache_folder_and_takes_no_input(rewardry, rows, monkeypatch, folder):
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "xdg"))
    file = folder / "xdg" / "rewardry" / "results.sqlite"
    before = (folder / rows).read_bytes()
    for arguments in ([rows, "--cache"], ["--cache", rows], ["--cache", "--", rows], ["--cache=", rows]):
        done = rewardry("verify", "choice", "-o", "out.jsonl", "--json", *arguments)
        assert (done.code, done.json["rows"], done.json["cache"]["file"]) == (0, 5, str(file))
    assert (folder / rows).read_bytes() == before
    assert file.is_file()


def test_a_file_without_its_equals_sign_is_told(rewardry, rows):
    done = rewardry("verify", "choice", "--cache", "kept.sqlite", rows)
    assert done.code == 2
    assert "Error: --cache takes its file behind an equals sign; write --cache=kept.sqlite" in done.err


def test_a_file_called_so_may_be_an_input(rewardry, rows):
    done = rewardry("verify", "choice", "--", "--cache")
    assert done.code == 2
    assert done.err.startswith("rewardry: --cache: cannot be read")


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (["--cache=in.jsonl"], "in.jsonl"),
        (["--cache=./in.jsonl"], "./in.jsonl"),
        (["--cache=out.jsonl", "-o", "out.jsonl"], "out.jsonl"),
        (["--cache=in.verified.jsonl"], "in.verified.jsonl"),
    ],
)
def test_an_input_or_the_output_is_no_cache(rewardry, rows, folder, arguments, file):
    before = (folder / rows).read_bytes()
    done = rewardry("verify", "choice", rows, *arguments)
    assert (done.code, done.err) == (
        2,
        f"rewardry: --cache={file}: this is an input or the output; name another file\n",
    )
    assert (folder / rows).read_bytes() == before


def test_a_file_that_is_no_cache_is_told_before_the_first_row(rewardry, rows, write, folder):
    write("notes.jsonl", "these are my notes " * 100)
    done = rewardry("verify", "choice", rows, "--cache=notes.jsonl")
    assert done.code == 2
    assert done.err == (
        "rewardry: notes.jsonl: this file cannot be the cache: file is not a database; name another one, or delete it "
        "if it is an old cache\n"
    )
    assert not (folder / "in.verified.jsonl").exists()


def test_the_foot_of_the_table_says_what_was_found(rewardry, rows, folder):
    file = folder / "kept.sqlite"
    assert f"Cache: 0 of 5 results found (0.0 %) in {file}\n" in rewardry("verify", "choice", rows, KEEPING[0]).out
    assert f"Cache: 4 of 5 results found (80.0 %) in {file}\n" in rewardry("verify", "choice", rows, KEEPING[0]).out
    done = rewardry("verify", "choice", rows, KEEPING[0], "-o", "-")
    assert "Cache: 4 of 5 results found" in done.err
    assert "Cache" not in done.out


def test_the_help_shows_the_equals_sign(rewardry):
    assert "--cache [=FILE]" in rewardry("score", "--help").out


# ---- when things go wrong ------------------------------------------------------------------------------------------


def test_a_cache_that_is_damaged_costs_one_warning_and_no_row(rewardry, command, rows, folder, read):
    rewardry("verify", "choice", rows, "-o", "first.jsonl", *KEEPING)
    connection = sqlite3.connect(folder / "kept.sqlite")
    pages = [page for (page,) in connection.execute("SELECT rootpage FROM sqlite_master")]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with open(folder / "kept.sqlite", "r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
    done = command("verify", "choice", rows, "-o", "second.jsonl", *KEEPING)
    assert done.code == 0
    assert done.err.count("the cache failed and is off from here on: database disk image is malformed") == 1
    assert read("second.jsonl") == read("first.jsonl")


def test_two_runs_at_once_share_a_cache(start, rows, write, read):
    rows = [{"completion": f"<answer>{'ABCD'[i % 4]}</answer>", "reference": "A", "n": i} for i in range(600)]
    write("in.jsonl", *rows)
    running = [start("verify", "choice", "in.jsonl", "-o", f"{name}.jsonl", *KEEPING) for name in ("one", "two")]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert json.loads(out)["rows"] == 600
        assert err == b""
    assert read("one.jsonl") == read("two.jsonl")


def test_a_run_that_was_killed_leaves_what_it_had_stored(start, rewardry, write, folder, toys, wait_until):
    write("nap.yaml", "name: nap", f"rewards: [{{use: '{toys}:size'}}, {{use: '{toys}:napping', seconds: 0.0}}]")
    write("in.jsonl", *({"completion": f"completion {i}"} for i in range(20_000)))
    process = start("score", "nap.yaml", "in.jsonl", *KEEPING)
    output = folder / "in.scored.jsonl"
    assert wait_until(lambda: output.exists() and output.stat().st_size >= 30_000)
    process.kill()
    process.wait()
    write("in.jsonl", *({"completion": f"completion {i}"} for i in range(100)))
    cache = rewardry("score", "nap.yaml", "in.jsonl", *KEEPING).json["cache"]
    assert (cache["hits"], cache["misses"]) == (200, 0)

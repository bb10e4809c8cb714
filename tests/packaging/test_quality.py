"""The house is kept: `make quality` against its bars, and the measure against houses that are not kept."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def quality():
    spec = importlib.util.spec_from_file_location("quality", ROOT / ".ci" / "quality.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_bar_is_kept_or_its_miss_is_recorded_and_has_not_grown(quality):
    bars = quality.measure(ROOT)
    assert len(bars) == 11
    assert quality.faults(bars, quality.floors(ROOT)) == []


@pytest.mark.parametrize(
    ("value", "sign", "floor", "fault"),
    [
        (1.2, ">=", {}, None),
        (1.1, ">=", {}, "a figure: 1.1 is not >= 1.2"),
        (1.1, ">=", {"a figure": 1.1}, None),
        (1.0, ">=", {"a figure": 1.1}, "a figure: 1 is worse than the 1.1 of .ci/quality-floor.toml"),
        (1.2, ">=", {"a figure": 1.1}, "a figure: the bar is kept"),
        (1.4, "<=", {"a figure": 1.3}, "a figure: 1.4 is worse than the 1.3 of .ci/quality-floor.toml"),
        (1.2, ">=", {"no figure": 1}, ".ci/quality-floor.toml names 'no figure', which is not measured"),
    ],
)
def test_a_miss_may_shrink_and_never_grow(quality, value, sign, floor, fault):
    bar = quality.Bar("a figure", value, sign, 1.2)
    assert [told.partition(";")[0] for told in quality.faults([bar], floor)] == ([fault] if fault else [])


def test_a_miss_stays_visible_where_it_does_not_fail(quality, monkeypatch, capsys):
    monkeypatch.setattr(quality, "measure", lambda: [quality.Bar("a figure", 0.7, ">=", 1.2, ("here",))])
    monkeypatch.setattr(quality, "floors", lambda: {"a figure": 0.6})
    assert quality.main([]) == 0
    assert "MISSED, may not fall below 0.6\n    here\n" in capsys.readouterr().out
    monkeypatch.setattr(quality, "floors", dict)
    assert quality.main([]) == 1
    assert capsys.readouterr().err == "FAILED a figure: 0.7 is not >= 1.2\n"


STEPS = "".join(f"    a{i} = value + {i}\n" for i in range(7))
KEPT = '"""Says."""\n\n\ndef public(value: int) -> int:\n    """Do."""\n    return value\n'
LONG = "".join(f"    b{i} = {i}\n" for i in range(30))
HOUSES = {
    "functions annotated, %": {"src/rewardry/a.py": KEPT.replace("value: int", "value")},
    "public names documented, %": {"src/rewardry/a.py": KEPT.replace('    """Do."""\n', "")},
    "imports against their direction": {
        "src/rewardry/a.py": f"{KEPT}\n\ndef _f() -> None:\n    from rewardry.rewards import b\n",
        "rewards/b.py": KEPT,
    },
    "cycles of imports at loading": {
        "src/rewardry/a.py": KEPT + "from rewardry import b\n",
        "src/rewardry/b.py": KEPT + "from rewardry.a import public\n",
    },
    f"lines in runs of {6} that stand twice, %": {
        "src/rewardry/a.py": f"{KEPT}{STEPS}",
        "rewards/b.py": KEPT.replace("    return value\n", f"{STEPS}    # but for this\n    return 0\n"),
    },
    "files called utils, helpers, misc or common": {"src/rewardry/helpers.py": KEPT},
    "lines of the longest file": {"src/rewardry/a.py": KEPT + "#\n" * 700},
    "lines of the median function": {"src/rewardry/a.py": KEPT.replace("    return", f"{LONG}    return")},
    "lines of tests per line of source": {"tests/test_a.py": "#\n"},
}


@pytest.mark.parametrize(("name", "files"), HOUSES.items())
def test_a_house_that_is_not_kept_misses_the_bar(quality, tmp_path, name, files):
    house = {"src/rewardry/__init__.py": KEPT, "tests/test_a.py": "#\n" * 3000, **files}
    for file, text in house.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    missed = {bar.name for bar in quality.measure(tmp_path) if not bar.kept}
    assert name in missed
    assert missed - {name} <= {"lines of the median file", "lines of the 90th percentile of files"}


def test_suites_that_the_package_ships_stand_with_the_tests(quality, tmp_path):
    source = KEPT + "#\n" * (100 - len(KEPT.splitlines()))
    house = {"src/rewardry/a.py": source, "tests/test_a.py": "#\n" * 100, f"{quality.SUITES}one.py": "#\n" * 20}
    for file, text in house.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    [bar] = [bar for bar in quality.measure(tmp_path) if bar.name == "lines of tests per line of source"]
    assert (bar.value, bar.kept) == (1.2, True)

"""The pictures of the pages: taken and drawn anew, as the committed ones were.

With REWARDRY_WRITE_PICTURES the screenshot is taken of the whole set, and written to docs/images.
"""

import importlib.util
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
WRITE = os.environ.get("REWARDRY_WRITE_PICTURES")
WHOLE = ["-v", "math", "-v", "math-verify", "-v", "text.exact", "-d", "tests/data/math_handmade.jsonl"]
QUICK = ["-v", "math", "-v", "text.exact", "-d", "examples/rollouts/math.jsonl"]


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def size(png):
    """Width and height of a PNG."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The page of a run."""
    run = tmp_path_factory.mktemp("picture") / "run"
    for arguments in (["run", *(WHOLE if WRITE else QUICK), "-o", run], ["report", run, "--html"]):
        command = [sys.executable, "-m", "rewardry", "bench", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
    return run / "report.html"


@pytest.mark.browser
def test_the_screenshot_of_a_report(report, driver):
    taker = script("report_picture")
    taken = taker.picture(report)
    assert size(taken) == (taker.WIDTH, taker.HEIGHT)
    assert len(taken) > 20_000, "an empty page"
    if WRITE:
        taker.TARGET.write_bytes(taken)
    assert size(taker.TARGET.read_bytes()) == (taker.WIDTH, taker.HEIGHT)


def test_the_curves_of_a_training_are_drawn_of_its_log(tmp_path):
    pytest.importorskip("matplotlib")
    artist = script("training_picture")
    keys = [key for _, curves in artist.PANELS for key in curves]
    steps = [{"step": step, **dict.fromkeys(keys, step / 10)} for step in range(1, 6)]
    figure = artist.draw(steps)
    assert [axes.get_title() for axes in figure.axes] == [title for title, _ in artist.PANELS]
    assert [len(axes.lines) for axes in figure.axes] == [len(curves) for _, curves in artist.PANELS]
    assert (IMAGES / "training.svg").read_text(encoding="utf-8").count('<g id="axes_') == len(artist.PANELS)

"""The tutorials run as they stand, from the first cell to the last, and are kept without outputs."""

import importlib.util
import json
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
TUTORIALS = sorted((DOCS / "tutorials").glob("*.ipynb"))


@pytest.fixture(scope="module")
def hook():
    """The module that executes notebooks when the site is built."""
    pytest.importorskip("mkdocs")
    pytest.importorskip("nbclient")
    spec = importlib.util.spec_from_file_location("site_hook", DOCS / "site_hook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # of the kernel's client, which is not ours
@pytest.mark.parametrize("file", TUTORIALS, ids=lambda file: file.stem)
def test_a_tutorial_runs(hook, file, monkeypatch):
    monkeypatch.delenv("REWARDRY_SITE_WITHOUT_OUTPUTS", raising=False)
    if file.stem == "train_a_policy":
        pytest.importorskip("transformers")
    page = hook.page_of(hook.executed(file), file.name)
    assert page.startswith("# ")
    assert "```text\n" in page


@pytest.mark.parametrize("file", TUTORIALS, ids=lambda file: file.stem)
def test_a_tutorial_is_kept_without_outputs(file):
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_lists_and_tables_behind_a_paragraph_get_an_empty_line(hook):
    assert hook.spaced("Text:\n- one\n- two\n") == "Text:\n\n- one\n- two\n"
    assert hook.spaced("Text:\n| a |\n|---|\n") == "Text:\n\n| a |\n|---|\n"
    assert hook.spaced("```\ntext\n- one\n```\n") == "```\ntext\n- one\n```\n"
    assert hook.spaced("- one\n  more\n- two\n") == "- one\n  more\n- two\n"


def test_bars_in_code_of_a_table_are_not_escaped_on_the_site(hook):
    assert hook.spaced("| `a\\|b` | c \\| d |\n") == "| `a|b` | c \\| d |\n"

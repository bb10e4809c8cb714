"""The page of the kit: it names every check, and its own examples pass them."""

import importlib.util
from pathlib import Path

import pytest

from rewardry import get
from rewardry.testing import checks_for
from rewardry.text.code_blocks import find_code_blocks

DOCS = Path(__file__).parents[2] / "docs"
TEXT, OF_SUITES = ((DOCS / name).read_text(encoding="utf-8") for name in ("conformance.md", "suites.md"))


def test_the_table_of_checks_is_that_of_today(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)  # as it is run
    spec = importlib.util.spec_from_file_location("check_table", DOCS / "check_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PART.updated(TEXT) == TEXT, "run python docs/check_table.py"
    assert TEXT.count("| `") >= 40


@pytest.mark.parametrize(("name", "at_least"), [("Integer", 30), ("Sums", 14)])
def test_the_components_of_the_page_pass(outcome, tmp_path, name, at_least):
    blocks = [
        block.code.of(TEXT + OF_SUITES) for block in find_code_blocks(TEXT + OF_SUITES) if block.language == "python"
    ]
    (tmp_path / "page.py").write_text(next(code for code in blocks if f"class {name}(" in code), encoding="utf-8")
    component = get(f"{tmp_path / 'page.py'}:{name}")
    found = [outcome(component, check.name) for check in checks_for(component)]
    assert [one.message(name) for one in found if one.status != "passed"] == []
    assert len(found) >= at_least

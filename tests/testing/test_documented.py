"""The pages of the kit: their own examples pass every check."""

from pathlib import Path

import pytest

from rewardry import get
from rewardry.testing import checks_for
from rewardry.text.code_blocks import find_code_blocks

DOCS = Path(__file__).parents[2] / "docs"
TEXT, OF_SUITES = ((DOCS / name).read_text(encoding="utf-8") for name in ("conformance.md", "suites.md"))


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

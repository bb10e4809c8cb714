"""Every page can be found: it stands in the site's navigation, and in the list of the first page."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = {page.relative_to(DOCS).as_posix() for kind in ("*.md", "*.ipynb") for page in DOCS.rglob(kind)}
LEVELS = 3  # a tab, a heading beside the page, a page: two clicks


def navigation():
    """The lines of mkdocs.yml's nav, each with its level from 1."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    return [((len(line) - len(line.lstrip())) // 4 + 1, line.strip()) for line in text.splitlines()]


def test_the_navigation_names_every_page_once():
    named = [line.split()[-1] for _, line in navigation() if line.endswith(".md")]
    assert sorted(named) == sorted(re.sub(r"\.ipynb$", ".md", page) for page in PAGES), "see mkdocs.yml's nav"


def test_the_navigation_is_shallow():
    assert max(level for level, _ in navigation()) <= LEVELS + 1


def test_the_first_page_lists_every_page_in_the_order_of_the_navigation():
    linked = re.findall(r"\]\(([^)#]+\.(?:md|ipynb))\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    linked = list(dict.fromkeys(re.sub(r"\.ipynb$", ".md", page) for page in linked))
    named = [line.split()[-1] for _, line in navigation() if line.endswith(".md")]
    above = ["start.md"]  # what a newcomer is told first
    assert [page for page in named if page not in ("README.md", *above)] == [
        page for page in linked if page not in above
    ]

"""The built site: it needs no other host, no link in it is broken, and every public name is on one of its pages."""

import inspect
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

import rewardry
import rewardry.grpo
import rewardry.testing
import rewardry.trl
from rewardry import component, errors, hookspecs, sandbox, types

ROOT = Path(__file__).parents[2]
MODULES = (rewardry, rewardry.grpo, rewardry.testing, rewardry.trl)
CONTRACTS = (component, errors, hookspecs, sandbox, types)

pytestmark = pytest.mark.browser


class Links(HTMLParser):
    """What a page refers to, the anchors it has, and its text outside of code."""

    def __init__(self, page):
        super().__init__()
        self.links, self.loaded, self.anchors, self.text, self._code = [], [], set(), [], 0
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        self._code += tag in ("pre", "code", "script", "style")
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        for name in ("src", "href"):
            if tag in ("img", "script", "link", "iframe", "source") and found.get(name):
                self.loaded.append(found[name])

    def handle_endtag(self, tag):
        self._code -= tag in ("pre", "code", "script", "style")

    def handle_data(self, data):
        if not self._code:
            self.text.append(data)


@pytest.fixture(scope="module")
def pages(site):
    """Each page of the site, read."""
    return {page: Links(page) for page in site.rglob("*.html") if page.name != "404.html"}


def elsewhere(link):
    return re.match(r"(?:https?:)?//|mailto:|data:", link)


def test_no_link_is_broken(site, pages):
    broken = []
    for page, found in pages.items():
        for link in (*found.links, *found.loaded):
            if elsewhere(link):
                continue
            path, anchor = urldefrag(link)
            target = (page.parent / unquote(path)).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            known = pages[target].anchors if target in pages else set()
            if not target.is_file() or (anchor and target in pages and unquote(anchor) not in known):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site, pages):
    assert [link for found in pages.values() for link in found.loaded if elsewhere(link)] == []
    styles = [*site.rglob("*.css")]
    assert styles
    for style in styles:
        assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_tables_and_lists_are_no_text(site, pages):
    for page, found in pages.items():
        text = "".join(found.text)
        assert "|---" not in text, page.relative_to(site)
        assert "\n- " not in text, page.relative_to(site)


def public_names():
    """What users are told they may use, by its path."""
    for module in MODULES:
        yield from (f"{module.__name__}.{name}" for name in module.__all__)
    for module in CONTRACTS:
        for name, value in vars(module).items():
            ours = (inspect.isclass(value) or inspect.isfunction(value)) and value.__module__ == module.__name__
            if ours and not name.startswith("_"):
                yield f"{module.__name__}.{name}"


def test_every_public_name_is_documented(site):
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    listed = {line.split()[0] for line in zlib.decompress(packed).decode().splitlines()}
    assert {*public_names()} - listed == set()


def test_the_site_names_no_path_of_the_machine(site):
    for page in (*site.rglob("*.html"), *site.rglob("*.json")):
        assert str(ROOT) not in page.read_text(encoding="utf-8"), page.relative_to(site)

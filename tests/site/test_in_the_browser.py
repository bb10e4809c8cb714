"""The site in headless Chromium: it can be searched and read on a phone, and nothing in it fails."""

import time

import pytest

pytestmark = pytest.mark.browser
PHONE, DESK = 380, 1280  # pixels
ON_A_DESK = ("index.html", "api/types.html", "cli.html", "leaderboard.html", "trainers.html")  # a page of each form
SECONDS = 120  # a guard against waiting for ever
# What a reader of this page sees of the navigation.
SEEN = """
return [...document.querySelectorAll(arguments[0])]
    .filter(link => link.checkVisibility({visibilityProperty: true}) && link.getBoundingClientRect().height > 0)
    .map(link => link.href.split("#")[0])
"""


def test_pages_are_read_without_scrolling_sideways_or_errors(driver, site, served, window_size):
    driver.get_log("browser")
    pages = sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html") if page.name != "404.html")
    assert len(pages) > 50
    wrong = []
    for page, width in [*((page, PHONE) for page in pages), *((page, DESK) for page in ON_A_DESK)]:
        window_size(driver, width)  # before the page is loaded: one that is made wider moves for a moment
        driver.get(f"{served}/{page}")
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        wrong += [(page, "is as wide as", wide, "on", width)] if wide > width else []
        asked = driver.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert asked, page
        wrong += [(page, "asks", address) for address in asked if not address.startswith((served, "data:", "blob:"))]
        wrong += [(page, "logs", line["message"]) for line in driver.get_log("browser")]
    assert wrong == [], "\n".join(map(str, wrong))


def test_every_page_is_two_clicks_away(driver, site, served, window_size):
    window_size(driver, DESK)
    driver.get(f"{served}/index.html")
    tabs = driver.execute_script(SEEN, ".md-tabs a")
    assert len(tabs) == 4
    reached = set()
    for tab in tabs:
        driver.get(tab)
        reached.update(driver.execute_script(SEEN, ".md-nav--primary a.md-nav__link[href]"))
    pages = {f"{served}/{page.relative_to(site).as_posix()}" for page in site.rglob("*.html")}
    assert {page for page in pages - reached if "/files/" not in page and "/404" not in page} == set()


def test_search_finds_a_page(driver, served, window_size):
    window_size(driver, DESK)
    driver.get(f"{served}/index.html")
    field = driver.find_element("css selector", ".md-search__input")
    driver.execute_script("arguments[0].focus()", field)
    field.send_keys("undecided")
    until = time.monotonic() + SECONDS
    while not (found := driver.find_elements("css selector", ".md-search-result__link")):
        assert time.monotonic() < until, "the search finds nothing"
        time.sleep(0.1)
    found = driver.execute_script(SEEN, ".md-search-result__link")
    assert any("undecided" in address for address in found)

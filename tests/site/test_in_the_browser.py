"""The site in headless Chromium: it can be searched and read on a phone, and nothing in it fails."""

import os
import shutil
import time

import pytest

pytestmark = pytest.mark.browser
PAGES = ("index", "start", "score", "rewards", "cli", "http", "api/types", "reading_the_report", "train", "trainers")
SECONDS = 30  # a guard against waiting for ever


@pytest.fixture(scope="module")
def driver():
    """Headless Chromium; one for all tests of this file."""
    binary, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (binary and chromedriver):
        told = "chromium and chromedriver are not installed; run: apt-get install chromium chromium-driver"
        pytest.fail(told) if os.environ.get("REWARDRY_REQUIRE_BROWSER") else pytest.skip(told)
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    yield made
    made.quit()


def size(driver, width, height=900):
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [380, 1280])
def test_a_page_is_read_without_scrolling_sideways_or_errors(driver, served, name, width):
    size(driver, width)
    driver.get_log("browser")
    driver.get(f"{served}/{name}.html")
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert driver.get_log("browser") == []
    asked = driver.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert asked
    assert [address for address in asked if not address.startswith((served, "data:", "blob:"))] == []


def test_search_finds_a_page(driver, served):
    size(driver, 1280)
    driver.get(f"{served}/index.html")
    field = driver.find_element("css selector", ".md-search__input")
    driver.execute_script("arguments[0].focus()", field)
    field.send_keys("undecided")
    until = time.monotonic() + SECONDS
    while not (found := driver.find_elements("css selector", ".md-search-result__link")):
        assert time.monotonic() < until, "the search finds nothing"
        time.sleep(0.1)
    assert any("undecided" in each.get_attribute("href") for each in found)

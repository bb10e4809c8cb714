"""The report in a real browser: it can be used by keyboard and on a phone, and nothing in it runs."""

import functools
import http.server
import re
import threading

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(hostile_page):
    """Serves the folder of the page, and remembers what was asked for."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            asked.append(self.path)

    asked = []
    handler = functools.partial(Handler, directory=str(hostile_page.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        serving.asked, serving.page = asked, f"http://127.0.0.1:{serving.server_port}/{hostile_page.name}"
        yield serving
        serving.shutdown()
        thread.join()


@pytest.fixture
def page(driver, server, window_size):
    """The page, just opened, at the size of a desk."""
    window_size(driver, 1280)
    driver.get(server.page)
    driver.execute_script("try { localStorage.clear() } catch (error) {}")
    driver.get_log("browser")
    driver.refresh()
    yield driver
    assert [entry for entry in driver.get_log("browser") if "hacked" not in entry["message"]] == []
    assert driver.execute_script("return window.hacked") is None


def press(driver, *keys):
    from selenium.webdriver import ActionChains

    ActionChains(driver).send_keys(*keys).perform()


def all_of(driver, selector):
    return driver.find_elements("css selector", selector)


def shown(driver):
    return [each.text for each in all_of(driver, "#rows .row .id")]


def choose(driver, selector, text):
    """Choose the first option whose text contains a text, and return it."""
    option = next(each for each in all_of(driver, f"{selector} option") if text in each.text)
    option.click()
    return option.text


def test_the_verdict_comes_first(page):
    first, second = (each.text for each in all_of(page, ".set .headline"))
    assert first == second
    assert "text.exact and text.f1 cannot be told apart" in first
    top = page.execute_script("return document.querySelector('h1').getBoundingClientRect().top")
    assert 0 < top < 200


def test_rows_are_filtered_by_kind_and_text(page):
    every = len(shown(page))
    assert choose(page, "#kind", "choice is undecided")
    undecided = len(shown(page))
    assert undecided > 0
    text = choose(page, "#kind", "text.exact pays a wrong answer")
    paid = shown(page)
    assert 0 < len(paid) < every
    assert f"({len(paid)})" in text
    search = page.find_element("id", "search")
    search.send_keys(f"{paid[0]} ")
    found = shown(page)
    assert paid[0] in found
    assert len(found) < len(paid)
    search.send_keys("no row has this")
    assert shown(page) == []
    assert "No row fits" in page.find_element("id", "rows").text
    assert page.find_element("id", "status").text.startswith("0 of ")


def test_a_set_is_chosen(page):
    choose(page, "#set", "plain")
    assert page.find_element("id", "set").get_attribute("value") == "plain"
    all_of(page, "a[data-set]")[0].click()
    assert page.find_element("id", "set").get_attribute("value") == "<img src=x onerror=alert(1)>"


def test_a_row_opens_and_shows_both_verdicts_and_the_texts(page):
    search = page.find_element("id", "search")
    search.send_keys("plain-3")
    button = next(each for each in all_of(page, "#rows .row") if "plain-3\n" in f"{each.text}\n")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    panel = page.find_element("id", button.get_attribute("aria-controls"))
    assert panel.get_attribute("aria-label") == "Row plain-3"
    verdicts = [each.text for each in all_of(page, "#detail .said tbody tr")]
    assert verdicts[0] == "label right"
    assert verdicts[1].startswith("text.exact ✗ incorrect not-equal city 4")
    assert verdicts[3].startswith("choice ○ abstain")
    assert [each.text for each in all_of(page, "#detail pre")] == [
        "Capital number 3?",
        "city 3",
        "<answer>city 4</answer>",
    ]
    button.click()
    assert all_of(page, "#detail") == []


def test_the_keyboard_is_enough(page):
    from selenium.webdriver.common.keys import Keys

    def focused():
        return page.execute_script("return document.activeElement.id")

    press(page, "j")
    assert focused() == "row-0"
    assert page.execute_script("return document.activeElement.matches(':focus-visible')")
    press(page, Keys.ARROW_DOWN, "j", "k")
    assert focused() == "row-1"
    press(page, Keys.ENTER)
    assert len(all_of(page, "#detail")) == 1
    press(page, "j")  # an open row gives way to the next
    assert focused() == "row-2"
    assert page.find_element("id", "row-2").get_attribute("aria-expanded") == "true"
    assert page.find_element("id", "row-1").get_attribute("aria-expanded") == "false"
    press(page, Keys.ESCAPE)
    assert all_of(page, "#detail") == []
    assert focused() == "row-2"
    press(page, "/")
    assert focused() == "search"
    press(page, "j")  # is a letter there
    assert page.find_element("id", "search").get_attribute("value") == "j"
    press(page, Keys.ESCAPE, Keys.ESCAPE)
    assert page.find_element("id", "search").get_attribute("value") == ""
    press(page, "j", Keys.END)
    last = focused()
    press(page, "j")
    assert focused() != "row-0"
    assert last != "row-0"
    tabbable = [
        each.get_attribute("id") for each in all_of(page, "#rows .row") if each.get_attribute("tabindex") == "0"
    ]
    assert tabbable == [focused()]


def contrast(driver, selector):
    """The contrast of a text to what is behind it, as WCAG counts it."""
    return driver.execute_script(
        """
        const light = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number)
          .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
          .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
        const here = document.querySelector(arguments[0]);
        const [a, b] = [getComputedStyle(here).color, getComputedStyle(document.body).backgroundColor].map(light);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        """,
        selector,
    )


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_is_the_systems_until_it_is_chosen(page, system):
    media = {"features": [{"name": "prefers-color-scheme", "value": system}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    button = page.find_element("id", "theme")

    def paper():
        return page.execute_script("return getComputedStyle(document.body).backgroundColor")

    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 23, 27)"}
    assert paper() == grounds[system]
    for selector in ("h1", ".about", ".t-errs", "a[data-set]", "thead th", ".counts"):
        assert contrast(page, selector) >= 4.5, selector
    for chosen in ("light", "dark"):
        button.click()
        assert paper() == grounds[chosen]
        assert button.text == f"Theme: {chosen}"
    page.refresh()
    assert paper() == grounds["dark"]  # it is remembered
    page.find_element("id", "theme").click()
    assert paper() == grounds[system]


READ = """
    return [...document.querySelectorAll("#detail pre")].map((each) => {
      const copy = each.cloneNode(true);
      copy.querySelectorAll(".hidden-char").forEach((hidden) => hidden.remove());
      return copy.textContent;
    });
"""
HIDDEN = re.compile("[\x00\x1b\u200b\u2028\u2029\u202e\u2066\ud83d]")


def test_what_would_run_stays_text(page, hostile):
    for name, text in hostile.items():
        search = page.find_element("id", "search")
        search.clear()
        search.send_keys(name)
        all_of(page, "#rows .row")[0].click()
        prompt, _, completion = page.execute_script(READ)
        assert HIDDEN.sub("", text[:200]) in prompt, name
        assert HIDDEN.sub("", text[:200]) in completion, name
        assert all_of(page, "#detail :is(script, img, a, svg, iframe, link)") == []
    assert all_of(page, "main :is(img, iframe, object, embed, form[action])") == []
    assert len(all_of(page, "script")) == 3
    assert {each.get_dom_attribute("href")[0] for each in all_of(page, "a")} == {"#"}


def test_characters_that_hide_are_shown_by_their_number(page):
    page.find_element("id", "search").send_keys("bidi")
    all_of(page, "#rows .row")[0].click()
    numbers = {each.text for each in all_of(page, "#detail .hidden-char")}
    assert {"U+202E", "U+2066", "U+200B"} <= numbers
    assert "\u202e" not in page.find_element("id", "rows").text


def test_a_clipped_text_says_how_long_it_was(page):
    page.find_element("id", "search").send_keys("no-space")
    all_of(page, "#rows .row")[0].click()
    titles = [each.text for each in all_of(page, "#detail h4")]
    assert titles[2].endswith("18,217 characters, clipped to 1,000")
    assert "17,217 characters left out" in all_of(page, "#detail .gap")[-1].text


def test_a_phone_scrolls_down_only(page, window_size):
    window_size(page, 380, 800)
    page.refresh()
    page.find_element("id", "search").send_keys("no-space")
    page.execute_script("document.querySelector('#rows .row').click()")
    assert page.execute_script("return document.documentElement.scrollWidth") == 380
    wide = page.execute_script(
        """
        return [...document.querySelectorAll("main *")].filter((each) => !each.closest(".scroll, svg, pre, option"))
          .filter((each) => each.getBoundingClientRect().right > 381)
          .map((each) => each.tagName + "." + each.className);
        """
    )
    assert wide == []


def test_no_request_leaves_the_page(page, server):
    loaded = page.execute_script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert loaded == []
    assert {path.partition(" ")[0] for path in server.asked} == {"/report.html"}


def test_the_policy_forbids_what_a_text_would_do_if_it_could(driver, server):
    driver.get(server.page)
    driver.execute_script(
        """
        const script = document.createElement("script");
        script.textContent = "window.hacked = 1";
        document.body.append(script);
        const image = document.createElement("img");
        image.src = "/stolen.png";
        document.body.append(image);
        document.body.insertAdjacentHTML("beforeend", "<p id=styled style='color: red' onclick='hacked = 1'>x</p>");
        document.getElementById("styled").click();
        """
    )
    refused = [entry["message"] for entry in driver.get_log("browser")]
    assert driver.execute_script("return window.hacked") is None
    assert driver.execute_async_script("setTimeout(arguments[0], 200)") is None
    assert not [path for path in server.asked if "stolen" in path]
    assert len([message for message in refused if "Content Security Policy" in message]) >= 3

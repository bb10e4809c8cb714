"""Takes the picture for docs/reading_the_report.md in headless Chromium: `python docs/report_picture.py PAGE`.

PAGE is a report of `rewardry bench report RUN --html`. The run, the page and the picture that is committed are made by
`REWARDRY_WRITE_PICTURES=1 pytest tests/site/test_pictures.py`.
"""

from __future__ import annotations

import base64
import shutil
import sys
from pathlib import Path

WIDTH, HEIGHT = 1280, 1150
TARGET = Path(__file__).parent / "images" / "report.png"


def picture(page: Path) -> bytes:
    """The top of a page as PNG.

    Raises:
        FileNotFoundError: chromium or chromedriver is not installed.
    """
    from selenium import webdriver

    paths = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if None in paths:
        raise FileNotFoundError("install chromium and chromedriver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(paths[0])
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=paths[1])) as driver:
        metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        driver.get(page.resolve().as_uri())
        return base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])


def main() -> None:
    """Write the picture."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(picture(Path(sys.argv[1])))
    print(f"wrote {TARGET} ({TARGET.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()

"""`make picture`: docs/thread.webp for the README, taken of the running app on a phone's screen."""

from __future__ import annotations

import os
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.browser import chromium  # noqa: E402
from tests.browser.server import serving  # noqa: E402
from tests.browser.test_journey import answer, show_tips  # noqa: E402
from tests.people import ECZEMA  # noqa: E402

PICTURE = ROOT / "docs/thread.webp"
MOST_BYTES = 150_000
PHONE = {"width": 390, "height": 844}
# Both beside each other, in the middle of a sheet that is a little larger.
DRAW = """async (sources) => {
  const [gap, wide, high] = [24, 390, 844];
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [gap + sources.length * (wide + gap), high + 2 * gap];
  const pen = sheet.getContext("2d");
  pen.fillStyle = "#dfe7e5";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  for (const [at, source] of sources.entries()) {
    const image = new Image();
    image.src = source;
    await image.decode();
    pen.drawImage(image, gap + at * (wide + gap), gap);
  }
  return sheet.toDataURL("image/webp", 0.9);
}"""


def screens(browser: Browser, address: str) -> list[bytes]:
    """The start page, and the result of someone with eczema, as far as a phone shows them."""
    look = {"viewport": PHONE, "color_scheme": "light", "reduced_motion": "reduce"}
    page = browser.new_context(base_url=address, **look).new_page()
    page.goto("/")
    seen = [page.screenshot()]
    answer(page, ECZEMA)
    show_tips(page)
    page.evaluate("scrollTo(0, 0)")
    return [*seen, page.screenshot()]


def side_by_side(browser: Browser, shots: list[bytes]) -> bytes:
    sources = [f"data:image/png;base64,{b64encode(shot).decode()}" for shot in shots]
    drawn = browser.new_page().evaluate(DRAW, sources)
    return b64decode(drawn.partition(",")[2])


def main() -> int:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find_light(), args=chromium.OPTIONS
        )
        with serving(DATABASE_URL=f"sqlite:///{folder}/picture.sqlite3") as (address, _):
            picture = side_by_side(browser, screens(browser, address))
        browser.close()
    if len(picture) > MOST_BYTES:
        print(f"{len(picture):,} bytes are more than {MOST_BYTES:,}: not kept.")
        return 1
    PICTURE.write_bytes(picture)
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

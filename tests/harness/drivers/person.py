"""What a person does with a browser, by what they see: the same for every engine."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.harness.drivers.engines import PHONE, click, printed

T = TypeVar("T")

PATIENCE = 20
# Where print styles cannot be had on paper, they are shown on the screen.
ON_PAPER = """
const unfold = (rules) => [...rules].forEach((rule) => {
  if (rule.media && rule.media.mediaText === "print") rule.media.mediaText = "all";
  if (rule.cssRules) unfold(rule.cssRules);
});
[...document.styleSheets].forEach((sheet) => unfold(sheet.cssRules));
dispatchEvent(new Event("beforeprint"));
"""
READY = "return document.readyState === 'complete'"
WIDTH = "return [document.documentElement.scrollWidth, innerWidth]"


class Failed(Exception):
    """Something is not as a person needs it. The text says what."""


def first_line(error: Exception) -> str:
    told = (getattr(error, "msg", None) or str(error)).strip().split("\n")[0]
    return told if isinstance(error, Failed) else f"{type(error).__name__} {told}"


def words_of(sheets: Path, *options: str) -> str:
    command = ["pdftotext", *options, sheets, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass
class Person:
    driver: WebDriver
    site: str
    scripting: bool
    pictures: Path
    name: str
    link: str = ""

    def visit(self, address: str) -> None:
        self.driver.get(address if address.startswith("http") else self.site + address)

    def until(self, what: str, look: Callable[[], T]) -> T:
        """Look until there is something. A page that is being left is looked at again."""
        end, why = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            try:
                if found := look():
                    return found
            except WebDriverException as error:
                why = f" ({first_line(error)})"
            time.sleep(0.1)
        raise Failed(f"not seen: {what}{why}")

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def see(self, css: str) -> WebElement:
        shown = self.until(css, lambda: [e for e in self.all(css) if e.is_displayed()])
        return shown[0]

    def gone(self, css: str) -> None:
        self.until(f"{css} is gone", lambda: not self.all(css))

    def read(self, words: str, css: str = "body") -> None:
        self.until(f"“{words}”", lambda: words in self.see(css).text)

    def named(self, name: str, kinds: str) -> WebElement:
        """What can be pressed under a name; a hidden part of the name counts, as for a reader."""
        path = " | ".join(
            f'//{kind}[starts-with(normalize-space(.), "{name}")]' for kind in kinds.split()
        )

        def shown() -> list[WebElement]:
            return [e for e in self.driver.find_elements(By.XPATH, path) if e.is_displayed()]

        return self.until(f"a {kinds.replace(' ', ' or ')} “{name}”", shown)[0]

    def press(self, name: str, kinds: str = "button a") -> None:
        """Press a link or a button that leads to another page, and wait for that page."""
        self.leave(self.named(name, kinds))

    def leave(self, by: WebElement) -> None:
        def left() -> bool:
            now = self.driver.find_element(By.TAG_NAME, "html")
            return now.id != before.id and self.driver.execute_script(READY)

        before = self.driver.find_element(By.TAG_NAME, "html")
        click(by)
        self.until("another page", left)

    def change(self, name: str, kinds: str = "button summary") -> None:
        """Press what changes this page, or leads to another one without scripts."""
        click(self.named(name, kinds))

    def tick(self, css: str) -> None:
        """By its label, as one does with a thumb."""
        box = self.see(css)
        click(self.driver.execute_script("return arguments[0].labels[0]", box))
        self.until("the tick", box.is_selected)

    def choose(self, css: str, value: str) -> None:
        # A browser's Back passes over what a page did on its own: so the page is touched first.
        click(self.driver.execute_script("return arguments[0].labels[0]", self.see(css)))
        self.driver.find_element(By.CSS_SELECTOR, f'{css} option[value="{value}"]').click()

    def look(self, what: str) -> None:
        """Keep a picture, and see that nothing is wider than the screen."""
        self.driver.save_screenshot(str(self.pictures / f"{self.name}-{what}.png"))
        page, screen = self.driver.execute_script(WIDTH)
        if screen != PHONE["width"]:
            raise Failed(f"a screen of {screen} px")
        if page > screen:
            raise Failed(f"{what}: {page} px wide")

    def paper(self, what: str) -> str:
        """The words of the page on paper; pictures of its sheets are kept."""
        file = self.pictures / f"{self.name}-{what}"
        if (pdf := printed(self.driver)) is None:
            self.driver.execute_script(ON_PAPER)
            self.driver.save_screenshot(f"{file}.png")
            return self.see("body").text
        file.with_suffix(".pdf").write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", "50", "-png", file.with_suffix(".pdf"), file], check=True)
        words = words_of(file.with_suffix(".pdf"))
        if not all(sheet.strip() for sheet in words.split("\f")[:-1]):
            raise Failed(f"{what}: an empty sheet")
        return words

    def beside(self, what: str, heading: str) -> None:
        """What a heading begins stands in columns on the sheets that were kept, if any were."""
        if not (file := self.pictures / f"{self.name}-{what}.pdf").exists():
            return
        lines = [line.strip() for line in words_of(file, "-layout").splitlines()]
        if heading in lines or not any(line.startswith(heading) for line in lines):
            raise Failed(f"alone on its line on paper: “{heading}”")

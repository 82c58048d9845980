"""Chromium, Firefox and WebKit as Debian packs them: a phone's screen, a new profile."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.browser import chromium
from tests.browser.server import free_port
from tests.harness.drivers.marionette import Connection

PHONE = {"width": 390, "height": 844}
MINIBROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Missing(Exception):
    """A browser is not here. The text says what to do about it."""


# To show what comes on paper, too: pdftotext and pdftoppm.
PACKAGES = {
    "chromium": {"chromium": "chromium", "chromedriver": "chromium-driver"},
    "firefox": {"firefox-esr": "firefox-esr"},
    "webkit": {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"},
}
FOR_ALL = {"pdftotext": "poppler-utils", "fc-list": "fontconfig"}


def get(engine: str) -> None:
    """Install what is missing from the system's packages, as root on Debian. Raises Missing."""

    def missing() -> list[str]:
        needed = PACKAGES[engine] | FOR_ALL
        return sorted(package for name, package in needed.items() if not shutil.which(name))

    if not (wanted := missing()):
        return
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(wanted)} from the system's packages ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if missing():
        raise Missing(f"missing; on Debian: apt-get install {' '.join(wanted)}")


@contextmanager
def in_chromium(scripting: bool) -> Iterator[WebDriver]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(chromium.find())
    for argument in [*chromium.OPTIONS, "--headless=new", "--force-prefers-reduced-motion"]:
        options.add_argument(argument)
    options.add_experimental_option(
        "mobileEmulation", {"deviceMetrics": {**PHONE, "pixelRatio": 1}}
    )
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        if not scripting:
            driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        driver.scripting = scripting
        yield driver
    finally:
        driver.quit()


# The window of a desktop is never as narrow as a phone, unless its frame is told.
NARROW = "document.documentElement.style.setProperty('min-width', '0', 'important')"


@contextmanager
def in_firefox(scripting: bool) -> Iterator[WebDriver]:
    port = free_port()
    settings = {
        "marionette.port": port,
        "javascript.enabled": scripting,
        "ui.prefersReducedMotion": 1,
        "app.update.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "browser.shell.checkDefaultBrowser": False,
    }
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in settings.items()]
        Path(profile, "user.js").write_text("".join(lines))
        command = [
            "firefox-esr",
            "--headless",
            "--no-remote",
            "--profile",
            profile,
            "--marionette",
            "--remote-allow-system-access",
        ]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        try:
            driver = webdriver.Remote(connected(port, process), options=webdriver.FirefoxOptions())
            driver.execute("setContext", {"value": "chrome"})
            driver.execute_script(NARROW)
            frame = driver.execute_script(
                "return outerHeight - gBrowser.selectedBrowser.clientHeight"
            )
            driver.execute("setContext", {"value": "content"})
            driver.set_window_rect(0, 0, PHONE["width"], PHONE["height"] + frame)
            yield driver
        finally:
            process.terminate()
            process.wait(timeout=30)


def connected(port: int, process: subprocess.Popen[bytes]) -> Connection:
    for _ in range(300):
        with suppress(ConnectionRefusedError):
            return Connection(port)
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError("Firefox did not start")


@contextmanager
def in_webkit(scripting: bool) -> Iterator[WebDriver]:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(next(Path("/").glob(MINIBROWSER.lstrip("/"))))
    # Without a frame it is as narrow as its screen.
    for argument in ("--automation", "--full-screen", f"--enable-javascript={scripting}"):
        options.add_argument(argument)
    with screen() as display, TemporaryDirectory(prefix="webkit-") as settings:
        # What glides is not there to be pressed.
        file = Path(settings, "gtk-3.0", "settings.ini")
        file.parent.mkdir()
        file.write_text("[Settings]\ngtk-enable-animations=0\n")
        service = webdriver.WebKitGTKService(
            shutil.which("WebKitWebDriver"),
            env={**os.environ, "DISPLAY": display, "XDG_CONFIG_HOME": settings},
        )
        driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            driver.set_window_rect(0, 0, PHONE["width"], PHONE["height"])
            yield driver
        finally:
            driver.quit()


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees, as large as a phone's."""
    read, write = os.pipe()
    size = f"{PHONE['width']}x{PHONE['height']}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=30)


ENGINES: dict[str, Callable[[bool], AbstractContextManager[WebDriver]]] = {
    "chromium": in_chromium,
    "firefox": in_firefox,
    "webkit": in_webkit,
}


MIDDLE = """
arguments[0].scrollIntoView({ block: "center" });
const { x, y, width, height } = arguments[0].getClientRects()[0];
return [x + width / 2, y + height / 2];
"""


def click(element: WebElement) -> None:
    """With scripts off, chromedriver waits for ever after a click: the mouse is moved for it.

    WebKit's driver calls an element not interactable that begins below the screen by less than the
    page's scroll-padding: it does not scroll there, though focus does. So we scroll first.
    """
    driver = element.parent
    x, y = driver.execute_script(MIDDLE, element)
    if not driver.capabilities.get("chrome") or driver.scripting:
        element.click()
        return
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        driver.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def printed(driver: WebDriver) -> bytes | None:
    """The page on paper, as PDF. WebKit's driver cannot print."""
    if driver.capabilities["browserName"] == "MiniBrowser":
        return None
    return base64.b64decode(driver.print_page())

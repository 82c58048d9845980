"""Finds a Chromium, and gets one when there is none. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing is looked up or fetched behind our back while tests run.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of a browser: $CHROMIUM, then the usual names. None: Playwright's own, if any."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def find_light() -> str | None:
    """The same engine without the parts of a browser around it, which takes two thirds of the time.
    It keeps no pages for the Back button; where there is none, the whole browser."""
    if os.environ.get("CHROMIUM"):
        return find()
    return shutil.which("chromium-headless-shell") or find()


def get() -> None:
    """Install a browser: from the system's packages as root on Debian, else Playwright's."""
    if find():
        return
    yours = "To use one of yours, stop this (Ctrl+C) and set CHROMIUM to its path."
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(
            f"No Chromium here: apt-get installs chromium now, for all of this machine. {yours}",
            flush=True,
        )
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        installed = install("chromium", "fonts-dejavu-core")
        # Not every release has it.
        install("chromium-headless-shell")
        if installed and find():
            return
    print(f"No Chromium here: Playwright fetches one into your own cache now. {yours}", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def install(*packages: str) -> bool:
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, check=False).returncode == 0

"""The control room in the machine's own Chromium, driven by Playwright.

Asked for by `-m browser`; then a machine without Chromium fails, it does not skip.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Literal

import pytest

from tests.control.conftest import place
from workexec_contracts.control import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

    from workexec_contracts.stubs.admin import Admin

    Scheme = Literal["light", "dark"]
    Open = Callable[..., Page]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = (1440, 900), (360, 740)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file of tests: as long as it runs, asyncio is Playwright's in this thread."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # an extra: these tests alone need it

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("no Chromium on this machine; Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)  # with a profile of its own
        yield browser
        browser.close()


@pytest.fixture
def url(admin: Admin, tmp_path: Path) -> Iterator[str]:
    """A control room over the stubs of the session."""
    with serving([place(admin)], tmp_path) as found:
        yield found


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """`opened(url)`: a page that is live. At its end no page may have said, asked or opened anything."""
    wrong: list[str] = []
    contexts = []

    def open_(at: str, size: tuple[int, int] = WIDE, scheme: Scheme = "light") -> Page:
        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not message.text.endswith("ERR_CONNECTION_REFUSED"):
                wrong.append(f"console: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith(f"{at}/"):
                wrong.append(f"asked outside: {request.url}")

        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", said)
        page.on("request", asked)
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.goto(f"{at}/")
        page.wait_for_selector("#link[data-link=live]")
        page.wait_for_selector("article:not([data-state=waiting])")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []

"""The pictures of docs/images/: the control room and the evidence bundle, taken in Chromium.

`make screenshots`. Nothing in them is arranged but the traffic: all stubs run, every contract is verified
once, the examples of the document are asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from playwright.sync_api import sync_playwright

from workexec_contracts import control
from workexec_contracts.contracts import domains
from workexec_contracts.control import forms, trial
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process import WireMock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
EVERY_S = 0.05
SEEN_MS = 12_000
"""How long the traffic is watched: the curves are a minute long."""
UNKNOWN = ("/api/v1/crm/customerz/CUST-001", "/api/v1/pricing/tax-code?locationId=LOC-001")


def main() -> None:
    """Takes them all anew."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on this machine; Debian: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        verify(folder)
        flags = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        with WireMock(ROOT / "mocks") as stubs, Admin(stubs.url) as admin:
            places = [control.Place(tuple(domain.name for domain in domains()), admin, lambda: True)]
            with control.serving(places, folder) as url:
                board(browser, url, places)
                panels(browser, url)
        report(browser, folder)
        browser.close()
    for file in sorted(IMAGES.glob("*.png")):
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KiB")


RUNS = ("verify --all", "drift", "load --profile smoke", "simulate --shops 3 --days 3", "mutate --sample 20")
"""What there is evidence of."""


def verify(folder: Path) -> None:
    """A bundle to show, and verdicts for the control room; whatever they are."""
    for words in RUNS:
        subprocess.run(
            [sys.executable, "-m", "workexec_contracts", *words.split()],
            cwd=ROOT,
            env={**os.environ, "WXC_REPORT": str(folder / "report")},
            check=False,
            stdout=subprocess.DEVNULL,
        )


def opened(browser: Browser, url: str, size: dict[str, int], scheme: str) -> Page:
    """A page of its own."""
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # plain values
    page = context.new_page()
    page.goto(url)
    return page


def board(browser: Browser, url: str, places: Sequence[control.Place]) -> None:
    """With one neighbour down, one slow, one answering an error, and all of them asked."""
    shown = {
        "control-room-light": opened(browser, url, WIDE, "light"),
        "control-room-dark": opened(browser, url, WIDE, "dark"),
        "control-room-narrow": opened(browser, url, NARROW, "light"),
    }
    first = shown["control-room-light"]
    first.wait_for_selector("#link[data-link=live]")
    for domain, mode in (("pricing", "down"), ("people", "slow"), ("order", "error")):
        first.click(f"article[data-domain={domain}] > .switches [data-mode={mode}]")
        if mode != "down":
            first.click("dialog .primary")
        first.wait_for_selector(f"article[data-domain={domain}][data-state={mode}]")
    with traffic(places):
        first.wait_for_timeout(SEEN_MS)
        while not first.locator("#rows tr:nth-child(-n+5).unmatched").count():
            httpx2.get(places[0].admin.url + UNKNOWN[0], trust_env=False)
            first.wait_for_timeout(600)
        for name, page in shown.items():
            page.screenshot(path=IMAGES / f"{name}.png")
    first.click("#all-ok")
    first.wait_for_selector("#switched:text-is('0')")


def panels(browser: Browser, url: str) -> None:
    """The form of an operation with its answer, the findings, the verdicts."""
    page = opened(browser, f"{url}/#try/calculateTax", WIDE, "light")
    page.click("form.try:visible .primary")
    page.wait_for_selector("[data-told]:not([hidden])")
    page.locator("#panels").screenshot(path=IMAGES / "control-room-try.png")
    for panel in ("findings", "verdicts"):
        page.click(f"#tab-{panel}")
        page.evaluate("scrollTo(0, document.getElementById('panels').offsetTop - 60)")
        page.screenshot(path=IMAGES / f"control-room-{panel}.png")


def report(browser: Browser, folder: Path) -> None:
    """The first screen of the bundle, a contract in it, and one run's own report."""
    bundle = folder / "report"
    url = (bundle / "index.html").as_uri()
    for scheme in ("light", "dark"):
        opened(browser, url, WIDE, scheme).screenshot(path=IMAGES / f"bundle-{scheme}.png")
    opened(browser, f"{url}#deliverOrderEvent", WIDE, "light").screenshot(path=IMAGES / "bundle-contract.png")
    page = opened(browser, (bundle / "runs" / "verify-stubs" / "page.html").as_uri(), WIDE, "light")
    page.screenshot(path=IMAGES / "report.png")


@contextmanager
def traffic(places: Sequence[control.Place]) -> Iterator[None]:
    """As long as it lasts, the document's examples are asked, and now and then what no contract has."""
    over = threading.Event()
    threads = [threading.Thread(target=ask, args=(places, over, at)) for at in range(2)]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()


def ask(places: Sequence[control.Place], over: threading.Event, begin: int) -> None:
    """One of several who ask; each begins with another operation."""
    questions = [
        trial.Trial(
            operation=form.operation.operation_id,
            parameters={field.name: field.value for field in form.parameters},
            headers={field.name: field.value for field in form.headers},
            body=form.bodies[0].text if form.bodies else "",
        )
        for form in forms.forms()
        if form.domain.name != "people" or not begin  # slow: one waits for it
    ]
    turn = begin * len(questions) // 2
    while not over.wait(EVERY_S):
        turn += 1
        trial.attempt(places, questions[turn % len(questions)])
        if not turn % 40:
            httpx2.get(places[0].admin.url + UNKNOWN[turn // 40 % len(UNKNOWN)], trust_env=False)


if __name__ == "__main__":
    main()

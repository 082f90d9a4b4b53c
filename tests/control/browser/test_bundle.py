"""The evidence bundle's page as a person uses it: from disk, by keyboard, in a narrow window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.report.bundle_forms.made import held, made, run, week
from workexec_contracts.report.bundle.forms.page import html
from workexec_contracts.verification import contracts

from .conftest import NARROW, WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Opened from disk; whatever it asks for or complains about fails the test."""
    file = tmp_path / "index.html"
    file.write_text(html(made()), encoding="utf-8", errors="replace")
    context = chromium.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    found, troubles = context.new_page(), []
    found.on("request", lambda request: troubles.append(request.url))
    found.on("console", lambda message: troubles.append(message.text))
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.goto(file.as_uri())
    yield found
    assert troubles == [file.as_uri()]
    context.close()


def test_the_first_screen_answers_three_questions(page: Page) -> None:
    for question in ("Which contracts hold?", "Which are unknown?", "What must who do next?"):
        heading = page.get_by_role("heading", name=question)
        box = heading.bounding_box()
        assert box is not None
        assert box["y"] < WIDE[1] / 2
    assert page.locator("section", has=page.locator("#holds")).inner_text().split()[3:8] == [
        "2",
        "of",
        str(len(contracts())),
        "1",
        "broken",
    ]


def test_a_verdict_is_followed_down_to_its_request_by_keyboard(page: Page) -> None:
    link = page.locator("section a[href='#getCustomer']").first
    link.focus()
    page.keyboard.press("Enter")
    own = page.locator("#getCustomer")
    assert own.get_attribute("open") is not None
    assert own.get_by_text("curl -sS http://127.0.0.1:1/api/v1/crm/customer/CUST-001").is_visible()
    stubs = own.locator("summary", has_text="The stub:")
    stubs.focus()
    page.keyboard.press("Enter")
    assert own.locator("summary", has_text="getCustomer: directly: CUST-001").is_visible()


def test_the_table_of_contracts_sorts_by_verdict(page: Page) -> None:
    table = page.locator("table").nth(1)
    verdicts = table.locator("tbody tr td:nth-child(4)")
    before = verdicts.all_inner_texts()
    table.get_by_role("button", name="Verdict").click()
    assert verdicts.all_inner_texts() == sorted(before)
    assert table.locator("th[aria-sort=ascending]").inner_text() == "Verdict"
    table.get_by_role("button", name="Verdict").click()
    assert verdicts.all_inner_texts() == sorted(before, reverse=True)


def test_a_narrow_window_scrolls_no_way_but_down(page: Page) -> None:
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]


@pytest.mark.parametrize("width", [WIDE[0], NARROW[0]])
def test_a_week_of_runs_fits_a_wide_window_and_scrolls_within_its_tables_in_a_narrow_one(
    chromium: Browser, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "week.html"
    file.write_text(html(made(*week())), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": WIDE[1]})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    tables = page.locator(".wide:has(> table)")
    overflow = tables.evaluate_all("all => all.map(one => one.scrollWidth > one.clientWidth)")
    assert overflow == [width == NARROW[0]] * 2
    page.close()


def test_the_first_screen_names_every_contract_that_holds(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "held.html"
    file.write_text(html(made(run("verify", *held("cases", 1, contracts())))), encoding="utf-8")
    page = chromium.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
    page.goto(file.as_uri())
    names = page.locator("section:has(#holds) ul").last
    assert names.locator("li").count() == len(contracts())
    assert names.evaluate("one => one.scrollHeight <= one.clientHeight"), "none is cut off"
    page.close()

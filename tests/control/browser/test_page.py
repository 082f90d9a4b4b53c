"""What a person sees, clicks and types in the control room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.control.browser.conftest import NARROW, WIDE
from tests.control.conftest import CUSTOMER, HOSTILE, place
from workexec_contracts.contracts import domains, operations
from workexec_contracts.control import Place, serving
from workexec_contracts.switching import Mode

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.control.browser.conftest import Open
    from tests.control.conftest import Journal
    from workexec_contracts.stubs.admin import Admin
    from workexec_contracts.stubs.process import WireMock

pytestmark = pytest.mark.browser
FIGURES = {Mode.SLOW: "200", Mode.FLAKY: "1", Mode.LOSSY: "100", Mode.ERROR: "NOT_FOUND"}
ANSWERS: dict[Mode, int | str] = {
    Mode.OK: 200,
    Mode.DOWN: 503,
    Mode.SLOW: 200,
    Mode.FLAKY: 503,
    Mode.LOSSY: 503,
    Mode.ERROR: 404,
    Mode.RESET: "ReadError",
    Mode.EMPTY: "RemoteProtocolError",
}


def answer(wiremock: WireMock, path: str = CUSTOMER) -> int | str:
    try:
        return httpx2.get(
            f"{wiremock.url}{path}", headers={"Authorization": "Bearer x"}, trust_env=False
        ).status_code
    except httpx2.TransportError as error:
        return type(error).__name__


def row(page: Page, domain: str) -> Locator:
    return page.locator(f"article[data-domain={domain}]")


def button(page: Page, domain: str, mode: str) -> Locator:
    return row(page, domain).locator(f":scope > .switches [data-mode={mode}]")


def state(page: Page, domain: str, wanted: str) -> None:
    page.wait_for_selector(f"article[data-domain={domain}][data-state={wanted}]")


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.OK])
def test_a_click_switches_and_another_ends_it(opened: Open, url: str, wiremock: WireMock, mode: Mode) -> None:
    page = opened(url)
    button(page, "crm", mode).click()
    if mode in FIGURES:
        field = page.locator("dialog [data-figure]:not([hidden]) :is(input, select)")
        assert field.count() == 1
        field.select_option(FIGURES[mode]) if mode is Mode.ERROR else field.fill(FIGURES[mode])
        page.locator("dialog .primary").click()
    state(page, "crm", mode)
    assert button(page, "crm", mode).get_attribute("aria-pressed") == "true"
    assert answer(wiremock) == ANSWERS[mode]
    button(page, "crm", "ok").click()
    state(page, "crm", "ok")
    assert answer(wiremock) == 200


def test_a_real_service_is_passed_through_to_and_told_when_it_is_away(opened: Open, url: str) -> None:
    page = opened(url)
    button(page, "crm", "real").click()
    page.keyboard.type("http://127.0.0.1:9")
    page.keyboard.press("Enter")
    page.wait_for_selector(
        "article[data-domain=crm] [data-why]:text-is('nobody listens at http://127.0.0.1:9')"
    )
    page.locator("#all-ok").click()
    state(page, "crm", "ok")


def test_one_operation_is_switched_alone(opened: Open, url: str, wiremock: WireMock) -> None:
    page = opened(url)
    row(page, "crm").locator(".more").click()
    page.locator("[data-operation=getCustomer] [data-mode=down]").click()
    state(page, "crm", "mixed")
    assert row(page, "crm").locator("[data-why]").text_content() == "getCustomer down"
    assert (answer(wiremock), answer(wiremock, "/api/v1/crm/customers/search?query=john")) == (503, 200)


def test_a_switch_of_somebody_else_is_seen(opened: Open, url: str, admin: Admin) -> None:
    from workexec_contracts.control.acting import act  # noqa: PLC0415  # as another program

    page = opened(url)
    act([place(admin)], {"target": "people", "mode": "down"})
    state(page, "people", "down")


def test_requests_arrive_by_themselves_with_stub_and_status(
    opened: Open, url: str, wiremock: WireMock
) -> None:
    page = opened(url)
    assert answer(wiremock, "/api/v1/location/approval-policy?locationId=LOC-004") == 409
    first = page.locator("#rows tr.refused", has_text="LOC-004").first
    first.wait_for()
    told = first.locator("td > span").all_inner_texts()
    assert told[1:4] == ["location", "GET", "/api/v1/location/approval-policy?locationId=LOC-004"]
    assert told[4].startswith("getApprovalPolicy: ")
    assert told[5] == "409"
    assert "APPROVAL_POLICY_NOT_CONFIGURED" in row(page, "location").locator("[data-error]").inner_text()


def test_an_unknown_path_shows_the_nearest_stub(opened: Open, url: str, wiremock: WireMock) -> None:
    page = opened(url)
    answer(wiremock, "/api/v1/crm/customerz/CUST-001")
    told = page.locator("#rows tr.unmatched", has_text="customerz/CUST-001").locator("small").first
    told.wait_for()
    assert "nearest: getCustomer; path: expected /api/v1/crm/customer/{customerId}" in told.inner_text()


def test_hostile_requests_are_text(opened: Open, journal: Journal, tmp_path: Path) -> None:
    stub = {"name": "<script>alert(1)</script>", "metadata": {}}
    with serving([place(journal)], tmp_path) as at:
        page = opened(at)
        journal.ask(1, url=HOSTILE, stubMapping=stub)
        shown = page.locator("#rows tr .path > span").first
        shown.wait_for()
        assert shown.text_content() == "/api/v1/crm/<img src=x onerror=alert(1)>'\"&\\u202e\\u0000"
        assert page.locator("#rows .stub").first.text_content() == "<script>alert(1)</script>"
        assert page.locator("#rows :is(img, script)").count() == 0


def test_the_list_is_sifted_and_paused(opened: Open, journal: Journal, tmp_path: Path) -> None:
    with serving([place(journal)], tmp_path) as at:
        page = opened(at)
        journal.ask(3)
        journal.ask(2, url="/api/v1/order/events", response={"status": 503}, stubMapping={})
        shown = page.locator("#rows tr:not([hidden])")
        page.locator("#rows tr:nth-child(5)").wait_for()
        page.locator("#failing").check()
        assert shown.count() == 2
        page.locator("#failing").uncheck()
        page.locator("#of-neighbour").select_option("crm")
        assert shown.count() == 3
        page.locator("#containing").fill("nothing has this")
        assert shown.count() == 0
        page.locator("#containing").fill("")
        page.locator("#pause").click()
        journal.ask(1)
        page.wait_for_selector("#pause:text-is('Go on (1)')")
        assert shown.count() == 3
        page.locator("#pause").click()
        assert shown.count() == 4


@pytest.mark.parametrize("name", ["getCustomer", "calculateTax", "createAuditEvent", "deliverInventoryEvent"])
def test_a_form_is_sent_and_its_answer_shown(opened: Open, url: str, name: str) -> None:
    operation = next(one for _, one in operations() if one.operation_id == name)
    page = opened(f"{url}")
    page.evaluate(f"location.hash = 'try/{name}'")
    page.locator("form.try:visible .primary").click()
    page.wait_for_selector("[data-told]:not([hidden])")
    assert page.locator("[data-status]").text_content() == str(operation.status_code)
    assert page.locator("#answer [data-body]").text_content() != ""


def test_fresh_ids_make_another_event(opened: Open, url: str) -> None:
    page = opened(url)
    page.evaluate("location.hash = 'try/deliverOrderEvent'")
    form = page.locator("form.try:visible")
    body = form.locator("textarea")
    before = body.input_value()
    form.locator("[data-fresh]").click()
    form.locator("summary").click()
    key = form.locator("[name='header:Idempotency-Key']").input_value()
    assert body.input_value() != before
    assert f'"id": "{key}"' in body.input_value()
    form.locator(".primary").click()
    page.wait_for_selector("[data-status]:text-is('202')")


def test_findings_are_sifted_and_verdicts_read_again(opened: Open, url: str, tmp_path: Path) -> None:
    page = opened(url)
    page.locator("#tab-findings").click()
    page.locator("#finding").fill("no error body is defined")
    assert page.locator(".findings tbody tr:visible").count() == 1
    page.locator("#tab-verdicts").click()
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "verify.json").write_text(
        '{"format": "workexec-contracts/verification/1", "verdict": "passed"}'
    )
    page.locator("#again").click()
    page.wait_for_selector(".files .passed:text-is('passed')")


def test_everything_can_be_done_from_the_keyboard(opened: Open, url: str) -> None:
    page = opened(url)

    def focused(what: str) -> Any:  # noqa: ANN401  # JSON
        return page.evaluate(f"document.activeElement.{what}")

    press = page.keyboard.press
    press("Tab")
    assert focused("className") == "skip"
    press("Tab")  # past "all ok", which is disabled while nothing is switched
    assert (focused("dataset.mode"), focused("parentElement.dataset.target")) == ("ok", "catalog")
    press("ArrowRight")
    press("Enter")
    state(page, "catalog", "down")
    press("ArrowRight")
    press("Enter")
    page.wait_for_selector("dialog[open]")
    assert focused("name") == "delay_ms"
    press("Escape")
    page.wait_for_selector("dialog:not([open])", state="attached")
    assert focused("dataset.mode") == "slow"
    press("Home")
    press("Space")
    state(page, "catalog", "ok")
    press("Tab")
    press("Enter")
    page.wait_for_selector("#of-catalog:not([hidden])")
    page.locator("#tab-requests").focus()
    for panel in ("try", "findings", "verdicts", "requests"):
        press("ArrowRight")
        assert focused("id") == f"tab-{panel}"
        assert page.locator(f"#{panel}").is_visible()


def test_where_the_focus_is_can_be_seen(opened: Open, url: str) -> None:
    page = opened(url)
    for _ in range(4):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


@pytest.mark.parametrize("size", [WIDE, (1180, 800), (800, 900), NARROW])
@pytest.mark.parametrize("panel", ["requests", "try", "findings", "verdicts"])
def test_nothing_leaves_the_window(
    opened: Open, url: str, wiremock: WireMock, size: tuple[int, int], panel: str
) -> None:
    page = opened(url, size)
    row(page, "crm").locator(".more").click()
    answer(wiremock, f"/api/v1/crm/{'long' * 50}")
    page.locator("#rows tr").first.wait_for()
    page.locator(f"#tab-{panel}").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for box in page.locator(".switches:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    ):
        assert box["left"] >= 0
        assert box["right"] <= size[0]


def _brightness(page: Page, element: str, what: str) -> float:
    color = page.evaluate(f"getComputedStyle(document.querySelector('{element}')).{what}")
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", color)[:3])
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_it_is_light_or_dark_and_can_be_read_in_both(opened: Open, url: str, scheme: str, dark: bool) -> None:  # noqa: FBT001  # a parameter of the test
    page = opened(url, WIDE, scheme)
    ground = _brightness(page, ".board", "backgroundColor")
    assert (ground < 0.2) is dark
    for element in ("h3", "small", ".chip.ready", ".chip.pending", ".switches [aria-pressed=false]"):
        pair = sorted([ground, _brightness(page, element, "color")])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, f"{element} is too faint"


def test_a_server_that_has_ended_is_told(opened: Open, admin: Admin, tmp_path: Path) -> None:
    with serving([place(admin)], tmp_path) as at:
        page = opened(at)
    page.wait_for_selector("#link[data-link=lost]")
    button(page, "crm", "down").click()
    page.wait_for_selector("#said.wrong.shown")


def test_a_wiremock_that_has_ended_is_told(opened: Open, journal: Journal, tmp_path: Path) -> None:
    names = tuple(domain.name for domain in domains())
    alive = [True]
    with serving([Place(names, journal, lambda: alive[0])], tmp_path) as at:
        page = opened(at)
        state(page, "crm", "ok")
        alive[0] = False
        state(page, "crm", "trouble")
        assert row(page, "crm").locator("[data-why]").text_content() == "WireMock has ended"

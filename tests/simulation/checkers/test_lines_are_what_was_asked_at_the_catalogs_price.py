from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, asked, judged, told
from workexec_contracts.simulation.checkers import LinesAreWhatWasAskedAtTheCatalogsPrice as Claim
from workexec_contracts.simulation.checkers.steps import ADD_LABOR, ADD_PART, SHOW
from workexec_contracts.simulation.faults import Changing, Crash, Failing, LostAnswers, Slow
from workexec_contracts.simulation.records import Heard, Replied, Sent
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def test_lines_are_right_whatever_fails_and_changes() -> None:
    faults = (
        Failing(percent=20),
        LostAnswers(percent=20),
        Slow(target="all", latency_ms_median=2_000),
        Changing(table="parts", every_s=60),
        *(Crash(at_attempt=at) for at in range(10, 200, 17)),
    )
    found = judged(Claim, as_it_was, *faults, days=2)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 100


def shown(step: str, **instead: object) -> Once:
    """The last line of an estimate, shown otherwise."""

    def make(replied: Replied, _: Simulation) -> list[Record]:
        *lines, line = replied.body["items"]
        return [replied._replace(body={**replied.body, "items": [*lines, {**line, **instead}]})]

    return Once(Replied, make, lambda replied: replied.name == step and bool(replied.body.get("items")))


@pytest.mark.parametrize(
    ("step", "instead", "said"),
    [
        (ADD_PART, {"quantity": 9}, "says quantity 9, not"),
        (ADD_PART, {"unitPrice": 0.01}, "says unitPrice 0.01, not"),
        (ADD_PART, {"taxCode": "TAX_EXEMPT"}, "says taxCode TAX_EXEMPT, not"),
        (ADD_PART, {"name": "Another"}, "says name Another, not"),
        (ADD_PART, {"productId": "PART-999"}, "is of no item that the catalog told"),
        (ADD_LABOR, {"laborUnits": 9.5}, "says laborUnits 9.5, not"),
        (ADD_LABOR, {"unitRate": 0.01}, "says unitRate 0.01, not"),
        (ADD_LABOR, {"taxCode": "TAX_EXEMPT"}, "says taxCode TAX_EXEMPT, not"),
        (SHOW, {"quantity": 9}, "the lines are"),
    ],
)
def test_a_line_that_says_something_else_is_told(step: str, instead: dict[str, Any], said: str) -> None:
    assert said in told(judged(Claim, shown(step, **instead)))


def test_a_price_that_the_catalog_never_told_is_told() -> None:
    def dearer(heard: Heard, _: Simulation) -> list[Record]:
        page = json.loads(heard.body)
        page["items"] = [{**item, "unitPrice": 0.01} for item in page["items"]]
        return [heard._replace(body=json.dumps(page).encode())]

    found = Once(Heard, dearer, lambda heard: "pageSize=100" in heard.exchange.target)
    assert "not 0.01" in told(judged(Claim, found))


def test_an_item_may_be_on_a_later_page_which_nobody_heard() -> None:
    def longer(heard: Heard, _: Simulation) -> list[Record]:
        page = {**json.loads(heard.body), "items": [], "hasNextPage": True}
        return [heard._replace(body=json.dumps(page).encode())]

    found = Once(Heard, longer, lambda heard: "pageSize=100" in heard.exchange.target)
    assert judged(Claim, found).verdict is Verdict.PASSED
    assert found.done


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"locationId": "LOC-999"}, "tax was asked for LOC-999; the estimate is of LOC-001"),
        ({"items": []}, "tax was asked for []; the estimate has"),
    ],
)
def test_tax_that_was_asked_for_something_else_is_told(instead: dict[str, Any], said: str) -> None:
    def other(sent: Sent, _: Simulation) -> list[Record]:
        body = json.dumps({**json.loads(sent.exchange.body or b""), **instead}).encode()
        return [sent._replace(exchange=sent.exchange._replace(body=body))]

    taxed = Once(Sent, other, lambda sent: sent.exchange.operation.operation_id == "calculateTax")
    assert said in told(judged(Claim, taxed))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"unitPrice": 0.5}, "not 0.5"),
        ({"taxCode": "OWN"}, "not OWN"),
        ({"productId": "PART-999"}, "not PART-999"),
        ({"nonCatalog": True, "name": "By hand", "unitPrice": 0.5}, "not By hand; unitPrice"),
    ],
)
def test_what_the_user_names_counts_before_the_catalog(more: dict[str, Any], said: str) -> None:
    assert said in told(judged(Claim, asked(ADD_PART, lambda sent: {**sent, **more})))


def test_a_service_is_found_by_its_name_in_any_case() -> None:
    def loudly(sent: dict[str, Any]) -> dict[str, Any]:
        return {"name": sent["name"].upper(), "laborUnits": sent.get("laborUnits")}

    assert "says" not in told(judged(Claim, asked(ADD_LABOR, loudly)))


def test_nothing_is_said_of_a_line_whose_catalog_nobody_heard() -> None:
    def silent(record: Record, _: Simulation) -> list[Record]:
        return [] if isinstance(record, Heard) else [record]

    assert judged(Claim, silent).verdict is Verdict.PASSED


@pytest.mark.parametrize("first", range(8))
def test_a_line_may_be_there_though_its_answer_never_came(first: int) -> None:
    crashes = [Crash(at_answer=at, down_s=1) for at in range(first, 240, 8)]
    assert judged(Claim, as_it_was, *crashes).broken == 0


def test_more_lines_than_were_asked_for_are_told() -> None:
    def doubled(replied: Replied, _: Simulation) -> list[Record]:
        items = replied.body["items"]
        return [replied._replace(body={**replied.body, "items": [*items, *items]})]

    more = Once(Replied, doubled, lambda one: one.name == SHOW and one.body["items"])
    assert "and were [" in told(judged(Claim, more))

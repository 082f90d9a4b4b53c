from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.simulation.diagram import mermaid, text
from workexec_contracts.simulation.run import Outcome, simulate
from workexec_contracts.simulation.story import Kind, involved, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.simulation.setting import Setting


@pytest.fixture
def eventful(invariants: None, struck: Callable[..., Setting]) -> Outcome:
    """A lost answer, a death, a lost request, a copy, and a 400 on the parts that went to Inventory."""
    setting = struck(
        ("createAuditEvent", 0, "lost_answer"),
        ("createAuditEvent", 1, "crash"),
        ("createAuditEvent", 2, "lost_request"),
        ("createAuditEvent", 3, "duplicated"),
        ("deliverInventoryEvent", 0, "400"),
    )
    return simulate(setting, keep=None)


def test_every_record_has_its_line_in_the_order_of_time(eventful: Outcome) -> None:
    steps = story(eventful.kept)
    assert [step.at_us for step in steps] == [record.at_us for record in eventful.kept]


@pytest.mark.parametrize("width", [100, 120, 140])
def test_no_line_is_wider_than_asked_for(eventful: Outcome, width: int) -> None:
    drawn = text(story(eventful.kept, eventful.violations), width)
    assert max(map(len, drawn.splitlines())) <= width


@pytest.mark.parametrize(
    "told",
    [
        "connection failed for createAuditEvent #1, the answer is lost",
        "== WorkExec dies ===",
        "== WorkExec begins anew over its store ===",
        "no answer: WorkExec is gone",
        "createAuditEvent #1: the request is lost",
        "a copy arrives: 201",
        "POST /workorder/WO-001/finalize",
        "400 for deliverInventoryEvent #1, not by inventory itself",
    ],
)
def test_what_went_wrong_is_told(eventful: Outcome, told: str) -> None:
    assert told in text(story(eventful.kept), 400)


def test_letters_are_followed_from_acceptance_to_their_standing(eventful: Outcome) -> None:
    drawn = text(story(eventful.kept), 400)
    assert re.search(r"accepts parts_usage_recorded [0-9a-f]{8} for inventory: pending", drawn)
    assert re.search(r"parts_usage_recorded [0-9a-f]{8} is dead: 400 after 1 attempt", drawn)


def test_a_violation_stands_right_after_the_records_of_its_moment(eventful: Outcome) -> None:
    (violation,) = eventful.violations
    steps = story(eventful.kept, eventful.violations)
    at = next(at for at, step in enumerate(steps) if step.kind is Kind.VIOLATION)
    assert steps[at - 1].at_us <= violation.at_us < steps[at + 1].at_us
    assert "!! nothing_is_dead: parts_usage_recorded is dead" in text(steps)


def test_only_neighbours_that_take_part_have_a_column(eventful: Outcome) -> None:
    names = involved(story(eventful.kept))
    assert names[:2] == ("user", "WorkExec")
    assert "order" in names
    assert "people" not in names


def test_work_orders_can_be_chosen(eventful: Outcome) -> None:
    steps = story(eventful.kept, orders=frozenset({1}))
    assert {step.text for step in steps} == {"WorkExec dies", "WorkExec begins anew over its store"}


def test_mermaid_says_the_same(eventful: Outcome) -> None:
    steps = story(eventful.kept, eventful.violations)
    lines = mermaid(steps).splitlines()
    assert lines[0] == "sequenceDiagram"
    assert len([line for line in lines if "day 0 " in line]) == len(steps)
    assert any("WorkExec-xaudit: " in line for line in lines)
    assert not any(";" in re.sub(r"#\d+;", "", line) for line in lines)

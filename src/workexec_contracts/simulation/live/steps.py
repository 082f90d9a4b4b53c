"""What is done in both worlds: a step of WorkExec for each operation of a neighbour, of its data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import ROUTES, Route, operation_of
from workexec_contracts.consumer import seed as seed_document
from workexec_contracts.consumer.workflow.reading import PATHS
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.simulation.life import FINALIZE, SESSIONS, STATUS, SUBMIT, SUMMARY, route

from .switched import NotLive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workexec_contracts.consumer import Shop

    from .switched import Switched

BY_NAME: dict[str, Route] = {f"{one.method} {one.path}": one for one in ROUTES}
WORKORDER = {"workorder_id": "WO-001"}
ESTIMATE = {"estimate_id": "EST-LIVE"}
SESSION = ("personId", "startTime", "endTime", "breakDurationMinutes", "billableMinutes", "workSessionId")


@dataclass(frozen=True)
class LiveStep:
    """A step by the name of its route, and the operations that it calls, the first one first."""

    name: str
    route: str
    operations: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, Any] = field(default_factory=dict)


def _session() -> dict[str, Any]:
    data = work_session_recorded.example["data"]
    return {name: data[name] for name in SESSION}


def _read(path: str, operation_id: str) -> LiveStep:
    return LiveStep(
        path.partition("/{")[0],
        route("GET", f"/workexec/{path}"),
        (operation_id,),
        sent=operation_of(operation_id).examples[0].request,
    )


STEPS = (
    LiveStep(
        "finalize",
        FINALIZE,
        ("deliverOrderEvent", "deliverAccountingEvent", "deliverInventoryEvent"),
        WORKORDER,
        {"finalizedBy": "SUPER-001"},
    ),
    LiveStep("session", SESSIONS, ("deliverPeopleEvent",), WORKORDER, _session()),
    LiveStep(
        "status",
        STATUS,
        ("deliverShopmgmtEvent",),
        WORKORDER,
        {"status": "WORK_IN_PROGRESS", "changedBy": "TECH-001"},
    ),
    LiveStep("submit", SUBMIT, ("createAuditEvent",), ESTIMATE, {"userId": "USER-001"}),
    LiveStep("summary", SUMMARY, ("calculateTax", "getApprovalPolicy"), ESTIMATE),
    *(
        _read(path, operation_id)
        for path, operation_id in PATHS.items()
        if operation_id != "getApprovalPolicy"
    ),
)
"""No two of them begin with the same operation."""


def furnish(shop: Shop) -> None:
    """The document's work order, and an estimate with one of its lines, in a store that has neither."""
    seed_document(shop)
    known = shop.store.get("estimate", "EST-001") or {}
    live = {name: value for name, value in known.items() if name != "workorderId"}
    items = known["items"][:1]
    live |= {"estimateId": ESTIMATE["estimate_id"], "status": "DRAFT", "items": items}
    shop.store.put("estimate", ESTIMATE["estimate_id"], live)


def plan(switches: Iterable[Switched], wanted: Iterable[str] | None = None) -> tuple[LiveStep, ...]:
    """The steps whose operations are switched, or those that are wanted by name. Raises NotLive."""
    names = set(wanted or ())
    unknown = sorted(names - {step.name for step in STEPS})
    if unknown:
        known = ", ".join(step.name for step in STEPS)
        what = f"no step is called {', '.join(unknown)}"
        raise NotLive(what, "the steps of a live run", f"some of {known}", "name one of them")
    switches = tuple(switches)
    hit = {name for one in switches for name in one.names}
    every = not switches or any(not one.names for one in switches)
    found = tuple(
        step for step in STEPS if (step.name in names if names else every or hit & set(step.operations))
    )
    if not found:
        raise NotLive(
            "no step of WorkExec calls what these faults are aimed at",
            "the scenario's faults",
            "faults at operations that WorkExec calls",
            "leave --live out",
        )
    return found

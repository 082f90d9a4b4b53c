"""WorkExec's own endpoints as data, those of the document first: an audit finds its triggers here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from workexec_contracts.consumer.workflow import approval, bodies, estimates, finalize, reading, workorders
from workexec_contracts.consumer.workflow.approval import BECOMES

if TYPE_CHECKING:
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.consumer.workflow.answer import Answer
    from workexec_contracts.contracts.vocabulary import Request

Step: TypeAlias = Callable[..., "Plan[Answer]"]
"""Of the shop, the caller, the path's values and the body or the query's values."""


@dataclass(frozen=True)
class Route:
    """`calls` names the neighbours' operations that the step may call."""

    method: str
    path: str
    step: Step
    body: type[Request] | None = None
    calls: tuple[str, ...] = ()
    lock: str | None = None
    """A template over the path's values: steps of the same text are taken one at a time."""
    query: bool = False
    """Whether the step takes the query's values."""


API = "/api/v1/workexec"
ESTIMATE = f"{API}/estimates/{{estimate_id}}"
WORKORDER = "/api/v1/workorder/{workorder_id}"
WHO = ("getCustomer", "getVehicle")

ROUTES = (
    Route("POST", f"{API}/estimates", estimates.create, bodies.NewEstimate, WHO),
    Route(
        "POST",
        f"{ESTIMATE}/items:add-part",
        estimates.add_part,
        bodies.NewPart,
        ("searchParts", "calculateTax"),
        "estimate {estimate_id}",
    ),
    Route(
        "POST",
        f"{ESTIMATE}/items:add-labor",
        estimates.add_labor,
        bodies.NewLabor,
        ("searchServices", "calculateTax"),
        "estimate {estimate_id}",
    ),
    Route("GET", ESTIMATE, estimates.show, None, WHO),
    Route(
        "GET",
        f"{ESTIMATE}/summary",
        estimates.summarize,
        None,
        ("calculateTax", "getApprovalPolicy"),
        "estimate {estimate_id}",
    ),
    *(
        Route(
            "POST",
            f"{ESTIMATE}/{verb}",
            partial(approval.decide, verb=verb),
            bodies.Decision,
            ("createAuditEvent",),
            "estimate {estimate_id}",
        )
        for verb in BECOMES
    ),
    Route("GET", WORKORDER, workorders.show, None, WHO),
    Route(
        "PUT",
        f"{WORKORDER}/status",
        workorders.change_status,
        bodies.NewStatus,
        ("deliverShopmgmtEvent",),
    ),
    Route(
        "POST",
        f"{WORKORDER}/sessions",
        workorders.record_session,
        bodies.NewSession,
        ("deliverPeopleEvent",),
        "sessions of {workorder_id}",
    ),
    Route(
        "POST",
        f"{WORKORDER}/finalize",
        finalize.finalize,
        bodies.Finalization,
        ("deliverInventoryEvent", "deliverOrderEvent", "deliverAccountingEvent"),
        "finalization of {workorder_id}",
    ),
    *(
        Route(
            "GET",
            f"{API}/{path}",
            partial(reading.read, operation_id=operation),
            calls=(operation,),
            query=True,
        )
        for path, operation in reading.PATHS.items()
    ),
)

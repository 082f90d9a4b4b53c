"""What WorkExec's own steps are to checkers: their names, and what each owes to its neighbours."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import ROUTES, operation_of
from workexec_contracts.consumer.workflow import approval, estimates, finalize, reading, workorders
from workexec_contracts.contracts import events, operations
from workexec_contracts.contracts.vocabulary import FailMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer import Route
    from workexec_contracts.consumer.workflow.bodies import Verb
    from workexec_contracts.contracts.vocabulary import Endpoint, Event

OK = range(200, 300)
BY_NAME: dict[str, Route] = {f"{route.method} {route.path}": route for route in ROUTES}
"""WorkExec's own endpoints by method and path, as records name them."""


def _name(step: Callable[..., Any]) -> str:
    """The one endpoint that takes a step. Raises ValueError where there is another number of them."""
    (name,) = (name for name, route in BY_NAME.items() if route.step is step)
    return name


def _told(route: Route, function: Callable[..., Any]) -> dict[str, Any]:
    """What a route tells the function that several routes share; nothing where it takes another one."""
    step = route.step
    return step.keywords if isinstance(step, partial) and step.func is function else {}


CREATE, SHOW, SUMMARY = _name(estimates.create), _name(estimates.show), _name(estimates.summarize)
ADD_PART, ADD_LABOR = _name(estimates.add_part), _name(estimates.add_labor)
WORKORDER, STATUS = _name(workorders.show), _name(workorders.change_status)
SESSIONS, FINALIZE = _name(workorders.record_session), _name(finalize.finalize)
DECISIONS: dict[str, Verb] = {
    name: told["verb"] for name, route in BY_NAME.items() if (told := _told(route, approval.decide))
}
"""The steps that decide about an estimate, and which decision each is."""
READS: dict[str, Endpoint] = {
    name: operation_of(told["operation_id"])
    for name, route in BY_NAME.items()
    if (told := _told(route, reading.read))
}
"""What a front end reads through WorkExec."""
CALLS: dict[str, tuple[Endpoint, ...]] = {
    name: tuple(operation_of(operation_id) for operation_id in route.calls) for name, route in BY_NAME.items()
}
"""The neighbours' operations that a step may call, in this order."""
MUTATING: frozenset[str] = frozenset(
    operation.operation_id for _, operation in operations() if operation.mutates
)
"""The operations that have an effect: only they make rows, and have a key."""
DELIVERIES: frozenset[str] = frozenset(
    operation.operation_id for _, operation in operations() if operation.events
)
"""The operations that take events."""
OPEN: frozenset[str] = frozenset(
    name
    for name, calls in CALLS.items()
    if name not in READS and all(called.policy.fail_mode is FailMode.OPEN for called in calls)
)
"""The steps that no neighbour can block: all that they call is fail-open."""
EVENTS: dict[str, tuple[Event, ...]] = {
    name: found
    for name, route in BY_NAME.items()
    if (
        found := tuple(
            event
            for event in events()
            if event.trigger == f"{route.method} {route.path.replace('{workorder_id}', '{workorderId}')}"
        )
    )
}
"""The events that a step owes."""

"""Every step once, one after the other, all neighbours well: what it calls is what it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workexec_contracts.audit.recorded import OPERATIONS
from workexec_contracts.consumer.workflow.approval import BECOMES

from .commands import Ask, Look, Now, Pause
from .course import Course
from .experiment import LATEST_S
from .prepare import prepared
from .subject import subject

if TYPE_CHECKING:
    from workexec_contracts.audit.triggers import Reply, Step, Triggers, Values
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .commands import Steps

SETTLE_S = 0.3
"""How long deliveries in the background may take when all is well."""


PATIENCE = 3
"""After so many steps without any call the neighbours are not those that the service calls."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A step, its answer, and until when its calls were waited for; a problem where it was not asked."""

    step: Step
    reply: Reply | None
    until_s: float
    problem: str = ""


@dataclass
class Walk:
    """Of the whole service."""

    walked: list[Walked] = field(default_factory=list)


def walk(triggers: Triggers, operation: Endpoint, number: int, run: str, came: Walk) -> Steps:
    """The plan. `operation` and `number` give it a subject of its own."""
    values: Values = dict(subject(operation, number, run, real=True).values)
    for step in triggers.steps.values():
        if len(came.walked) >= PATIENCE and not (yield Look()):
            return
        if step.operations:
            own = _anew(values) if step.name in BECOMES and step.name != "approve" else values
            yield from _step(triggers, step, own, came)


def _anew(values: Values) -> Values:
    """Without what has been done: an estimate is decided about once."""
    return {
        name: value
        for name, value in values.items()
        if name not in {"estimate_id", "workorder_id"} and not name.startswith("done ")
    }


def _step(triggers: Triggers, step: Step, values: Values, came: Walk) -> Steps:
    course = Course(None)
    yield from prepared(triggers, step, values, course)
    if course.problem:
        came.walked.append(Walked(step, None, (yield Now()), course.problem))
        return
    before = len((yield Look()))
    reply = yield Ask(step, values, measured=False)
    values.update(step.found(reply) if step.succeeded(reply) else {})
    if step.name == "add-part":
        values["done add-part"] = True
    begun_s, needed = (yield Now()), needed_always(step)
    while True:
        seen = {one.operation for one in (yield Look())[before:]}
        if needed <= seen or (yield Now()) >= begun_s + LATEST_S or not step.succeeded(reply):
            break
        yield Pause(0.1)
    yield Pause(SETTLE_S)
    came.walked.append(Walked(step, reply, (yield Now())))


def needed_always(step: Step) -> set[str]:
    """The operations that no cache can spare it."""
    return {name for name in step.operations if OPERATIONS[name][1].cache is None}

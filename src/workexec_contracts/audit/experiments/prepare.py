"""What has to be there before a step can be asked for: an estimate with an item, a work order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .commands import Ask

if TYPE_CHECKING:
    from workexec_contracts.audit.triggers import Step, Triggers, Values

    from .commands import Steps
    from .course import Course


def prepared(triggers: Triggers, step: Step, values: Values, course: Course) -> Steps:
    """Asks whatever comes before, and adds what is found to `values`. What fails is the course's problem."""
    for name in sorted(step.names - values.keys()):
        if course.problem:
            return
        if name in values:
            continue
        finder = triggers.finder(name)
        if finder is None:
            course.problem = f"{step.name} needs {name}, and no step finds it: name one with `find`"
            return
        yield from prepared(triggers, finder, values, course)
        yield from asked_before(finder, values, course)
        _check_found(name, finder, values, course)
    for name in step.after:
        earlier = triggers.steps.get(name)
        if earlier is not None and not course.problem and _done(name) not in values:
            yield from prepared(triggers, earlier, values, course)
            yield from asked_before(earlier, values, course)
            values[_done(name)] = True


def _check_found(name: str, finder: Step, values: Values, course: Course) -> None:
    if name not in values:
        told = f"{name} is not where {finder.name} was to find it: {finder.find[name]}"
        course.problem = course.problem or told


def _done(name: str) -> str:
    return f"done {name}"


def asked_before(step: Step, values: Values, course: Course) -> Steps:
    """Asks a step that is no part of the question. Where it does not succeed the question cannot be asked."""
    if course.problem:
        return
    reply = yield Ask(step, values, measured=False)
    if not step.succeeded(reply):
        course.problem = f"{step.name} ({step.method} {step.path}) answered {reply.told}"
        return
    values.update(step.found(reply))

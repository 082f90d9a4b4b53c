"""Which experiments an integration needs, by its contract alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workexec_contracts.audit.triggers import READS
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import FailMode, Outcome
from workexec_contracts.switching import Fault

from .experiment import BAD_GATEWAY, DOWN, GATEWAY_TIMEOUT, Experiment, Kind
from .subject import subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.audit.triggers import Step, Triggers
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

SERVER_ERROR, BAD_REQUEST, CONFLICT, MISSING = 500, 400, 409, 404
FALTERS: tuple[int | Fault, ...] = (DOWN, Fault.RESET, BAD_GATEWAY)
"""One for each retry; what follows is answered."""
FAILS: tuple[int | Fault, ...] = (GATEWAY_TIMEOUT, Fault.EMPTY, DOWN)
"""The last one for ever."""


class Plan(StrEnum):
    """How much is tried."""

    FULL = "full"
    QUICK = "quick"
    """Without time-outs and without waiting for a cache to expire."""


@dataclass(frozen=True)
class Missing:
    """An experiment that nothing can trigger."""

    operation: Endpoint
    domain: Domain
    kind: Kind
    why: str


def experiments(
    triggers: Triggers, plan: Plan, run: str, only: frozenset[str] = frozenset()
) -> Iterator[Experiment | Missing]:
    """Those of all integrations, or of `only` these; the slow ones first."""
    found = [
        one
        for domain, operation in operations()
        if not only or {domain.name, operation.operation_id} & only
        for one in _of(domain, operation, plan)
    ]
    in_turn = sorted(found, key=lambda one: _SLOW.get(one[2], len(_SLOW)))
    for number, (domain, operation, kind, mishaps) in enumerate(in_turn, 1):
        step = _step(triggers, operation, kind)
        if step is None:
            why = f"no step of the trigger file asks {operation.operation_id} in a way that can tell"
            yield Missing(operation, domain, kind, why)
            continue
        yield Experiment(
            number=number,
            kind=kind,
            operation=operation,
            domain=domain,
            step=step,
            subject=subject(operation, number, run, real=kind in _REAL),
            mishaps=mishaps,
            waits=plan is Plan.FULL,
            forever=kind in {Kind.FAILS, Kind.REFUSES, Kind.STALE},
            replay=triggers.steps.get("replay") if operation.policy.dead_letter else None,
        )


_SLOW = {Kind.STALE: 0, Kind.CACHES: 1, Kind.TIMES_OUT: 2}
_REAL = {Kind.CACHES, Kind.STALE}
_One = tuple["Domain", "Endpoint", Kind, tuple[int | Fault, ...]]


def _of(domain: Domain, operation: Endpoint, plan: Plan) -> Iterator[_One]:
    policy, cache = operation.policy, operation.cache
    for kind, mishaps in _kinds(operation):
        yield domain, operation, kind, mishaps
    if cache is not None:
        yield domain, operation, Kind.CACHES, ()
        if plan is Plan.FULL and DOWN_OUTCOME in cache.stale_on:
            yield domain, operation, Kind.STALE, (DOWN,)
    elif operation.method == "GET":
        yield domain, operation, Kind.UNCACHED, ()
    if plan is Plan.FULL and Outcome.TIMED_OUT in policy.retry.on:
        yield domain, operation, Kind.TIMES_OUT, (Fault.SLOW,)


DOWN_OUTCOME = Outcome.UNAVAILABLE


def _kinds(operation: Endpoint) -> Iterator[tuple[Kind, tuple[int | Fault, ...]]]:
    retry = operation.policy.retry
    if DOWN_OUTCOME in retry.on:
        yield Kind.FALTERS, FALTERS[: len(retry.delays_s)]
        yield Kind.FAILS, FAILS
    else:
        yield Kind.FAILS, (DOWN,)
        yield Kind.REFUSES, (Fault.RESET,)
        yield Kind.REFUSES, (BAD_GATEWAY,)
    statuses = {error.status for error in operation.errors}
    yield Kind.REFUSES, (BAD_REQUEST,)
    yield Kind.REFUSES, (CONFLICT if CONFLICT in statuses else MISSING,)
    yield Kind.REFUSES, (SERVER_ERROR,)


def _step(triggers: Triggers, operation: Endpoint, kind: Kind) -> Step | None:
    """The step that asks the operation alone, where there is one; a workflow's where that must go on."""
    found = triggers.calling(operation.operation_id)
    workflows = [step for step in found if step.name not in READS or operation.method != "GET"]
    if kind is Kind.FAILS and operation.policy.fail_mode is FailMode.OPEN and workflows:
        return workflows[0]
    by_location = any(one.name == "locationId" for one in operation.parameters)
    alone = [step for step in found if step.name in READS] if by_location else found
    return alone[0] if alone else None

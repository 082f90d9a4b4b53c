"""The order of checks (F31): two faults at once, and the later one is told first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import (
    IDEMPOTENCY_CONFLICT,
    IDEMPOTENCY_KEY,
    NOT_FOUND,
    STANDARDS,
    UNAUTHORIZED,
    VALIDATION_ERROR,
    TaxCalculation,
)
from workexec_contracts.verification.mutation.bends import (
    REFUSAL,
    authorized,
    body_of,
    refusal,
    with_body,
    with_query,
)
from workexec_contracts.verification.mutation.mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant
    from workexec_contracts.verification.mutation.provider import Mutable

    from .subject import Subject


def mutants(subject: Subject) -> Iterator[Mutant]:
    operation = subject.operation
    found: dict[str, tuple[str, Bend]] = {
        "request-before-token": ("what is wrong with a request is told before its token", _token_last),
    }
    if any(p.out_of_range != VALIDATION_ERROR.code for p in operation.parameters):
        found["range-before-form"] = ("a range is looked at before the form", _range_first)
    if operation.mutates:
        found |= _of_memory(operation)
    if operation.rules and operation.requires:
        bend = sooner(lambda code: code == VALIDATION_ERROR.code, _without(operation, rules=True))
        found["references-before-rules"] = ("references are looked up before rules are checked", bend)
    codes = [known.error.code for known in operation.requires]
    for at, (one, two) in enumerate(pairwise(codes)):
        if one != two:
            order = list(operation.requires)
            order[at], order[at + 1] = order[at + 1], order[at]
            other = operation.model_copy(update={"requires": tuple(order)})
            names = f"{order[at].name}-before-{order[at + 1].name}"
            says = f"it is told first that {order[at].says}"
            found[names] = (says, lambda provider, call, other=other: provider.right(call, other))  # type: ignore[misc]
    if isinstance(operation.behaviour, TaxCalculation):
        found |= _of_tax(operation.behaviour)
    for how, (says, bend) in found.items():
        yield subject.mutant(f"sequence/{how}", Kind.SEQUENCE, says, bend, clause=STANDARDS)


def sooner(due: Callable[[str], bool], ask: Callable[[Mutable, Call], Reply]) -> Bend:
    """Where that refusal is due, another one that is due too, but later."""

    def bend(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        code = str(reply.body.get("code", ""))
        if reply.status < REFUSAL or not due(code):
            return reply
        other = ask(provider, call)
        later = other.status >= REFUSAL and other.body.get("code") not in {code, NOT_FOUND.code}
        return other if later else reply

    return bend


def _without(operation: Endpoint, *, rules: bool) -> Callable[[Mutable, Call], Reply]:
    contract = operation.model_copy(update={"rules": ()} if rules else {"requires": ()})
    return lambda provider, call: provider.dry(call, contract)


def _is_unauthorized(code: str) -> bool:
    return code == UNAUTHORIZED.code


_token_last = sooner(_is_unauthorized, lambda provider, call: provider.dry(authorized(call)))


def _range_first(provider: Mutable, call: Call) -> Reply:
    def alone(provider: Mutable, call: Call) -> Reply:
        special = {p.name for p in provider.bent.parameters if p.out_of_range != VALIDATION_ERROR.code}
        needed = {p.name: p.example or "x" for p in provider.bent.parameters if p.kind == "string"}
        return provider.dry(
            with_query(call, {**needed, **{n: v for n, v in call.query.items() if n in special}})
        )

    return sooner(lambda code: code == VALIDATION_ERROR.code, alone)(provider, call)


def _of_memory(operation: Endpoint) -> dict[str, tuple[str, Bend]]:
    """A used key, and something else that is wrong."""

    def used(provider: Mutable, call: Call) -> bool:
        key = call.headers.get(IDEMPOTENCY_KEY.name.lower(), "").strip()
        return (operation.path, key) in provider.state.remembered

    def conflict_first(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        wrong = reply.body.get("code") == VALIDATION_ERROR.code and used(provider, call)
        return refusal(operation, IDEMPOTENCY_CONFLICT, reply) if wrong else reply

    def forgetting(provider: Mutable, call: Call) -> Reply:
        key = call.headers.get(IDEMPOTENCY_KEY.name.lower(), "").strip()
        kept = provider.state.remembered.pop((operation.path, key))
        try:
            return provider.dry(call)
        finally:
            provider.state.remembered[operation.path, key] = kept

    found: dict[str, tuple[str, Bend]] = {
        "memory-before-form": ("a used key is told before the form of the body", conflict_first)
    }
    if operation.rules or operation.requires:
        bend = sooner(lambda code: code == IDEMPOTENCY_CONFLICT.code, forgetting)
        found["payload-before-memory"] = ("what is wrong with a payload is told before its used key", bend)
    return found


def _of_tax(behaviour: TaxCalculation) -> dict[str, tuple[str, Bend]]:
    """Codes that are missing and codes that are not configured (F07)."""

    def coded(provider: Mutable, call: Call) -> Reply:
        document = body_of(call)
        items = [{"taxCode": "TAX_EXEMPT", **i} for i in document["items"]]
        items = [
            i if str(i["taxCode"] or "").strip() else {**i, "taxCode": _any(provider, behaviour)}
            for i in items
        ]
        return provider.dry(with_body(call, {**document, "items": items}))

    def cheap(provider: Mutable, call: Call) -> Reply:
        document = body_of(call)
        if not isinstance(document, dict) or not isinstance(document.get("items"), list):
            return provider.dry(call)
        items = [{**i, "subtotal": 1} if isinstance(i, dict) else i for i in document["items"]]
        return provider.dry(with_body(call, {**document, "items": items}))

    return {
        "configured-before-missing": (
            "codes that are not configured are told before missing ones",
            sooner(lambda code: code == behaviour.missing, coded),
        ),
        "missing-before-form": (
            "missing codes are told before wrong amounts",
            sooner(lambda code: code == VALIDATION_ERROR.code, cheap),
        ),
    }


def _any(provider: Mutable, behaviour: TaxCalculation) -> str:
    return str(next(iter(provider.state.table(behaviour.collection).values()))["taxCode"])

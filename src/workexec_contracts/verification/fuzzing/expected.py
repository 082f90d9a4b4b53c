"""What the contract lets a service answer to one request: the order of checks of F31, as a judge sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import (
    BEARER_PATTERN,
    IDEMPOTENCY_KEY,
    Acknowledge,
    Lookup,
    TaxCalculation,
    is_blank,
)
from workexec_contracts.verification.documents import INVALID, schema_fault

from .knowledge import exists, satisfied

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint, Known, Rule

    from .wire import Sent

UTF_8 = {"utf-8", "utf8"}


@dataclass(frozen=True)
class Expectation:
    """`success`: whether the request may succeed. `codes`: the errors that may refuse it."""

    success: bool
    codes: frozenset[str]
    clause: str
    because: str

    def __str__(self) -> str:
        parts = [*(["the success"] if self.success else []), *sorted(self.codes)]
        return f"{' or '.join(parts)}, because {self.because}"


def expectation(operation: Endpoint, sent: Sent, *, dataset: bool) -> Expectation | None:
    """What may be answered; None where the contract does not say."""
    placed = sent.placed(operation)
    if placed is None or sent.odd or sent.vague or sent.method in {"HEAD", "OPTIONS", "TRACE", "CONNECT"}:
        return None
    for refusal in (_access(operation, sent), _request(operation, sent, placed)):
        if refusal is not None:
            return refusal
    if operation.request is not None:
        return _of_document(operation, sent.document, dataset=dataset)
    return _of_row(operation, {**sent.query, **placed}, dataset=dataset)


def _access(operation: Endpoint, sent: Sent) -> Expectation | None:
    method = sent.method != operation.method
    token = not re.fullmatch(BEARER_PATTERN, sent.headers.get("authorization", ""))
    codes = [*(["METHOD_NOT_ALLOWED"] if method else []), *(["UNAUTHORIZED"] if token else [])]
    because = "the method is another" if method else "no bearer token is given"
    return _refused(operation, codes, because) if codes else None


def _request(operation: Endpoint, sent: Sent, placed: Mapping[str, str]) -> Expectation | None:
    faults = {
        name: code
        for parameter in operation.parameters
        if (name := parameter.name)
        and (code := parameter.fault((placed if parameter.place == "path" else sent.query).get(name)))
    }
    given = [name for name in operation.at_least_one if not is_blank(sent.query.get(name, ""))]
    if operation.at_least_one and not given:
        faults[" or ".join(operation.at_least_one)] = INVALID
    if faults:  # VALIDATION_ERROR comes before the others
        codes = {INVALID} if INVALID in faults.values() else set(faults.values())
        if isinstance(operation.behaviour, Lookup) and faults.keys() & placed.keys():
            codes.add(operation.behaviour.missing)  # a blank id in a path is as good as unknown
        return _refused(operation, codes, f"{', '.join(faults)} cannot be")
    return _body(operation, sent) if operation.request is not None else None


def _body(operation: Endpoint, sent: Sent) -> Expectation | None:
    if not _media_fits(operation, sent.headers.get("content-type", "")):
        return _refused(operation, [INVALID], f"the content type is not {operation.media_type} in UTF-8")
    key = sent.headers.get(IDEMPOTENCY_KEY.name.lower(), "")
    if operation.mutates and is_blank(key):
        return _refused(operation, [INVALID], f"{IDEMPOTENCY_KEY.name} is missing")
    try:
        document = sent.document
    except (ValueError, RecursionError):
        return _refused(operation, [INVALID], "the body is no JSON")
    code = schema_fault(operation, document)
    if code is not None:
        return _refused(operation, [code], "the body does not fit its schema")
    if isinstance(operation.behaviour, Acknowledge) and key.strip() != document["id"]:
        return _refused(operation, [INVALID], f"{IDEMPOTENCY_KEY.name} is not the event's id")
    return None


def _media_fits(operation: Endpoint, content_type: str) -> bool:
    media, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charsets = {
        value.strip('" ')
        for name, _, value in (parameter.partition("=") for parameter in parameters)
        if name.strip() == "charset"
    }
    return media == operation.media_type and charsets <= UTF_8


def _of_document(operation: Endpoint, document: Mapping[str, Any], *, dataset: bool) -> Expectation:
    rules, requires = agreed(operation, document)
    broken = [rule for rule in rules if rule.broken_by(document)]
    if broken:
        codes = frozenset(rule.code for rule in broken)
        said = "; ".join(rule.says for rule in broken)
        return Expectation(
            success=False, codes=codes, clause=broken[0].clause, because=f"a rule is broken: {said}"
        )
    missed: set[str] = set()
    for known in requires:  # the first that is missed is told (F45)
        verdict = satisfied(known, document, dataset=dataset)
        if verdict is not True:
            missed.add(known.error.code)
        if verdict is False:
            because = f"it is not known: {known.says}"
            return Expectation(success=False, codes=frozenset(missed), clause=known.clause, because=because)
    own = (
        {behaviour.not_configured} if isinstance(behaviour := operation.behaviour, TaxCalculation) else set()
    )
    return Expectation(
        success=True, codes=frozenset(missed | own), clause=operation.clause, because="the request is valid"
    )


def agreed(operation: Endpoint, document: Mapping[str, Any]) -> tuple[Sequence[Rule], Sequence[Known]]:
    """The rules and references of a valid request: those of its event, where it is one."""
    for event in operation.events:
        if event.type == document["type"]:
            return event.rules, event.requires
    return operation.rules, operation.requires


def _of_row(operation: Endpoint, given: Mapping[str, str], *, dataset: bool) -> Expectation:
    behaviour = operation.behaviour
    if not isinstance(behaviour, Lookup):
        return Expectation(
            success=True, codes=frozenset(), clause=operation.clause, because="the request is valid"
        )
    value = given[behaviour.parameter]
    if exists(behaviour.collection, behaviour.parameter, value, dataset=dataset):
        return Expectation(
            success=True, codes=frozenset(), clause=operation.clause, because="the id is known"
        )
    codes = _missing(behaviour, value, dataset=dataset)
    if exists(behaviour.collection, behaviour.parameter, value, dataset=dataset) is False:
        return _refused(operation, codes, "nobody holds that id")
    return Expectation(
        success=True, codes=frozenset(codes), clause=operation.clause, because="the request is valid"
    )


def _missing(behaviour: Lookup, value: str, *, dataset: bool) -> set[str]:
    """The errors that say that an id is not there (F09)."""
    if behaviour.parent is None or behaviour.unlinked is None:
        return {behaviour.missing}
    linked = exists(behaviour.parent, behaviour.parameter, value, dataset=dataset)
    if linked is None:
        return {behaviour.missing, behaviour.unlinked}
    return {behaviour.unlinked if linked else behaviour.missing}


def _refused(operation: Endpoint, codes: Iterable[str], because: str) -> Expectation:
    found = frozenset(codes)
    return Expectation(success=False, codes=found, clause=operation.error(min(found)).clause, because=because)

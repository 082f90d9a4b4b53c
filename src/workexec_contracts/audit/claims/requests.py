"""What every request has to be, whatever it is about: headers, parameters, body, and no token in its URL."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pydantic import ValidationError

from workexec_contracts.audit.recorded import EVENTS, OPERATIONS
from workexec_contracts.audit.secrets import leaked, redacted
from workexec_contracts.bodies import document_of
from workexec_contracts.verdict import Verdict

from .claim import Claim, Found, passed
from .timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workexec_contracts.audit.recorded import Attempt, Traffic

EXAMPLES = 3


def judge_requests(traffic: Traffic) -> Iterator[Found]:
    """Of every operation that was asked, and of what no contract has."""
    by_operation: dict[str, list[Attempt]] = defaultdict(list)
    for one in traffic.attempts:
        by_operation[one.operation].append(one)
    for name in OPERATIONS:
        if name in by_operation:
            for claim, fault_of in _FAULTS.items():
                yield _all(claim, name, by_operation[name], fault_of)
    yield from _strangers(traffic)


def _strangers(traffic: Traffic) -> Iterator[Found]:
    if traffic.strangers:
        named = (redacted(one.target, one.headers) for one in traffic.strangers)
        told = "; ".join(list(dict.fromkeys(named))[:EXAMPLES])
        yield Found(Claim.KNOWN, "", Verdict.FAILED, f"no contract has {told}")
    elif traffic.attempts:
        yield passed(Claim.KNOWN, "")
    for stranger in traffic.strangers:
        if leak := leaked(stranger.target, stranger.headers):
            yield Found(
                Claim.TOKEN, "", Verdict.FAILED, f"{leak} in {redacted(stranger.target, stranger.headers)}"
            )


def _all(
    claim: Claim, operation: str, attempts: Iterable[Attempt], fault_of: Callable[[Attempt], str]
) -> Found:
    wrong = [(one, fault) for one in attempts if (fault := fault_of(one))]
    if not wrong:
        return passed(claim, operation)
    told = "; ".join(dict.fromkeys(fault for _, fault in wrong[:EXAMPLES]))
    more = f" ({len(wrong)} requests)" if len(wrong) > 1 else ""
    return Found(claim, operation, Verdict.FAILED, told + more, timeline(one for one, _ in wrong[:EXAMPLES]))


def _headers(one: Attempt) -> str:
    operation = one.endpoint
    for header in operation.headers:
        value = one.headers.get(header.name.lower())
        if value is None or not value.strip():
            return f"without {header.name}"
        if header.pattern is not None and not re.fullmatch(header.pattern, value):
            return f"{header.name} does not match {header.pattern}"
    given = one.headers.get("content-type", "").partition(";")[0].strip().lower()
    if operation.request is not None and given != operation.media_type:
        return f"Content-Type is {given or 'absent'}, not {operation.media_type}"
    if operation.events and one.seen.key != one.seen.event_id:
        return "the Idempotency-Key is not the event's id"
    return ""


def _token(one: Attempt) -> str:
    return leaked(one.url, one.headers)


def _payload(one: Attempt) -> str:
    return _parameters(one) or _body(one)


def _parameters(one: Attempt) -> str:
    operation, given = one.endpoint, {**one.query, **one.path_values}
    for parameter in operation.parameters:
        if parameter.fault(given.get(parameter.name)):
            return f"{parameter.name} {parameter.expected}; it is {given.get(parameter.name)!r}"
    wanted = operation.at_least_one
    if wanted and not any(given.get(name, "").strip() for name in wanted):
        return f"none of {', '.join(wanted)}"
    return ""


def _body(one: Attempt) -> str:
    operation = one.endpoint
    if operation.request is None:
        return ""
    document = one.document
    told = document.get("type") if isinstance(document, dict) else None
    event = EVENTS.get(str(told)) if operation.events else None
    model, rules = (event.envelope, event.rules) if event else (operation.request, operation.rules)
    try:
        exact = document_of(model, one.body.encode())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the body'}: {first['msg']}"
    except ValueError as error:
        return f"the body is no JSON: {error}"
    return next((rule.says for rule in rules if rule.broken_by(exact)), "")


_FAULTS: dict[Claim, Callable[[Attempt], str]] = {
    Claim.HEADERS: _headers,
    Claim.TOKEN: _token,
    Claim.PAYLOAD: _payload,
}

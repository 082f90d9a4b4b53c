"""What an answer tells, so that two answers to one request can be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.stubs.mappings.oracle import repeats
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import CORRELATION_ID, IDEMPOTENCY_KEY, TRACEPARENT, Record
from workexec_contracts.providers.memory import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stubs.mappings.wire import Answer, Sent
    from workexec_contracts.contracts.vocabulary import Endpoint

RECORDS = [operation.behaviour for _, operation in operations() if isinstance(operation.behaviour, Record)]
AROUND = {"url", "Content-Type", IDEMPOTENCY_KEY.name}
"""What `fieldErrors` may name that is no member of a body."""
HEADERS = ("Content-Type", "Allow", CORRELATION_ID.name, TRACEPARENT.name)
MADE = "made by each"


@dataclass(frozen=True)
class Exchanged:
    """A request, its answer, and the ids of the records that came up before, in their order."""

    sent: Sent
    answer: Answer
    ids: list[object]


def _echoed(exchanged: Exchanged, name: str, value: object) -> object:
    given = exchanged.sent.header(name) if repeats(exchanged.sent) else None
    return value if given or not value else MADE


def _as_header(exchanged: Exchanged, name: str, value: object) -> object:
    told = exchanged.answer.headers.get(CORRELATION_ID.name.lower(), b"")
    return "the header's" if not told.isascii() or value == told.decode() else value


def _numbered(exchanged: Exchanged, name: str, value: object) -> object:
    if value not in exchanged.ids:
        exchanged.ids.append(value)
    return _known(exchanged, name, value)


def _known(exchanged: Exchanged, name: str, value: object) -> object:
    return f"id {exchanged.ids.index(value)}" if value in exchanged.ids else value


@dataclass(frozen=True)
class Volatile:
    """Why a member or header is not compared as it is, and what is compared instead; None for nothing."""

    reason: str
    instead: Callable[[Exchanged, str, object], object]


VOLATILE: dict[str, Volatile] = {
    CORRELATION_ID.name: Volatile("made by each where none is given (F01) or WireMock repeats none", _echoed),
    TRACEPARENT.name: Volatile("the same; a request without one starts a trace", _echoed),
    "correlationId": Volatile("the header's own (F39); of a header both sides know ASCII alone", _as_header),
    "fieldErrors": Volatile("optional (F01): `fields` compares them", lambda *_: None),
    "existingResourceId": Volatile("the id of a record, if it is one's", _known),
    **{record.id_member: Volatile("each gives its own, in the same order", _numbered) for record in RECORDS},
    **{
        record.stamp_member: Volatile("each has its own clock", lambda *_: MADE)
        for record in RECORDS
        if record.stamp_member
    },
}


@dataclass
class Teller:
    """Reads the answers of one of the two, in their order."""

    _ids: list[object] = field(default_factory=list)

    def tells(self, sent: Sent, answer: Answer) -> dict[str, str]:
        """Status, headers and members by their names, whatever is volatile replaced."""
        exchanged = Exchanged(sent, answer, self._ids)
        found: dict[str, Any] = {name: answer.text(name.lower()) for name in HEADERS}
        found |= {} if sent.method == "HEAD" else body_of(answer)
        for name in VOLATILE.keys() & found.keys():
            found[name] = VOLATILE[name].instead(exchanged, name, found[name])
        told = {name: canonical(value) for name, value in found.items() if value is not None}
        return {"status": str(answer.status), **told}


def body_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer, numbers exact."""
    body: dict[str, Any] = json.loads(answer.body, parse_float=Decimal)
    return body


def fields(operation: Endpoint, stub: Answer, provider: Answer) -> str | None:
    """How the two name what is wrong differently, None where they agree.

    What the stubs say of parameters, the providers say too, word by word; what stands around a body both
    name alike. Of a body's members each names what it can see.
    """
    first, second = (_named(answer) for answer in (stub, provider))
    if operation.request is None:
        agree = first.items() <= second.items()
    else:
        first, second = ({name: told[name] for name in AROUND & told.keys()} for told in (first, second))
        agree = first == second
    return None if agree else f"fieldErrors: stub {first}, provider {second}"


def _named(answer: Answer) -> dict[str, str]:
    errors = body_of(answer).get("fieldErrors", []) if answer.body else []
    return {entry["field"]: entry["message"] for entry in errors}

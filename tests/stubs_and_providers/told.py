"""What an answer tells, so that two answers to one request can be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.stubs.mappings.oracle import repeats
from workexec_contracts.contracts.vocabulary import CORRELATION_ID, IDEMPOTENCY_KEY, TRACEPARENT, Record
from workexec_contracts.providers.memory import canonical

if TYPE_CHECKING:
    from tests.stubs.mappings.wire import Answer, Sent
    from workexec_contracts.contracts.vocabulary import Endpoint

VOLATILE = {
    "X-Correlation-Id": "made by each where the request has none (F01) or where WireMock cannot repeat it",
    "traceparent": "the same; a request without one starts a trace",
    "correlationId": "of an error: compared with the header of its own answer (F39)",
    "id of a record": "each gives its own (F27): compared by when it first came up",
    "stamp of a record": "the clock of each",
    "fieldErrors": "optional (F01): compared by `fields` below",
}
"""The members and headers that are not compared as they are, each with its reason."""
AROUND = {"url", "Content-Type", IDEMPOTENCY_KEY.name}
SAME = "the header's"
MADE = "made by each"


@dataclass
class Teller:
    """Reads the answers of one of the two, in their order; numbers the ids that it gives to records."""

    operation: Endpoint
    _ids: list[object] = field(default_factory=list)

    def tells(self, sent: Sent, answer: Answer) -> dict[str, str]:
        """Status, headers and members, whatever is volatile put into words."""
        found = {"status": str(answer.status)}
        for name in ("Content-Type", "Allow"):
            found[name] = answer.text(name.lower())
        for header in (CORRELATION_ID, TRACEPARENT):
            found[header.name] = _echo(header.name, sent, answer)
        if sent.method != "HEAD":
            found |= self._members(answer)
        return found

    def _members(self, answer: Answer) -> dict[str, str]:
        body = body_of(answer)
        body.pop("fieldErrors", None)
        if "correlationId" in body:
            told = answer.headers.get(CORRELATION_ID.name.lower(), b"")
            same = (
                body["correlationId"] == told.decode("latin-1") or not told.isascii()
            )  # ASCII is agreed alone
            body["correlationId"] = SAME if same else body["correlationId"]
        behaviour = self.operation.behaviour
        if isinstance(behaviour, Record):
            if behaviour.stamp_member in body:
                body[behaviour.stamp_member] = MADE
            for name in {behaviour.id_member, "existingResourceId"} & body.keys():
                body[name] = self._number(body[name])
        return {f"member {name}": canonical(member) for name, member in body.items()}

    def _number(self, record_id: object) -> str:
        if record_id not in self._ids:
            self._ids.append(record_id)
        return f"id {self._ids.index(record_id)}"


def body_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer, numbers exact."""
    body: dict[str, Any] = json.loads(answer.body, parse_float=Decimal)
    return body


def _echo(name: str, sent: Sent, answer: Answer) -> str:
    told = answer.text(name.lower())
    given = sent.header(name) if repeats(sent) else None
    return told if given or not told else MADE


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

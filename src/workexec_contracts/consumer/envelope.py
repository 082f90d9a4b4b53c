"""A fact of WorkExec as a CloudEvent, held against its contract before anybody may send it (F15, F21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from workexec_contracts.bodies import document_of, json_bytes

from .letter import Letter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.contracts.vocabulary import Event

    from .exchange import Identity


def utc_now() -> datetime:
    """The clock of a server; simulations bring their own."""
    return datetime.now(UTC)


@lru_cache(maxsize=64)
def rfc3339(moment: datetime) -> str:
    """A moment in UTC, to the second, as the document writes it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One member that breaks the contract, and how."""

    field: str
    message: str


class Unsendable(Exception):  # noqa: N818  # an answer to the user, not a defect
    """The fact would break its contract: nothing wrong leaves WorkExec."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        """`wrong` names every member."""
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class Composer:
    """Writes envelopes. Simulations bring their own clock and ids."""

    now: Callable[[], datetime] = utc_now
    new_uuid: Callable[[], UUID | str] = uuid4
    environment: str = "development"

    def letter(
        self, event: Event, identity: Identity, subject: str, workorder_id: str, data: Mapping[str, Any]
    ) -> Letter:
        """The event of `data`, which lacks its correlation id. Raises Unsendable."""
        correlation_id = f"corr-{self.new_uuid()}"
        now = rfc3339(self.now())
        envelope = {
            **event.base,
            "id": f"{event.id_prefix}-{self.new_uuid()}",
            "time": now,
            "subject": subject,
            "traceparent": f"00-{identity.trace}-{identity.random_hex(8)}-{identity.flags}",
            "durion:environment": self.environment,
            "data": {**data, "correlationId": correlation_id},
        }
        body = sealed(event, envelope)
        return Letter(
            id=str(envelope["id"]),
            type=event.type,
            domain=event.consumer or event.publisher,
            workorder_id=workorder_id,
            body=body,
            correlation_id=correlation_id,
            accepted_at=now,
        )


def sealed(event: Event, envelope: Mapping[str, Any]) -> bytes:
    """The event as it is sent. Raises Unsendable unless it fits its schema and keeps its rules."""
    try:
        body = json_bytes(envelope)
        document = document_of(event.envelope, body)
    except ValidationError as error:
        raise Unsendable(faults_of(error)) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise Unsendable((Wrong("body", f"must be JSON: {error}"),)) from error
    broken = tuple(Wrong(rule.field, rule.says) for rule in event.rules if rule.broken_by(document))
    if broken:
        raise Unsendable(broken)
    return body


def faults_of(error: ValidationError) -> tuple[Wrong, ...]:
    """What pydantic found, member by member."""
    return tuple(
        Wrong(".".join(str(step) for step in fault["loc"]) or "body", fault["msg"])
        for fault in error.errors(include_url=False)
    )

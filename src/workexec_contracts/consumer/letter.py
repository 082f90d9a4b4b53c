"""An event on its way: accepted once, sent until its fate is known (F18, F19, F58)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from workexec_contracts.bodies import read_json
from workexec_contracts.contracts import events
from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.policy import Fate

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Event

BY_TYPE = {event.type: event for event in events()}


class Standing(StrEnum):
    """Where a letter is. Only a pending or dead one is ever sent again."""

    PENDING = "pending"
    ACKNOWLEDGED = "acknowledged"
    DEAD = "dead"
    """In the dead letters: the step went on without it, it can be replayed."""
    REFUSED = "refused"
    """Its consumer will never accept it; a corrected event is a new one."""


STANDING_AFTER = {
    Fate.ACKNOWLEDGED: Standing.ACKNOWLEDGED,
    Fate.DEAD_LETTERED: Standing.DEAD,
    Fate.BLOCKED: Standing.PENDING,
    Fate.REFUSED: Standing.REFUSED,
}


class Letter(NamedTuple):
    """`body` is what goes over the wire, byte for byte, on every attempt. Times are RFC 3339 in UTC."""

    id: str
    type: str
    domain: str
    workorder_id: str
    """Letters of one work order go out in the order in which they were accepted (F60)."""
    body: bytes
    correlation_id: str
    accepted_at: str
    standing: Standing = Standing.PENDING
    attempts: int = 0
    last_status: int | None = None
    reason: str = ""
    settled_at: str = ""
    code: str = ""
    """The error code of the last refusal."""
    display: str = ""
    """What the document has WorkExec show for it."""

    @property
    def event(self) -> Event:
        """The contract of the event."""
        return BY_TYPE[self.type]

    @property
    def is_closed(self) -> bool:
        """Whether its step waits for the acknowledgement."""
        policy = self.event.policy
        return policy is not None and policy.fail_mode is FailMode.CLOSED

    @property
    def envelope(self) -> dict[str, Any]:
        """The CloudEvent."""
        envelope: dict[str, Any] = read_json(self.body)
        return envelope

"""What happens in a simulation, as frozen records in the order of time.

Times are microseconds since the epoch. `order` is the number of the work order whose life it belongs to, -1
where it belongs to none. `call` numbers logical calls; their attempts share it.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.consumer import Exchange, Letter
    from workexec_contracts.contracts.vocabulary import Outcome


class Asked(NamedTuple):
    """A user asked WorkExec for a step; `name` is the route's."""

    at_us: int
    order: int
    request: int
    name: str
    values: Mapping[str, str]
    """Of the path."""
    sent: Mapping[str, Any]
    """The body, or the values of the query."""


class Replied(NamedTuple):
    """WorkExec's answer; `status` 0 where it died before it answered, or was down."""

    at_us: int
    order: int
    request: int
    name: str
    values: Mapping[str, str]
    status: int
    body: Mapping[str, Any]


class Sent(NamedTuple):
    """An attempt left WorkExec; `request` is the user's request that waits for it, -1 in the background."""

    at_us: int
    order: int
    request: int
    call: int
    number: int
    exchange: Exchange
    headers: Mapping[str, str]


class Arrived(NamedTuple):
    """A neighbour took an attempt, or a copy of it that the network made, and answered."""

    at_us: int
    order: int
    call: int
    number: int
    exchange: Exchange
    copy: bool
    status: int
    reply: Mapping[str, Any]
    made: tuple[tuple[str, str], ...]
    """Table and key of each row that the neighbour added."""
    published: tuple[Mapping[str, Any], ...]
    """Events that the neighbour published."""


class Heard(NamedTuple):
    """What WorkExec knows of an attempt: an answer's status, or how there was none."""

    at_us: int
    order: int
    call: int
    number: int
    exchange: Exchange
    status: int | None
    outcome: Outcome | None
    """None for an answer."""
    body: bytes


class Accepted(NamedTuple):
    """WorkExec took over the duty to deliver an event."""

    at_us: int
    order: int
    letter: Letter


class Settled(NamedTuple):
    """A delivery ended; the letter says how."""

    at_us: int
    order: int
    letter: Letter


class Crashed(NamedTuple):
    """WorkExec's process died: whatever was not in its store is gone."""

    at_us: int


class Restarted(NamedTuple):
    """WorkExec's process began anew over the same store."""

    at_us: int


class Changed(NamedTuple):
    """Somebody changed a row of a neighbour, outside WorkExec."""

    at_us: int
    table: str
    key: str


class Closed(NamedTuple):
    """A life is over, and nothing more will come of it. Its rows may be dropped after this."""

    at_us: int
    order: int
    estimate_id: str | None
    workorder_id: str | None
    outcome: str
    """`billed`, `declined`, `cancelled` or `unfinished`; `left` where the scope ends before the life does."""


Record: TypeAlias = (
    Asked | Replied | Sent | Arrived | Heard | Accepted | Settled | Crashed | Restarted | Changed | Closed
)
TOLD_BY_A_READ = "told by a read"
"""What an arrival is about whose operation has no effect and of which its neighbour told something anyway."""


def _of_arrived(one: Arrived) -> str:
    operation = one.exchange.operation
    return operation.operation_id if operation.mutates or not one.published else TOLD_BY_A_READ


SUBJECTS: dict[type, Callable[[Any], str]] = {
    **dict.fromkeys((Asked, Replied), attrgetter("name")),
    **dict.fromkeys((Sent, Heard), attrgetter("exchange.operation.operation_id")),
    Arrived: _of_arrived,
    **dict.fromkeys((Accepted, Settled), attrgetter("letter.type")),
}
"""What a record is about, where its kind has such: a step's name, an operation's id, an event's type."""
KINDS: dict[str, type] = {kind.__name__.lower(): kind for kind in get_args(Record)}
"""Every kind of record by its name in lower case."""

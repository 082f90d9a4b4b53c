"""What the neighbours remember: rows, keys, records, what they published and logged. All in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import NAMESPACE_URL

from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from workexec_contracts.contracts.vocabulary import Event

    from .memory import Success

T = TypeVar("T")
Row = dict[str, Any]
_URL = NAMESPACE_URL.bytes


def utc_now() -> datetime:
    """The clock of a server; simulations bring their own."""
    return datetime.now(UTC)


@lru_cache(maxsize=64)
def rfc3339(moment: datetime) -> str:
    """A moment in UTC, to the millisecond (F44)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def uuid_of(name: str) -> str:
    """The UUID of a name, version 5: what `uuid.uuid5` gives, at a third of its time."""
    digest = sha1(_URL + name.encode(), usedforsecurity=False).hexdigest()
    fourth = f"{int(digest[16:20], 16) & 0x3FFF | 0x8000:x}"
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{fourth}-{digest[20:32]}"


def _same(one: list[Row], other: list[Row]) -> bool:
    """Whether both hold the very same rows."""
    return len(one) == len(other) and all(map(is_, one, other))


@dataclass
class State:
    """The state of all neighbours; `tables` maps a collection to its rows by key."""

    now: Callable[[], datetime] = utc_now
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    remembered: dict[tuple[str, str], Success] = field(default_factory=dict)
    """Path and key to what they succeeded with (F20, F32)."""
    published: list[dict[str, Any]] = field(default_factory=list)
    log: list[dict[str, str]] = field(default_factory=list)
    replaces: bool = False
    """Whether whoever changes a row that is searched puts another one in its place, as simulations do."""
    indexes: dict[Any, tuple[list[Row], Any]] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out of the rows of a table, beside these rows."""
    numbers: dict[str, int] = field(default_factory=dict)
    """The last number that was given to a row of each table that numbers its rows."""

    @classmethod
    def fresh(cls, now: Callable[[], datetime] = utc_now) -> State:
        """The dataset's rows and nothing else."""
        tables = {
            name: {str(row[collection.key]): dict(row) for row in rows(name)}
            for name, collection in collections().items()
        }
        return cls(now=now, tables=tables)

    def table(self, name: str) -> dict[str, Row]:
        """The rows of a collection, made empty where the contracts have none of that name."""
        return self.tables.setdefault(name, {})

    def index(self, name: str, by: Hashable, work_out: Callable[[list[Row]], T]) -> T:
        """What `work_out` makes of a table's rows: anew each time, with `replaces` where there are others."""
        rows = [*self.table(name).values()]
        if not self.replaces:
            return work_out(rows)
        known = self.indexes.get((name, by))
        if known is None or not _same(known[0], rows):
            known = self.indexes[name, by] = (rows, work_out(rows))
        made: T = known[1]
        return made

    def number(self, name: str) -> int:
        """The next number of a table, from 1; never the same one twice, whatever was removed."""
        self.numbers[name] = max(self.numbers.get(name, 0), len(self.table(name))) + 1
        return self.numbers[name]

    def note(self, level: str, message: str, correlation_id: str) -> None:
        """A line of the provider's log, where the document asks for one."""
        self.log.append({"level": level, "message": message, "correlationId": correlation_id})

    def publish(self, event: Event, cause: Mapping[str, Any], subject: str, data: Mapping[str, Any]) -> None:
        """Tells a fact that follows from `cause`; the same cause gives the same id."""
        name = f"{event.type}/{cause['id']}/{subject}"
        event_id = f"{event.id_prefix}-{uuid_of(name)}"
        correlation_id = cause["data"]["correlationId"]
        self.published.append(
            {
                **event.whole,
                "id": event_id,
                "time": rfc3339(self.now()),
                "subject": subject,
                "traceparent": cause["traceparent"],
                "durion:environment": cause["durion:environment"],
                "data": {**data, "correlationId": correlation_id},
            }
        )

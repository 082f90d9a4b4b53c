"""One look at one WireMock: what is new in its journal, or why that cannot be seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workexec_contracts.stubs.admin import AdminError

from .exchange import Exchange, exchange, is_own
from .nearest import Nearest
from .rates import shared
from .tail import Tail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .place import Place


@dataclass(frozen=True, slots=True)
class Told:
    """An exchange and, where no contract has it, what came closest."""

    exchange: Exchange
    nearest: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """Oldest first. `rates` and `failures` a second by domain; `trouble` is empty where all is well."""

    told: tuple[Told, ...] = ()
    rates: Mapping[str, float] | None = None
    failures: Mapping[str, float] | None = None
    per_s: float = 0.0
    whole: bool = True
    trouble: str = ""


class Looker:
    """Follows one place."""

    def __init__(self, place: Place) -> None:
        """Reads nothing yet."""
        self.place = place
        self._tail = Tail(place.admin)
        self._nearest = Nearest(place.admin)

    def look(self, seconds: float) -> Seen:
        """What came within these seconds."""
        if not self.place.alive():
            return Seen(trouble="WireMock has ended")
        try:
            found = self._tail.look(seconds)
            told = tuple(self._told(found.fresh))
        except AdminError as error:
            return Seen(trouble=f"WireMock does not answer: {error}"[:200])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return Seen(trouble=f"its journal cannot be read: {error!r}"[:200])
        domains = [one.exchange.domain for one in told]
        failed = [one.exchange.domain for one in told if one.exchange.failed]
        size = len(found.fresh)
        return Seen(
            told=told,
            rates=shared(domains, size, found.per_s),
            failures=shared(failed, size, found.per_s),
            per_s=found.per_s * len(told) / size if size else 0.0,
            whole=found.whole,
        )

    def _told(self, entries: list[dict[str, object]]) -> list[Told]:
        self._nearest.begin()
        found = []
        for entry in reversed(entries):
            if is_own(entry):
                continue
            one = Told(exchange(entry))
            if one.exchange.unmatched:
                name, difference = self._nearest.of(entry)
                one = replace(one, nearest=name, difference=difference)
            found.append(one)
        return found

"""What the control room knows: sampled a few times a second while somebody watches, never more."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from workexec_contracts.contracts import domains
from workexec_contracts.stubs.admin import AdminError

from . import modes
from .frame import neighbour, request
from .looking import Looker
from .rates import Rates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from .looking import Seen, Told
    from .place import Place

LOOK_S = 0.5
"""Between two looks; a look that takes long is followed by a rest as long."""
MODES_S = 2.0
"""A switch that somebody else made is seen within this time; one of ours at once."""
REMEMBERED = 200
ERRORS = 5
_ALL = "all"
Frame = dict[str, Any]


class Room:
    """Use it as a context; a thread looks while anybody watches."""

    def __init__(self, places: Sequence[Place]) -> None:
        """Asks nothing yet."""
        self.places = tuple(places)
        self.version = 0
        self.closing = False
        self._lookers = [Looker(place) for place in self.places]
        self._rates, self._failures = Rates(), Rates()
        self._recent: deque[tuple[int, Told]] = deque(maxlen=REMEMBERED)
        self._errors: dict[str, deque[Told]] = {}
        self._trouble: dict[str, str] = {}
        self._modes, self._modes_at = modes.NOTHING, float("-inf")
        self._count, self._missed, self._whole = 0, 0.0, True
        self._looked_at = time.monotonic()
        self._viewers = 0
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="control room", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the streams of those who watch, and looks no more."""
        self.closing = True
        self._wake.set()
        self._thread.join()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """As long as it lasts, somebody watches."""
        with self._lock:
            self._viewers += 1
        self._wake.set()
        try:
            yield
        finally:
            with self._lock:
                self._viewers -= 1

    @property
    def bases(self) -> dict[str, str]:
        """The base URL of every neighbour."""
        return {domain: place.admin.url for place in self.places for domain in place.domains}

    @property
    def viewers(self) -> int:
        """How many watch."""
        return self._viewers

    def refresh(self) -> None:
        """Something was switched: it is looked at now."""
        self._modes_at = float("-inf")
        self._wake.set()

    def frame(self, after: int) -> Frame:
        """Everything, of the requests those that came after this number."""
        with self._lock:
            return {
                "version": self.version,
                "last": self._count,
                "rate": self._rates.of(_ALL),
                "whole": self._whole,
                "missed": round(self._missed),
                "neighbours": [
                    neighbour(
                        domain,
                        self._modes,
                        self._trouble.get(domain.name, ""),
                        (self._rates.of(domain.name), self._failures.of(domain.name)),
                        list(self._errors.get(domain.name, ())),
                    )
                    for domain in domains()
                ],
                "requests": [request(number, told) for number, told in self._recent if number > after],
            }

    def look(self) -> None:
        """One look at every place."""
        now = time.monotonic()
        seconds, self._looked_at = now - self._looked_at, now
        seen = [(looker.place, looker.look(seconds)) for looker in self._lookers]
        if now - self._modes_at >= MODES_S:
            self._read_modes()
        with self._lock:
            for place, one in seen:
                self._take(place, one, seconds)
            self._rates.add([_ALL], {_ALL: sum(one.per_s for _, one in seen)}, seconds)
            self._whole = all(one.whole for _, one in seen)
            self.version += 1

    def _take(self, place: Place, seen: Seen, seconds: float) -> None:
        self._trouble |= dict.fromkeys(place.domains, seen.trouble)
        self._rates.add(place.domains, seen.rates or {}, seconds)
        self._failures.add(place.domains, seen.failures or {}, seconds)
        for told in seen.told:
            self._count += 1
            self._recent.append((self._count, told))
            if told.exchange.failed and told.exchange.domain:
                errors = self._errors.setdefault(told.exchange.domain, deque(maxlen=ERRORS))
                errors.appendleft(told)
        if not seen.whole:
            self._missed += max(0.0, seen.per_s * seconds - len(seen.told))

    def _read_modes(self) -> None:
        try:
            self._modes = modes.read(self.places)
        except (AdminError, KeyError, TypeError):
            return  # the look at the journal tells it; a mapping that only looks like a switch is none
        self._modes_at = time.monotonic()

    def _run(self) -> None:
        while not self.closing:
            if not self._viewers:
                self._wake.wait()
                self._wake.clear()
                self._looked_at = time.monotonic()
                continue
            began = time.monotonic()
            self.look()
            took = time.monotonic() - began
            self._wake.wait(max(LOOK_S - took, took))
            self._wake.clear()

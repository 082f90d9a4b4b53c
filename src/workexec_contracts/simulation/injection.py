"""One run of a schedule that notes where one more fault could strike, and stops in a state that is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from .conditions import DEAD_S
from .faults import At, Crash
from .fingerprint import Fingerprint
from .life import BEGINS
from .quiet import quiet
from .records import Asked, Crashed, Replied, Sent
from .run import Simulation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checkers import Violation
    from .faults import Fault
    from .setting import Setting

DOES: tuple[str, ...] = get_args(At.model_fields["does"].annotation)
Injected: TypeAlias = At | Crash


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault can strike: an attempt, or what WorkExec dies before."""

    number: int
    mutates: bool = True
    before: Literal["attempt", "write", "answer"] = "attempt"


class Known(BaseException):
    """The run is in a state from which everything was explored: no policy may catch this."""


@dataclass
class States:
    """What was met so far: how many more faults are tried from there, and how many children there are."""

    left: dict[bytes, int] = field(default_factory=dict)
    children: dict[bytes, int] = field(default_factory=dict)


@dataclass
class Run:
    """One schedule, run to its end or into a known state; without `states`, none is known."""

    setting: Setting
    left: int
    states: States | None
    places: list[Place] = field(default_factory=list)
    merged: bool = False
    spared: int = 0
    violations: list[Violation] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Ready to go."""
        faults = self.setting.faults.faults
        self._last = faults[-1] if faults else None
        self._crashes = sum(map(_kills, faults))
        self._open = self._last is None and self.setting.scope not in BEGINS
        self._own: dict[bytes, int] = {}
        """The states that this run met first, and how many places it had by then."""
        self._wrote: set[int] = set()
        """Work orders of which something was written since the last answer."""
        self._simulation = Simulation(self.setting)
        known = self.states is not None and self.left
        self._fingerprint = Fingerprint(self._simulation) if known else None
        self._listen()

    def _listen(self) -> None:
        simulation = self._simulation
        watch = simulation.store.watch
        self._die_before_write = watch.before_write
        watch.before_write = self._writes
        simulation.history.listen(Sent, self._sent)
        simulation.history.listen(Asked, self._asked)
        simulation.history.listen(Replied, self._replied)
        simulation.history.listen(Crashed, self._crashed)

    def go(self) -> Run:
        """Runs it to its end, or into a known state."""
        try:
            with quiet():
                for _ in self._simulation.hours():
                    pass
        except Known:
            self.merged = True
        for invariant in self._simulation.invariants:
            self.violations.extend(invariant.violations)
        self._count()
        return self

    def _asked(self, asked: Asked) -> None:
        if self._last is None and asked.name == BEGINS.get(self.setting.scope):
            self._open = True

    def _crashed(self, _crashed: Crashed) -> None:
        self._crashes -= 1
        if self._last is not None and _kills(self._last) and not self._crashes:
            self._open = True

    def _writes(self) -> None:
        workexec = self._simulation.workexec
        self._wrote.add(workexec.names.order)
        if self._open:
            self.places.append(Place(workexec.deaths.counted["write"], before="write"))
        self._die_before_write()

    def _replied(self, replied: Replied) -> None:
        """An answer that never went out leaves what was written behind; without any, a crash is only late."""
        wrote = replied.order in self._wrote
        self._wrote.discard(replied.order)
        if self._open and wrote and replied.status:
            number = self._simulation.workexec.deaths.counted["answer"] - 1
            self.places.append(Place(number, before="answer"))

    def _sent(self, sent: Sent) -> None:
        number = self._simulation.workexec.deaths.counted["attempt"] - 1
        if self._open:
            self._recognise()
            self.places.append(Place(number, sent.exchange.operation.mutates))
        elif isinstance(self._last, At) and self._last.attempt == number:
            self._open = True

    def _recognise(self) -> None:
        """Raises Known."""
        if self._fingerprint is None or self.states is None:
            return
        mark, left = self._fingerprint.now(), self.states.left
        if mark not in self._own and left.get(mark, -1) >= self.left:
            self.spared = self.states.children[mark]
            raise Known
        self._own.setdefault(mark, len(self.places))
        left[mark] = max(self.left, left.get(mark, -1))

    def _count(self) -> None:
        """How many children come after each of its states: its own, and those of the state it ended in."""
        if self.states is not None:
            for mark, places in self._own.items():
                own = sum(len(DOES) if place.before == "attempt" else 1 for place in self.places[places:])
                self.states.children[mark] = own + self.spared

    def children(self) -> Iterator[tuple[Place, str, Injected]]:
        """One more fault at each place."""
        for place in self.places:
            if place.before == "attempt":
                yield from ((place, does, _at(place, does)) for does in DOES)
            else:
                crash = {f"at_{place.before}": place.number, "down_s": DEAD_S}
                yield place, "crash", Crash.model_validate(crash)


def _at(place: Place, does: str) -> At:
    return At.model_validate({"attempt": place.number, "does": does})


def _kills(fault: Fault) -> bool:
    return isinstance(fault, Crash) or (isinstance(fault, At) and fault.does == "crash")

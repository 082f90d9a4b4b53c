"""Faults drawn at random, or aimed at what a run has done: what a search tries next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.registry import collections

from .clock import DAY_S
from .faults import ALL, Changing, Crash, Faults, How, NetworkFault, Skew

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from .attempts import Attempted
    from .faults import Fault
    from .setting import Setting

T = TypeVar("T")
WIDTHS_S = (2.0, 5.0, 10.0, 30.0, 120.0, 900.0, 7_200.0, 21_600.0)
"""From within one attempt to most of a day: short ones let a retry through, long ones none."""
SEEDS = 1 << 16
KINDS: Final[dict[str, Any]] = {kind.model_fields["kind"].default: kind for kind in get_args(NetworkFault)}
OTHERS = ("crash", "skew", "changing")
_TARGETS: tuple[str, ...] = (
    ALL,
    *(domain.name for domain in domains()),
    *(operation.operation_id for _, operation in operations()),
)
_FIGURES: dict[str, tuple[Any, ...]] = {
    "how": tuple(How),
    "percent": (20.0, 50.0, 100.0),
    "up_s": (3.0, 30.0),
    "down_s": (5.0, 60.0),
    "latency_ms_median": (500.0, 20_000.0, 40_000.0),
    "latency_ms_first": (20_000.0, 60_000.0),
    "latency_ms_each": (1_000.0, 30_000.0),
    "comfortable": (0,),
    "later_ms_max": (500.0, 30_000.0),
    "noticed": (True, False),
}
"""What each figure may be: its edges, not its whole range."""
_POISONS = ("400", "500")


class Draw:
    """Draws from one source: the same seed draws the same."""

    def __init__(self, source: Random) -> None:
        """The source is used by nobody else."""
        self._source = source

    def seed(self) -> int:
        """Of another world."""
        return self._source.randrange(SEEDS)

    def chance(self, share: float) -> bool:
        """True for that share of draws."""
        return self._source.random() < share

    def one(self, among: Sequence[T]) -> T:
        """Any of them."""
        return self._source.choice(among)

    def schedule(self, days: float) -> Faults:
        """One to three faults, anywhere at any time."""
        count = self._source.randint(1, 3)
        return Faults(title="drawn", faults=tuple(self.anywhere(days) for _ in range(count)))

    def anywhere(self, days: float) -> Fault:
        """A fault of any kind."""
        at_s = self._source.uniform(0, days * DAY_S)
        kind = self.one((*KINDS, *OTHERS))
        return self._of(kind, self.one(_TARGETS), at_s, self.one(WIDTHS_S))

    def at(self, kind: str, attempt: Attempted) -> Fault:
        """A fault that is on when that attempt leaves; at its operation, its neighbour, or all."""
        width_s = self.one(WIDTHS_S)
        target = self.one((attempt.operation_id, attempt.operation_id, attempt.domain, ALL))
        return self._of(kind, target, attempt.at_s - self._source.random() * min(width_s, 2.0), width_s)

    def crash(self, counted: Mapping[str, int]) -> Crash:
        """At one of so many attempts, writes or answers."""
        kind = self.one(sorted(counted))
        number = self._source.randrange(max(counted[kind], 1))
        return Crash.model_validate({f"at_{kind}": number, "down_s": self.one((1.0, 30.0, 600.0))})

    def altered(self, fault: Fault) -> Fault:
        """The same, but for one figure."""
        figures = self._figures(type(fault))
        if not figures:
            return fault
        name = self.one(sorted(figures))
        changed: Fault = type(fault).model_validate({**fault.model_dump(), name: figures[name]})
        return changed

    def moved(self, fault: Fault, attempt: Attempted) -> Fault:
        """The same at another attempt."""
        return self.at(fault.kind, attempt) if fault.kind in KINDS else fault

    def _of(self, kind: str, target: str, at_s: float, width_s: float) -> Fault:
        from_s = round(max(at_s, 0.0), 3)
        window = {"from_s": from_s, "until_s": round(from_s + width_s, 3)}
        if kind == "crash":
            return Crash(at_s=from_s, down_s=self.one((1.0, 30.0, 600.0)))
        if kind == "skew":
            whose = self.one(("workexec", "neighbours"))
            return Skew.model_validate(
                {**window, "of": whose, "skew_s": self.one((-7_200.0, -60.0, 60.0, 7_200.0))}
            )
        if kind == "changing":
            return Changing.model_validate(
                {**window, "table": self.one(sorted(collections())), "every_s": 600.0}
            )
        drawn: Fault = KINDS[kind].model_validate({**window, "target": target, **self._figures(KINDS[kind])})
        return drawn

    def _figures(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401  # a class of fault
        figures = {name: self.one(among) for name, among in _FIGURES.items() if name in kind.model_fields}
        if kind is KINDS["poison"]:
            figures["how"] = self.one(_POISONS)
        return figures


def with_faults(setting: Setting, faults: Sequence[Fault]) -> Setting:
    """The setting under another schedule."""
    return setting.model_copy(update={"faults": Faults(title="drawn", faults=tuple(faults))})

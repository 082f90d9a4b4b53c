"""What many runs of one setting came to together, added up in the order of their seeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from workexec_contracts.verdict import Verdict, worst

from .checkers.invariant import KEPT
from .figures import MUCH, Backlog, Integration, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .checkers import Violation
    from .run import Outcome, Ruling
    from .setting import Setting


@dataclass(frozen=True, slots=True)
class Found:
    """A violation, and the seed whose run has it."""

    seed: int
    violation: Violation


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one invariant in all runs."""

    name: str
    clause: str
    checked: int
    broken: int
    seeds: tuple[int, ...]
    """Those whose run breaks it."""
    found: tuple[Found, ...]
    """The first ones: at most as many as one run keeps."""

    @property
    def verdict(self) -> Verdict:
        """Unknown where no run put it to the test."""
        if self.broken:
            return Verdict.FAILED
        return Verdict.PASSED if self.checked else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class Line:
    """One run among many."""

    seed: int
    digest: str
    verdict: Verdict
    broken: int
    events: int
    deliveries: int
    dead_letters: int
    blocked_finalizations: int


@dataclass(frozen=True)
class Total:
    """What the runs of a setting came to; `setting` has the first seed. The backlog is of all together."""

    setting: Setting
    lines: tuple[Line, ...]
    tallies: tuple[Tally, ...]
    digest: str
    """Of the digests of all histories, by seed."""
    records: int
    figures: Summary
    coverage: frozenset[tuple[str, str]]

    @property
    def verdict(self) -> Verdict:
        """Of the whole: by what was put to the test. Without a single work order it is unknown."""
        found = worst(tally.verdict for tally in self.tallies if tally.verdict is not Verdict.UNKNOWN)
        return found if self.figures.outcomes or found is Verdict.FAILED else Verdict.UNKNOWN

    @property
    def found(self) -> list[Found]:
        """The violations that were kept, by seed and time."""
        every = [one for tally in self.tallies for one in tally.found]
        return sorted(every, key=lambda one: (one.seed, one.violation.at_us, one.violation.invariant))


def total(outcomes: Iterable[Outcome]) -> Total:
    """Adds up, taking one outcome after the other. Raises ValueError where there is none."""
    taken = iter(outcomes)
    first = next(taken, None)
    if first is None:
        raise ValueError("no run, nothing to add up")
    adding = _Adding(first)
    for outcome in taken:
        adding.add(outcome)
    return adding.total()


class _Adding:
    def __init__(self, first: Outcome) -> None:
        self._setting = first.setting
        self._lines: list[Line] = []
        self._tallies: dict[str, Tally] = {}
        self._hash = blake2b(digest_size=16)
        self._records = 0
        self._figures: Summary | None = None
        self._coverage: set[tuple[str, str]] = set()
        self.add(first)

    def add(self, outcome: Outcome) -> None:
        self._lines.append(_line(outcome))
        for ruling in outcome.rulings:
            self._tally(outcome.setting.seed, ruling)
        self._hash.update(outcome.digest.encode())
        self._records += outcome.records
        self._figures = outcome.figures if self._figures is None else added(self._figures, outcome.figures)
        self._coverage |= outcome.coverage

    def _tally(self, seed: int, ruling: Ruling) -> None:
        fresh = Tally(ruling.name, ruling.clause, 0, 0, (), ())
        known = self._tallies.get(ruling.name, fresh)
        more = tuple(Found(seed, violation) for violation in ruling.violations)
        self._tallies[ruling.name] = replace(
            known,
            checked=known.checked + ruling.checked,
            broken=known.broken + ruling.broken,
            seeds=(*known.seeds, seed) if ruling.broken else known.seeds,
            found=(*known.found, *more)[:KEPT],
        )

    def total(self) -> Total:
        if self._figures is None:
            raise AssertionError("the first outcome has been added")
        digests = [line.digest for line in self._lines]
        return Total(
            self._setting,
            tuple(self._lines),
            tuple(self._tallies.values()),
            digests[0] if len(digests) == 1 else self._hash.hexdigest(),
            self._records,
            self._figures,
            frozenset(self._coverage),
        )


def _line(outcome: Outcome) -> Line:
    figures = outcome.figures
    return Line(
        outcome.setting.seed,
        outcome.digest,
        outcome.verdict,
        sum(ruling.broken for ruling in outcome.rulings),
        figures.events,
        figures.deliveries,
        figures.dead_letters,
        figures.blocked_finalizations,
    )


def added(one: Summary, other: Summary) -> Summary:
    """The figures of both."""
    names = sorted({*one.outcomes, *other.outcomes})
    return Summary(
        integrations=_integrations(one.integrations, other.integrations),
        outcomes={name: one.outcomes.get(name, 0) + other.outcomes.get(name, 0) for name in names},
        events=one.events + other.events,
        deliveries=one.deliveries + other.deliveries,
        dead_letters=one.dead_letters + other.dead_letters,
        replayed=one.replayed + other.replayed,
        blocked_finalizations=one.blocked_finalizations + other.blocked_finalizations,
        unanswered_steps=one.unanswered_steps + other.unanswered_steps,
        crashes=one.crashes + other.crashes,
        backlog=tuple(_backlog(one.backlog, other.backlog)),
        virtual_s=one.virtual_s + other.virtual_s,
    )


def _integrations(one: Iterable[Integration], other: Iterable[Integration]) -> tuple[Integration, ...]:
    by_name = {integration.operation_id: integration for integration in one}
    for more in other:
        known = by_name.get(more.operation_id)
        by_name[more.operation_id] = more if known is None else _integration(known, more)
    return tuple(by_name[name] for name in sorted(by_name))


def _integration(one: Integration, other: Integration) -> Integration:
    return replace(
        one,
        calls=one.calls + other.calls,
        attempts=one.attempts + other.attempts,
        unanswered=one.unanswered + other.unanswered,
        refused=one.refused + other.refused,
        times=one.times.merge(other.times),
        slower=one.slower + other.slower,
    )


def _backlog(one: Sequence[Backlog], other: Sequence[Backlog]) -> Iterator[Backlog]:
    """At every time of either, with the last point before it of both: what has ended stays as it ended."""
    times = sorted({point.at_s for point in (*one, *other)})
    step = len(times) // (2 * MUCH) + 1
    first, second = _held(one, times), _held(other, times)
    for number, (at_s, left, right) in enumerate(zip(times, first, second, strict=True)):
        if number % step == 0:
            pending, dead = left.pending + right.pending, left.dead + right.dead
            yield Backlog(at_s, pending, dead, left.open + right.open)


def _held(points: Sequence[Backlog], times: Iterable[float]) -> Iterator[Backlog]:
    at, last = 0, Backlog(0.0, 0, 0, 0)
    for time_s in times:
        while at < len(points) and points[at].at_s <= time_s:
            last, at = points[at], at + 1
        yield last

"""A story as a sequence diagram: plain text for a terminal, or Mermaid for a page."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from .clock import DAY_S, SECOND_US
from .story import USER, Kind, involved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .story import Step

WIDTH = 120
_ESCAPED = str.maketrans({"#": "#35;", ";": "#59;", "\n": "<br/>"})
"""Mermaid ends statements at a semicolon, and begins entities with a hash."""
_TIME = len("day 10 23:59:59.999  ")
_TEXT_MIN = 48
_LANE_MIN, _LANE_MAX = 5, 14


def time_of(at_us: int) -> str:
    """Virtual time: the day from 0, and the time of day."""
    seconds, micros = divmod(at_us, SECOND_US)
    day, second = divmod(seconds, DAY_S)
    clock = f"{second // 3_600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{micros // 1_000:03d}"
    return f"day {day} {clock}"


def text(steps: Sequence[Step], width: int = WIDTH) -> str:
    """One line for each step, a column for each participant, the words at the right."""
    names = involved(steps)
    lane = min(max((width - _TIME - _TEXT_MIN) // len(names), _LANE_MIN), _LANE_MAX)
    drawn = Lanes(names, lane, width)
    lines = [*drawn.header(), *(line for step in steps for line in drawn.lines(step))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


class Lanes:
    """Columns of one width, each with the participant's line at its left edge."""

    def __init__(self, names: Sequence[str], lane: int, width: int) -> None:
        """`width` is of the whole."""
        self._names = names
        self._lane = lane
        self._width = width
        self._words = max(width - _TIME - lane * len(names), 20)

    def header(self) -> Iterator[str]:
        """The names; on several rows where they are longer than a column is wide."""
        rows = max(len(name) for name in self._names) // self._lane + 1
        for row in range(rows):
            line = " " * _TIME
            for at, name in enumerate(self._names):
                if at % rows == row:
                    line = line.ljust(_TIME + at * self._lane) + name
                elif len(line) <= _TIME + at * self._lane:
                    line = line.ljust(_TIME + at * self._lane) + ("|" if at % rows < row else "")
            yield line

    def lines(self, step: Step) -> Iterator[str]:
        """A step, and what of its words does not fit beside it."""
        time = time_of(step.at_us).ljust(_TIME)
        if step.kind is Kind.BAR:
            yield time + f"== {step.text} ".ljust(self._width - _TIME, "=")
            return
        if step.kind is Kind.VIOLATION:
            yield from self._violation(time, step.text)
            return
        drawn = self._drawn(step)
        for line in wrap(step.text, self._words, break_on_hyphens=False):
            yield time + drawn + line
            time, drawn = " " * _TIME, self._still()

    def _violation(self, time: str, told: str) -> Iterator[str]:
        rule = "!" * (self._width - _TIME)
        yield time + rule
        for line in wrap(told, self._width - _TIME - 3):
            yield " " * _TIME + f"!! {line}"
        yield " " * _TIME + rule

    def _still(self) -> str:
        return ("|" + " " * (self._lane - 1)) * len(self._names)

    def _drawn(self, step: Step) -> str:
        source, target = self._names.index(step.source), self._names.index(step.target)
        cells = list(self._still())
        begin, end = source * self._lane, target * self._lane
        if source == target:
            cells[begin] = "*"
        else:
            low, high = sorted((begin, end))
            middle = (low + high + 1) // 2 if step.kind is Kind.LOST else None
            span = range(low + 1, high)
            for at in span:
                cells[at] = "-"
            cells[high - 1 if end > begin else low + 1] = ">" if end > begin else "<"
            if middle is not None:
                for at in span:
                    beyond = at > middle if end > begin else at < middle
                    cells[at] = "x" if at == middle else self._still()[at] if beyond else "-"
        return "".join(cells)


def mermaid(steps: Sequence[Step]) -> str:
    """The same as a Mermaid `sequenceDiagram`."""
    names = involved(steps)
    lines = ["sequenceDiagram", *(f"    participant {name}" for name in names)]
    across = f"{names[0]},{names[-1]}"
    lines.extend(f"    {line}" for step in steps for line in _mermaid(step, across))
    return "\n".join(lines) + "\n"


def _mermaid(step: Step, across: str) -> tuple[str, ...]:
    told = f"{time_of(step.at_us)} {step.text.translate(_ESCAPED)}"
    match step.kind:
        case Kind.ARROW:
            return (f"{step.source}{'->>' if step.target != USER else '-->>'}{step.target}: {told}",)
        case Kind.LOST:
            return (f"{step.source}-x{step.target}: {told}",)
        case Kind.NOTE:
            return (f"Note over {step.source}: {told}",)
        case Kind.BAR:
            return (f"Note over {across}: {told}",)
        case Kind.VIOLATION:
            return ("rect rgb(255, 205, 205)", f"    Note over {across}: BROKEN {told}", "end")

"""What must hold of a run's figures, as data: a figure, a comparison, a number or another figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, model_validator

from workexec_contracts.contracts.vocabulary import Data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Wanted = float | str
"""A number, or the name of the figure whose number it is."""
COMPARISONS = ("equals", "at_least", "at_most")


class Expectation(Data):
    """One figure and the bounds that it must keep."""

    figure: str = Field(min_length=1)
    equals: Wanted | None = None
    at_least: Wanted | None = None
    at_most: Wanted | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if all(getattr(self, name) is None for name in COMPARISONS):
            raise ValueError(f"{self.figure}: one of {', '.join(COMPARISONS)} says what is expected")
        return self

    @property
    def names(self) -> set[str]:
        """All figures that it speaks of."""
        wanted = (getattr(self, name) for name in COMPARISONS)
        return {self.figure, *(one for one in wanted if isinstance(one, str))}

    def missed(self, figures: Mapping[str, float]) -> str | None:
        """How the figures break it, in words; None where they keep it. Raises KeyError."""
        found = figures[self.figure]
        told = [
            f"{name.replace('_', ' ')} {_told(wanted, figures)}"
            for name in COMPARISONS
            if (wanted := getattr(self, name)) is not None
            and not _holds(name, found, figures[wanted] if isinstance(wanted, str) else wanted)
        ]
        return f"{self.figure} is {found:g}, expected {' and '.join(told)}" if told else None


def _told(wanted: Wanted, figures: Mapping[str, float]) -> str:
    return f"{wanted} ({figures[wanted]:g})" if isinstance(wanted, str) else f"{wanted:g}"


def _holds(name: str, found: float, wanted: float) -> bool:
    if name == "equals":
        return found == wanted
    return found >= wanted if name == "at_least" else found <= wanted


def flattened(table: Mapping[str, Any], path: str = "") -> Iterator[dict[str, Any]]:
    """A TOML table of figures as rows: `outcomes.billed = { at_least = 1 }` is one of `outcomes.billed`."""
    for name, value in table.items():
        figure = f"{path}{name}"
        if isinstance(value, dict) and value and not value.keys() & set(COMPARISONS):
            yield from flattened(value, f"{figure}.")
        else:
            yield {"figure": figure, **(value if isinstance(value, dict) else {"equals": value})}

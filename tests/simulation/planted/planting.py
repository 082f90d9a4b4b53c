"""A planted bug: what is wrong, which invariants may find it, and how it gets into the running code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.simulation import process

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


@dataclass(frozen=True)
class Bug:
    """`found_by` are the invariants of which at least one must break."""

    name: str
    found_by: frozenset[str]
    plant: Callable[[pytest.MonkeyPatch], None]


class Garden:
    """Collects the bugs of a module."""

    def __init__(self) -> None:
        self.bugs: list[Bug] = []

    def plants(self, *found_by: str) -> Callable[[Callable[[pytest.MonkeyPatch], None]], None]:
        """The bug of that function's name."""

        def listed(plant: Callable[[pytest.MonkeyPatch], None]) -> None:
            self.bugs.append(Bug(plant.__name__, frozenset(found_by), plant))

        return listed


def restep(patch: pytest.MonkeyPatch, name: str, step: Callable[..., Any]) -> None:
    """Gives a route of WorkExec another step, which is handed the right one first."""
    route = process.BY_NAME[name]

    def wrong(*args: Any, **given: Any) -> Any:
        return step(route.step, *args, **given)

    patch.setitem(process.BY_NAME, name, replace(route, step=wrong))

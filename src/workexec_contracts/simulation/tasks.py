"""What a process is busy with: plans that run, users who wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.consumer import Answer, Plan


@dataclass(slots=True)
class Task:
    """A plan that runs. `done` is told what came of it; nothing where the process died before."""

    plan: Plan[Any]
    order: int
    request: int
    done: Callable[[Any], None]
    life: int
    call: int = -1
    name: str = ""


@dataclass(slots=True)
class Pending:
    """A user who waits. `done` is told the answer, None where there is none."""

    number: int
    order: int
    name: str
    values: Mapping[str, str]
    done: Callable[[Answer | None], None]

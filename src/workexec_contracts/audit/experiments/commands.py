"""What an experiment asks of its driver: over HTTP in real time, in tests under virtual time."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from workexec_contracts.audit.triggers import Step, Values
    from workexec_contracts.switching import Staged


@dataclass(frozen=True, slots=True)
class Ask:
    """Trigger a step; the driver tells a `Reply`. What is `measured` is what the experiment is about."""

    step: Step
    values: Values
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """From now on."""

    staged: Staged


@dataclass(frozen=True, slots=True)
class Clear:
    """Ordinary answers again."""

    staged: Staged


@dataclass(frozen=True, slots=True)
class Pause:
    """Do nothing for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Expire:
    """Wait a share of a TTL; the driver tells the TTL that the service has, 0 at once where nobody knows."""

    ttl_s: float
    share: float


@dataclass(frozen=True, slots=True)
class Look:
    """Tell the attempts of the experiment so far, in time."""


@dataclass(frozen=True, slots=True)
class Now:
    """Tell the time, in seconds on the neighbours' clock."""


Command: TypeAlias = Ask | Stage | Clear | Pause | Expire | Look | Now
Steps: TypeAlias = Generator[Command, Any, None]
"""An experiment that runs."""

"""What each neighbour does with an event: one file per domain, found by the domain's name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .state import State

_PACKAGE = __name__.rpartition(".")[0] + ".domains"


class Effect(Protocol):
    """Applies an accepted event to the state."""

    def __call__(self, event: Mapping[str, Any], state: State) -> None: ...


def _nothing(event: Mapping[str, Any], state: State) -> None:
    """A neighbour of which only the contract is known accepts and does nothing else."""


@cache
def effect_of(domain: str) -> Effect:
    """The `apply` of the domain's module, or one without effect."""
    names = {found.name for found in pkgutil.iter_modules(importlib.import_module(_PACKAGE).__path__)}
    if domain not in names:
        return _nothing
    apply: Effect = importlib.import_module(f"{_PACKAGE}.{domain}").apply
    return apply

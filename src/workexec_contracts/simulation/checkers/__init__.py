"""Invariants over the history of a simulation, one file each."""

from .invariant import Invariant, View, Violation

ALL: tuple[type[Invariant], ...] = ()

__all__ = ["ALL", "Invariant", "View", "Violation"]

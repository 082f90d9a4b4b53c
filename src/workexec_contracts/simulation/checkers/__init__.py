"""Invariants over the history of a simulation, one file each."""

from .invariant import Invariant, View, Violation

__all__ = ["Invariant", "View", "Violation"]

"""`wxc doctor`: whether this machine can do what the other commands need, and what to do where it cannot."""

from .command import register

__all__ = ["register"]

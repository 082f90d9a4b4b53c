"""One evidence bundle over the runs of every command: what holds, what is unknown, what must who do next."""

from .model import Evidence, Figure, Run

__all__ = ["Evidence", "Figure", "Run"]

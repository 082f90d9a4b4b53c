"""What one schema says against what another one says, in the direction in which values travel."""

from .compare import compare
from .scope import Direction, Scope
from .shape import Shape, shapes

__all__ = ["Direction", "Scope", "Shape", "compare", "shapes"]

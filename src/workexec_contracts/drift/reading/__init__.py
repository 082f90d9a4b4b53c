"""Documents of other people as nodes that know where they stand; what cannot be read says why."""

from .library import Library
from .node import Node, Unresolved
from .text import parse

__all__ = ["Library", "Node", "Unresolved", "parse"]

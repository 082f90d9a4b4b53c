"""An operation that WorkExec calls, and the one that answers it in another document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.drift.reading import Node
    from workexec_contracts.drift.schema import Scope


@dataclass(frozen=True)
class Pair:
    """Both operations with their paths; `scope` is about the whole operation."""

    relied: Node
    relied_item: Node
    relied_path: str
    offered: Node
    offered_item: Node
    offered_path: str
    scope: Scope

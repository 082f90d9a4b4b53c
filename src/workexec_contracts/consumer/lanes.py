"""Which letters go out in the background: work orders side by side, the letters of one in turn (F60)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .letter import Letter


class Lanes:
    """One lane for each work order that has letters to deliver. Whoever drives plans runs them."""

    def __init__(self) -> None:
        """All are free."""
        self._busy: set[str] = set()

    def begin(self, letters: Iterable[Letter]) -> dict[str, list[Letter]]:
        """The lanes that begin now, by work order; letters of a busy one stay for its next turn."""
        lanes: dict[str, list[Letter]] = {}
        for letter in letters:
            if letter.workorder_id not in self._busy:
                lanes.setdefault(letter.workorder_id, []).append(letter)
        self._busy.update(lanes)
        return lanes

    def end(self, workorder_id: str) -> None:
        """A lane's letters have had their turn."""
        self._busy.discard(workorder_id)

"""`docs/provider-states.md`: every state, what it needs, who uses it: for whoever builds a provider."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from .catalogue import interactions
from .states import HOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .interaction import Interaction
    from .states import Given

FILE = "docs/provider-states.md"
INTRODUCTION = """# Provider states

Generated: wxc regenerate

A pact says in which state an interaction holds. A state's name is a template that never changes; the values
of its parameters come with each interaction. So a provider implements each name below once, reads the
parameters, and needs no list of test data. Columns are those of the contract's own entities.

A provider that cannot be set up holds the entities instead: all of them are in `mocks/` and in the reference
providers, which need a set-up for the states about the service and about keys only.

The states of WorkExec as a provider of events come last.
"""
Use = tuple["Given", "Interaction"]


def text() -> str:
    """The whole file."""
    uses = [(state, found) for found in interactions() for state in found.states]
    order = {kind: place for place, kind in enumerate(HOW)}
    ordered = sorted(uses, key=lambda use: (order[use[0].kind], use[0].name))
    by_name = groupby(ordered, key=lambda use: use[0].name)
    return "\n".join([INTRODUCTION, *(_section(name, list(group)) for name, group in by_name)])


def _section(name: str, uses: list[Use]) -> str:
    state = uses[0][0]
    lines = [f"## `{name}`", "", HOW[state.kind], ""]
    lines += [f"- parameters: {', '.join(f'`{parameter}`' for parameter in _parameters(uses)) or 'none'}"]
    lines += [f"- entities: {', '.join(f'`{entity}`' for entity in state.entities) or 'none'}"]
    return "\n".join([*lines, "", *_users(uses), ""])


def _parameters(uses: list[Use]) -> list[str]:
    """All parameters of the name; some rows lack an optional column."""
    return list(dict.fromkeys(parameter for state, _ in uses for parameter in state.parameters))


def _users(uses: list[Use]) -> Iterator[str]:
    yield "| interaction | of | state |"
    yield "|---|---|---|"
    for state, found in uses:
        yield f"| {_cell(found.description)} | {' and '.join(found.pair)} | {_cell(state.sentence)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def write(root: Path) -> list[Path]:
    """Writes the file anew."""
    file = root / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text(), encoding="utf-8", newline="\n")
    return [file]


def stale(root: Path) -> list[str]:
    """The file, when it differs from what the contracts give."""
    file = root / FILE
    return [] if file.is_file() and file.read_text(encoding="utf-8") == text() else [FILE]

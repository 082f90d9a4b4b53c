"""Where a contract is written: file and line of its definition, read from the source."""

from __future__ import annotations

import ast
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from workexec_contracts.contracts import operations

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "workexec_contracts.contracts"
FOLDER = f"src/{PACKAGE.replace('.', '/')}"
"""Relative to the project."""
NAMES = {"Endpoint": "operation_id", "Event": "name"}
"""What is defined by a call, and the argument that names it."""


class Place(NamedTuple):
    """A line of a file of the project, from 1."""

    path: str
    line: int


def place_of(contract: str) -> Place:
    """Of an operation's id or an event's name; of a delivery its event's; of anything else the package."""
    places = _places()
    delivers = next((one.events for _, one in operations() if one.operation_id == contract), ())
    names = (contract, *(event.name for event in delivers))
    return next((places[name] for name in names if name in places), Place(f"{FOLDER}/__init__.py", 1))


@cache
def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for file in sorted(resources.files(PACKAGE).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            for name, line in _defined(ast.parse(file.read_text(encoding="utf-8"))):
                found[name] = Place(f"{FOLDER}/{file.name}", line)
    return found


def _defined(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            wanted = NAMES.get(node.func.id)
            for keyword in node.keywords:
                value = keyword.value
                if keyword.arg == wanted and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, value.lineno

"""JSON texts in unusual spelling: the same value, other bytes; and bytes that are no JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Tree = Any
"""A JSON value in which `Raw` stands for itself and `Pairs` for an object with repeated members."""


@dataclass(frozen=True)
class Raw:
    """A token as it is to be written: 60.000, 1e400, NaN, an unfinished text."""

    token: str


@dataclass(frozen=True)
class Pairs:
    """An object whose members may repeat."""

    members: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True)
class Style:
    """How a value is written down."""

    space: str = ""
    escaped: bool = False
    """Non-ASCII characters as backslash-u, and `/` as backslash-slash."""
    backwards: bool = False


PLAIN = Style()


def write(value: Tree, style: Style = PLAIN) -> str:
    """The JSON text."""
    match value:
        case Raw(token=token):
            return token
        case Pairs(members=members):
            return _object(list(members), style)
        case dict():
            listed = list(value.items())
            return _object(listed[::-1] if style.backwards else listed, style)
        case list():
            return "[" + f"{style.space},".join(style.space + write(item, style) for item in value) + "]"
        case str():
            text = json.dumps(value, ensure_ascii=style.escaped)
            return text.replace("/", "\\/") if style.escaped else text
    return json.dumps(value)


def _object(members: list[tuple[str, Tree]], style: Style) -> str:
    written = (f"{write(name, style)}{style.space}:{style.space}{write(v, style)}" for name, v in members)
    return "{" + style.space + f"{style.space},{style.space}".join(written) + style.space + "}"


Path = tuple[str | int, ...]


def paths(value: Tree, prefix: Path = ()) -> list[Path]:
    """Where all members and items are, the root excepted."""
    found: list[Path] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        found += [(*prefix, name), *paths(item, (*prefix, name))]
    return found


def at(value: Tree, path: Path) -> Tree:
    """The value at a path."""
    for step in path:
        value = value[step]
    return value


def put(value: Tree, path: Path, new: Tree) -> Tree:
    """A copy with another value at the path."""
    if not path:
        return new
    first, *rest = path
    if isinstance(value, dict):
        return {**value, first: put(value.get(first), tuple(rest), new)}
    copy = list(value)
    copy[int(first)] = put(copy[int(first)], tuple(rest), new)
    return copy


def drop(value: Tree, path: Path) -> Tree:
    """A copy without the member or item."""
    *parent, last = path
    holder = at(value, tuple(parent))
    if isinstance(holder, dict):
        kept: Tree = {name: item for name, item in holder.items() if name != last}
    else:
        kept = [item for place, item in enumerate(holder) if place != last]
    return put(value, tuple(parent), kept)

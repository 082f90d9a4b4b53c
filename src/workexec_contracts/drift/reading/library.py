"""A document with the files that it refers to, each read once. Nothing is fetched from anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from workexec_contracts.problem import Problem

from .node import Node, Unresolved
from .text import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OF_3 = re.compile(r"3\.(\d+)(?:\.|$)")


class Library:
    """`root` is the document that was named; `modern` says whether OpenAPI 3.1 or later rules its schemas."""

    def __init__(self, name: str, value: Any, read: Callable[[str], str] | None = None) -> None:  # noqa: ANN401  # a JSON value
        """`read` gives the text of a file that the document refers to, by its path from here."""
        self._read = read
        self._values: dict[str, Any] = {name: value}
        self.root = Node(self, name, (), value)
        version = _OF_3.match(str(value.get("openapi", ""))) if isinstance(value, dict) else None
        self.modern = version is None or int(version[1]) > 0

    @classmethod
    def open(cls, path: Path, kind: str = "openapi") -> Self:
        """An OpenAPI or AsyncAPI document of a file. Raises Problem."""
        return cls.of(path.as_posix(), _text_of(path), lambda name: _text_of(Path(name)), kind)

    @classmethod
    def of(cls, name: str, text: str, read: Callable[[str], str] | None, kind: str = "openapi") -> Self:
        """The same of a text that was read elsewhere. Raises Problem."""
        value = parse(text, name)
        _check(value, name, kind)
        return cls(name, value, read)

    def target(self, node: Node, reference: str) -> Node:
        """Where a reference leads. Raises Unresolved."""
        place, _, fragment = reference.partition("#")
        file = node.file if not place else self._file(node, place)
        target = Node(self, file, (), self._values[file])
        if fragment and not fragment.startswith("/"):
            raise Unresolved(node, f"{reference!r} names an anchor; only JSON pointers are followed")
        for part in fragment.split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            target = self._step(target, key, node, reference)
        return target

    @staticmethod
    def _step(target: Node, key: str, node: Node, reference: str) -> Node:
        inner = target.get(key)
        if inner is None and key.isdecimal() and isinstance(target.value, list):
            inner = next((item for item in target.elements() if item.pointer[-1] == key), None)
        if inner is None:
            raise Unresolved(node, f"{reference!r} leads nowhere: {target.where} has no {key!r}")
        return inner

    def _file(self, node: Node, place: str) -> str:
        if re.match("[A-Za-z][A-Za-z0-9+.-]+:", place):
            raise Unresolved(node, f"{place} is not fetched; keep a copy beside the document")
        joined = Path(node.file).parent / unquote(place)
        name = _plain(joined).as_posix()
        if name not in self._values:
            if self._read is None:
                raise Unresolved(node, f"{place} is another file, and there are none beside this document")
            try:
                self._values[name] = parse(self._read(name), name)
            except Problem as problem:
                raise Unresolved(node, f"{problem.what} ({problem.where})") from problem
        return name


def _plain(path: Path) -> Path:
    """Without `..` where that is possible, so that one file has one name."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in {"..", "/"}:
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("not a text in UTF-8", str(path), "JSON or YAML in UTF-8", "save it as such") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Problem(
            f"a document cannot be read: {why}", str(path), "a file in JSON or YAML", "correct the path"
        ) from error


def _check(value: Any, name: str, kind: str) -> None:  # noqa: ANN401  # a JSON value
    members: Mapping[str, Any] = value if isinstance(value, dict) else {}
    expected = "an OpenAPI document, version 3.0 or 3.1" if kind == "openapi" else "an AsyncAPI document"
    if kind == "openapi" and "swagger" in members:
        fix = "convert it to OpenAPI 3 first, for example with swagger2openapi"
        raise Problem(f"Swagger {members['swagger']}", name, expected, fix)
    stated = str(members.get(kind, ""))
    if not _OF_3.match(stated):
        what = f"{kind} is {stated!r}" if kind in members else f"no member {kind!r} at the top"
        raise Problem(f"this is no such document: {what}", name, expected, "name the root document")

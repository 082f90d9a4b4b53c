"""Which operation of a document answers a request of WorkExec: prefixes, base paths, names of parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workexec_contracts.drift.reading import Unresolved
from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.drift.reading import Library, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_VARIABLE = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class Path:
    """A path of the document. `forms` are its segments with and without the base paths of servers."""

    written: str
    item: Node
    forms: tuple[tuple[str, ...], ...]

    def answers(self, wanted: tuple[str, ...]) -> bool:
        """Whether a request goes there; the names of path parameters do not matter."""
        return any(_fit(wanted, form) for form in self.forms)

    def operation(self, method: str) -> Node | None:
        """The operation of a method in upper or lower case. Raises Unresolved."""
        return self.item.followed(method.lower())


@dataclass(frozen=True)
class Mapped:
    """`/api/v1/pricing` here is `/v1/tax` there."""

    here: str
    there: str

    @property
    def written(self) -> str:
        """As on the command line."""
        return f"{self.here}={self.there}"


def mapping(text: str) -> Mapped:
    """One `--map`. Raises Problem."""
    here, equals, there = text.partition("=")
    if not equals or not here.startswith("/") or (there and not there.startswith("/")):
        raise Problem(
            f"{text!r} is no mapping of paths",
            "--map",
            "a prefix of the contract, =, the prefix in the document",
            "for example: --map /api/v1/pricing=/v1/tax",
        )
    return Mapped(here.rstrip("/"), there.rstrip("/"))


def mapped(path: str, mappings: Iterable[Mapped]) -> tuple[str, Mapped | None]:
    """The path in the words of the document, by the longest prefix that fits."""
    fitting = [one for one in mappings if path == one.here or path.startswith(f"{one.here}/")]
    longest = max(fitting, key=lambda one: len(one.here), default=None)
    return (longest.there + path[len(longest.here) :], longest) if longest else (path, None)


def segments(path: str) -> tuple[str, ...]:
    """The parts of a path; parameters are `{}`, a slash at the end or twice does not matter."""
    return tuple(_VARIABLE.sub("{}", part) for part in path.split("/") if part)


def names(path: str) -> list[str]:
    """The path's parameters in their order."""
    return _VARIABLE.findall(path)


def paths(library: Library) -> list[Path]:
    """Every path of a document."""
    listed = library.root.get("paths")
    found = []
    for written, item in listed.members() if listed is not None else ():
        try:
            target = item.follow()
        except Unresolved:
            target = item
        found.append(Path(written, target, tuple(_forms(written, target, library.root))))
    return found


def _forms(written: str, item: Node, root: Node) -> Iterator[tuple[str, ...]]:
    yield segments(written)
    for holder in (root, item, *(node for name, node in item.members() if name in METHODS)):
        servers = holder.get("servers")
        for server in servers.elements() if servers is not None else ():
            base = segments(_base_path(server))
            if base:
                yield (*base, *segments(written))


def _base_path(server: Node) -> str:
    url = server.text("url") or ""
    variables = server.get("variables")
    defaults = {name: node.text("default") or "" for name, node in variables.members()} if variables else {}
    try:
        return urlsplit(_VARIABLE.sub(lambda found: defaults.get(found[1], ""), url)).path
    except ValueError:
        return ""


def _fit(wanted: tuple[str, ...], form: tuple[str, ...]) -> bool:
    return len(wanted) == len(form) and all(
        one == other or ("{}" in one and "{}" in other) for one, other in zip(wanted, form, strict=True)
    )


def find(path: str, offered: Iterable[Path]) -> Path | None:
    """The path of the document that answers this one."""
    wanted = segments(path)
    return next((one for one in offered if one.answers(wanted)), None)


def hint(path: str, offered: Iterable[Path]) -> str:
    """A mapping that would find the path, in words; empty where none comes to mind."""
    wanted = segments(path)
    for length in range(len(wanted) - 1, 0, -1):
        tail = wanted[-length:]
        if not any("{}" not in part for part in tail):
            continue
        for one in offered:
            for form in one.forms:
                if len(form) >= length and _fit(tail, form[-length:]):
                    here, there = wanted[:-length], form[:-length]
                    return f"--map /{'/'.join(here)}=/{'/'.join(there)}".rstrip("/")
    return ""

"""Content types: which of a document's is meant where the contract names one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.drift.reading import Node

JSON = "application/json"


def plain(media: str) -> str:
    """Without parameters, in lower case."""
    return media.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether the content is JSON by its name."""
    return bool(re.fullmatch(r"[a-z0-9.*_-]+/(?:json|.+\+json|\*)|\*/\*", plain(media)))


def takes(media: str, wanted: str) -> bool:
    """Whether a content type or a range of them includes another one."""
    kind, _, name = plain(media).partition("/")
    wanted_kind, _, wanted_name = plain(wanted).partition("/")
    return kind in {"*", wanted_kind} and name in {"*", wanted_name}


def contents(node: Node | None) -> list[tuple[str, Node]]:
    """The content types that a body or an answer lists. Raises Unresolved."""
    target = node.follow() if node is not None else None
    content = target.get("content") if target is not None else None
    return list(content.members()) if content is not None else []


def chosen(listed: list[tuple[str, Node]], wanted: str) -> tuple[str, Node] | None:
    """The content type that was meant, else another one of JSON, else None."""
    exact = [(media, node) for media, node in listed if takes(media, wanted)]
    others = [(media, node) for media, node in listed if is_json(media)]
    return next(iter([*exact, *others]), None)

"""Changes of events: payloads that no operation of a neighbour takes, channels, policies, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.drift.reading import Unresolved
from workexec_contracts.drift.schema import Direction, Scope, compare

from .both import Told, both
from .change import Side
from .facets import facets
from .facets import text as shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.reading import Library, Node

RECEIVE = "receive"


def events(old: Library, new: Library) -> Iterator[Told]:
    """Every change between two AsyncAPI documents."""
    before, after = _operations(old), _operations(new)
    for name in dict.fromkeys([*before, *after]):
        left, right = before.get(name), after.get(name)
        if left is not None and right is not None:
            yield from _changed(name, left, right)
        elif _address(left or right) is None:  # else the operation that takes it tells
            yield _gone_or_come(name, left, right)


def _operations(library: Library) -> dict[str, Node]:
    found = library.root.get("operations")
    return dict(found.members()) if found is not None else {}


def _address(operation: Node | None) -> str | None:
    try:
        channel = operation.followed("channel") if operation is not None else None
    except Unresolved:
        return None
    return channel.text("address") if channel is not None else None


def _gone_or_come(name: str, left: Node | None, right: Node | None) -> Told:
    node = right or left
    if node is None:
        raise ValueError("an event that is on neither side")
    received = node.text("action") == RECEIVE
    if left is None:
        breaks = (Side.PROVIDER,) if received else ()
    else:
        breaks = (Side.CONSUMER,) if received else (Side.PROVIDER,)
    texts = ("nothing", "published") if left is None else ("published", "nothing")
    clause = node.text("x-clause") or ""
    return Told(name, "event", *texts, breaks, False, node.file, node.written, clause)  # noqa: FBT003  # not unknown


def _changed(name: str, left: Node, right: Node) -> Iterator[Told]:
    clause = right.text("x-clause") or ""
    for facet in facets(left, right):
        place, node = f"{name} {facet.name.partition('/')[0]}", facet.node
        texts = (shown(facet.old), shown(facet.new))
        yield Told(place, facet.name, *texts, facet.breaks, False, node.file, node.written, clause)  # noqa: FBT003  # not unknown
    addressed = (_address(left), _address(right))
    if addressed[0] != addressed[1]:
        sides = (Side.CONSUMER, Side.PROVIDER)
        texts = (shown(addressed[0]), shown(addressed[1]))
        yield Told(name, "address", *texts, sides, False, right.file, right.written, clause)  # noqa: FBT003  # not unknown
    if addressed == (None, None):
        yield from _payload(name, left, right, clause)


def _payload(name: str, left: Node, right: Node, clause: str) -> Iterator[Told]:
    received = right.text("action") == RECEIVE
    direction = Direction.ANSWER if received else Direction.REQUEST
    scope = Scope(name, clause, "payload", direction, foreign=False)
    old, new = _schema(left), _schema(right)
    if old is not None and new is not None:
        yield from both(compare((old,), (new,), scope), compare((new,), (old,), scope))


def _schema(operation: Node) -> Node | None:
    listed = operation.get("messages")
    try:
        message = next(iter(listed.elements()), None) if listed is not None else None
        return message.followed("payload") if message is not None else None
    except Unresolved:
        return None

"""The hash of a history: every fact decides it, in a form that costs little to write.

A record is a JSON array of its facts, then its documents as JSON, then its body as it went over the wire, of
the length that the array says: two records that differ in anything have different bytes. What an earlier
record of the same call or letter says is not said again.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from .records import KINDS, Accepted, Arrived, Asked, Heard, Replied, Sent, Settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from .records import Record

_BATCH = 100


class Digest:
    """Grows record by record: the same ones give the same hash on every Python."""

    def __init__(self) -> None:
        """Of nothing."""
        self._hash = blake2b(digest_size=16)
        self._waiting: list[bytes] = []

    def add(self, record: Record) -> None:
        """The next record, as it is now: others may change its documents later."""
        self._waiting.append(_FORMS[type(record)](record))
        if len(self._waiting) >= _BATCH:
            self._update()

    def _update(self) -> None:
        self._waiting.append(b"")  # every record ends with its line, however many come at a time
        self._hash.update(b"\n".join(self._waiting))
        self._waiting.clear()

    @property
    def hex(self) -> str:
        """Of all records so far."""
        self._update()
        return self._hash.hexdigest()


def _json(value: object) -> bytes:
    """The value as JSON. `null` is also how a number is told that JSON has not: Python says which."""
    text = orjson.dumps(value, _other, orjson.OPT_NON_STR_KEYS)
    return text + repr(value).encode() if b"null" in text else text


def _other(value: object) -> str:
    """What JSON has not: an exact decimal, say."""
    return repr(value)


def _asked(one: Asked) -> bytes:
    return _json((one.at_us, "Asked", one.order, one.request, one.name, one.values, one.sent))


def _replied(one: Replied) -> bytes:
    return _json((one.at_us, "Replied", one.order, one.request, one.name, one.status, one.values, one.body))


def _sent(one: Sent) -> bytes:
    facts = (one.at_us, "Sent", one.order, one.request, one.call, one.number, one.headers)
    if one.number != 1:
        return orjson.dumps(facts, _other)
    exchange = one.exchange
    body, method = exchange.body, exchange.operation.method
    length = -1 if body is None else len(body)
    return orjson.dumps((*facts, method, exchange.target, length), _other) + (body or b"")


def _arrived(one: Arrived) -> bytes:
    facts = (one.at_us, "Arrived", one.order, one.call, one.number, one.copy, one.status)
    reply = one.reply if one.exchange.operation.mutates else ""  # a read's is heard, or lost for good
    if not (reply or one.made or one.published):
        return orjson.dumps(facts)
    return _json((*facts, reply, one.made, one.published))


def _heard(one: Heard) -> bytes:
    body = one.body
    facts = (one.at_us, "Heard", one.order, one.call, one.number, one.status, one.outcome, len(body))
    return orjson.dumps(facts) + body


def _accepted(one: Accepted) -> bytes:
    letter = one.letter
    body, ids = letter.body, (letter.id, letter.workorder_id, letter.correlation_id)
    return orjson.dumps((one.at_us, "Accepted", one.order, *ids, len(body))) + body


def _settled(one: Settled) -> bytes:
    letter = one.letter
    how = (letter.standing, letter.attempts, letter.reason, letter.code)
    return orjson.dumps((one.at_us, "Settled", one.order, letter.id, *how))


def _plain(one: Record) -> bytes:
    return orjson.dumps((type(one).__name__, *one))


_FORMS: dict[type, Callable[[Any], bytes]] = {
    **dict.fromkeys(KINDS.values(), _plain),
    Asked: _asked,
    Replied: _replied,
    Sent: _sent,
    Arrived: _arrived,
    Heard: _heard,
    Accepted: _accepted,
    Settled: _settled,
}

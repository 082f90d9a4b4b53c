"""The hash of a history: every fact decides it, in a form that costs little to write.

A record is a MessagePack array of its facts. Each says its type and its length, so that two records that
differ as JSON have different bytes. What an earlier record of the same call or letter says is not said
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
from msgspec.msgpack import Encoder

from .records import KINDS, Accepted, Arrived, Asked, Heard, Replied, Sent, Settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from .records import Record

_BATCH = 100
_DIGITS = 32
"""Of a hash: as many as anybody compares."""


class Digest:
    """Grows record by record: the same ones give the same hash on every Python."""

    def __init__(self) -> None:
        """Of nothing."""
        self._hash = sha256()
        self._waiting: list[bytes] = []

    def add(self, record: Record) -> None:
        """The next record, as it is now: others may change its documents later."""
        self._waiting.append(_FORMS[type(record)](record))
        if len(self._waiting) >= _BATCH:
            self._update()

    def _update(self) -> None:
        self._hash.update(b"".join(self._waiting))
        self._waiting.clear()

    @property
    def hex(self) -> str:
        """Of all records so far."""
        self._update()
        return self._hash.hexdigest()[:_DIGITS]


def _other(value: object) -> object:
    """What MessagePack has not: a mapping that is no dict, say."""
    return dict(value) if isinstance(value, Mapping) else repr(value)


_quick = Encoder(enc_hook=_other, decimal_format="number").encode


def _packed(value: object) -> bytes:
    """As MessagePack; as Python shows it where that has no such value: a whole number of 65 bits, say."""
    try:
        return _quick(value)
    except (TypeError, OverflowError, ValueError):
        return repr(value).encode("utf-8", "surrogatepass")


def _asked(one: Asked) -> bytes:
    return _packed((one.at_us, "Asked", one.order, one.request, one.name, one.values, one.sent))


def _replied(one: Replied) -> bytes:
    return _packed((one.at_us, "Replied", one.order, one.request, one.name, one.values, one.status, one.body))


def _sent(one: Sent) -> bytes:
    facts = (one.at_us, "Sent", one.order, one.request, one.call, one.number, one.headers)
    if one.number != 1:
        return _packed(facts)
    exchange = one.exchange
    return _packed((*facts, exchange.operation.method, exchange.target, exchange.body))


def _arrived(one: Arrived) -> bytes:
    facts = (one.at_us, "Arrived", one.order, one.call, one.number, one.copy, one.status)
    reply = one.reply if one.exchange.operation.mutates else ""  # a read's is heard, or lost for good
    if not (reply or one.made or one.published):
        return _packed(facts)
    return _packed((*facts, one.made, _exact((reply, one.published))))


def _exact(documents: object) -> bytes | str:
    """Documents of neighbours have exact decimals, which MessagePack would tell as texts.

    Nor has JSON a form for them, but it asks. Where it says `null`, Python says what that was.
    """
    try:
        text = orjson.dumps(documents, repr)
    except TypeError:  # nor has it the like of the above
        return repr(documents)
    return repr(documents) if b"null" in text else text


def _heard(one: Heard) -> bytes:
    return _packed((one.at_us, "Heard", one.order, one.call, one.number, one.status, one.outcome, one.body))


def _accepted(one: Accepted) -> bytes:
    letter = one.letter
    ids = (letter.id, letter.workorder_id, letter.correlation_id)
    return _packed((one.at_us, "Accepted", one.order, *ids, letter.body))


def _settled(one: Settled) -> bytes:
    letter = one.letter
    how = (letter.standing, letter.attempts, letter.reason, letter.code)
    return _packed((one.at_us, "Settled", one.order, letter.id, *how))


def _plain(one: Record) -> bytes:
    return _packed((type(one).__name__, one))


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

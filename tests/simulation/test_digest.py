from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.consumer import Standing
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.simulation.digest import Digest
from workexec_contracts.simulation.faults import Changing, Crash, Failing, Faults, How
from workexec_contracts.simulation.history import History
from workexec_contracts.simulation.records import (
    KINDS,
    Accepted,
    Arrived,
    Asked,
    Changed,
    Closed,
    Crashed,
    Heard,
    Replied,
    Restarted,
    Sent,
    Settled,
)
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.simulation.records import Record

FAULTS = Faults(faults=(Failing(percent=30, how=How.REFUSED), Crash(at_s=40_000), Changing()))
OTHERWISE: dict[type, dict[str, tuple[object, ...]]] = {
    Asked: {
        "order": (7,),
        "request": (7_000,),
        "name": ("GET /",),
        "values": ({"id": "x"},),
        "sent": ({"query": "x"}, {"query": None}, {"query": float("nan")}, {"query": 1}, {"query": 1.0}),
    },
    Replied: {
        "order": (7,),
        "request": (7_000,),
        "name": ("GET /",),
        "values": ({"id": "x"},),
        "status": (0, 418),
        "body": ({"total": 1}, {"total": 1.0}, {"total": "1"}, {"total": True}, {"total": [1]}, {"Total": 1}),
    },
    Sent: {
        "order": (7,),
        "request": (7_000,),
        "call": (7_000,),
        "number": (3,),
        "headers": ({"Accept": "x"}, {"accept": "x"}),
    },
    Arrived: {
        "order": (7,),
        "call": (7_000,),
        "number": (3,),
        "copy": (True,),
        "status": (418,),
        "reply": ({"tax": Decimal("1.0")}, {"tax": Decimal("1.00")}, {"tax": 1.0}, {"tax": "1.0"}),
        "made": ((("ledger", "L"),), (("ledger", "L"), ("ledger", "M"))),
        "published": (({"type": "x"},), ({"type": "x"}, {"type": "x"})),
    },
    Heard: {
        "order": (7,),
        "call": (7_000,),
        "number": (3,),
        "status": (None, 418),
        "outcome": (Outcome.TIMED_OUT, Outcome.CONNECTION_FAILED),
        "body": (b"", b"{}", b'{"total":1}', b'{"total":1.0}'),
    },
    Accepted: {"order": (7,)},
    Settled: {"order": (7,)},
    Crashed: {},
    Restarted: {},
    Changed: {"table": ("stock",), "key": ("CUST-7",)},
    Closed: {
        "order": (7,),
        "estimate_id": (None, "EST-7"),
        "workorder_id": (None, "WO-7"),
        "outcome": ("declined", "left"),
    },
}
"""Other values of each member that decides the hash of a record of its own."""


@cache
def records() -> tuple[Record, ...]:
    return simulate(Setting(seed=1, shops=1, a_day=8, faults=FAULTS), keep=None).kept


def digest(*told: Record) -> str:
    history = History()
    for record in told:
        history.add(record)
    return history.digest


def first(kind: type, fits: Callable[[Any], bool] = lambda _: True) -> Any:  # noqa: ANN401  # of that kind
    return next(record for record in records() if isinstance(record, kind) and fits(record))


def sample(kind: type) -> Any:  # noqa: ANN401  # of that kind
    if kind is Sent:
        return first(kind, lambda sent: sent.number == 1 and sent.exchange.body)
    if kind is Closed:
        return first(kind, lambda closed: closed.outcome == "billed")
    return first(kind, lambda one: kind is not Arrived or one.exchange.operation.mutates)


def others(kind: type) -> Iterator[Any]:
    record = sample(kind)
    yield record._replace(at_us=record.at_us + 1)
    for name, values in OTHERWISE[kind].items():
        yield from (record._replace(**{name: value}) for value in values)
    if kind is Sent:
        exchange, method = record.exchange, {"method": "PUT"}
        yield record._replace(exchange=exchange._replace(target="/elsewhere"))
        yield record._replace(
            exchange=exchange._replace(operation=exchange.operation.model_copy(update=method))
        )
        yield from (record._replace(exchange=exchange._replace(body=body)) for body in (None, b"", b"{}"))
    if kind in {Accepted, Settled}:
        yield from (record._replace(letter=letter) for letter in letters(record.letter, kind))


def letters(letter: Any, kind: type) -> Iterator[Any]:  # noqa: ANN401  # a letter
    yield letter._replace(id="evt-7")
    if kind is Accepted:
        told: dict[str, object] = {"workorder_id": "WO-7", "correlation_id": "corr-7", "body": b"{}"}
    else:
        standing = next(one for one in Standing if one is not letter.standing)
        told = {"standing": standing, "attempts": 9, "reason": "none", "code": "NONE"}
    yield from (letter._replace(**{name: value}) for name, value in told.items())


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_fact_decides_the_hash(kind: type) -> None:
    told = [sample(kind), *others(kind)]
    assert {name for name in told[0]._fields if name not in OTHERWISE[kind]} <= {
        "at_us",
        "exchange",
        "letter",
    }
    assert len({digest(record) for record in told}) == len({repr(record) for record in told}) == len(told)


def test_an_answer_to_a_read_is_told_where_it_is_heard() -> None:
    read = first(Arrived, lambda arrived: not arrived.exchange.operation.mutates)
    assert digest(read) == digest(read._replace(reply={}))


def test_the_order_of_records_decides_the_hash() -> None:
    one, other = records()[:2]
    assert len({digest(one, other), digest(other, one), digest(one), digest(one, other, other)}) == 4


def test_what_changes_after_it_was_told_changes_no_hash() -> None:
    body = {"status": "DRAFT"}
    history, replied = History(), sample(Replied)._replace(body=body)
    expected = digest(replied)
    history.add(replied)
    body["status"] = "APPROVED"
    assert history.digest == expected


def test_whoever_looks_at_the_hash_meanwhile_changes_nothing() -> None:
    history = History()
    for record in records():
        history.add(record)
        assert history.digest
    assert history.digest == digest(*records())


ODD: tuple[Any, ...] = (
    *(2**64, 2**70, -(2**64), {1: 2}, {2: 1}, "\ud800", "\udfff"),
    *(Decimal("1.10"), "1.10", 1.5, [], None, float("nan")),
)


def test_whatever_a_neighbour_says_is_hashed_and_tells() -> None:
    """A simulation goes on where a neighbour's bug says what no contract has."""
    found = set()
    for value in ODD:
        for record in (
            Replied(1, 1, 1, "GET /", {}, 200, {"a": value}),
            Asked(1, 1, 1, "GET /", {}, {"a": value}),
        ):
            digest = Digest()
            digest.add(record)
            found.add(digest.hex)
    assert len(found) == 2 * len(ODD)

"""The simulator's store beside the real one: the same operations, the same answers, transactions and all."""

from __future__ import annotations

import copy
import sqlite3
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulations.town import PACE
from workexec_contracts.consumer import Letter, Standing, Store
from workexec_contracts.simulation.memory import MemoryStore

ORDERS = ("WO-1", "WO-2")
KINDS = st.sampled_from(["estimate", "workorder"])
IDS = st.sampled_from(["1", "2", "3"])
STANDINGS = st.sampled_from(Standing)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.decimals(0, 999, places=2)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["a", "b", "größe"]), JSON, max_size=3)
LETTER_IDS = st.sampled_from(["e1", "e2", "e3", "e4"])
LETTERS = st.builds(
    Letter,
    id=LETTER_IDS,
    type=st.just("t"),
    domain=st.just("order"),
    workorder_id=st.sampled_from(ORDERS),
    body=st.binary(max_size=3),
    correlation_id=st.just("c"),
    accepted_at=st.just("2026-01-05T00:00:00Z"),
    standing=st.just(Standing.PENDING),
    attempts=st.integers(0, 9),
    last_status=st.none() | st.sampled_from([202, 400, 503]),
    reason=st.just(""),
    settled_at=st.just(""),
    code=st.just(""),
    display=st.just(""),
)
ONE = st.one_of(
    st.tuples(st.just("put"), KINDS, IDS, DOCUMENTS),
    st.tuples(st.just("drop"), KINDS, IDS),
    st.tuples(st.just("get"), KINDS, IDS),
    st.tuples(st.just("next_id"), st.sampled_from(["EST", "WO"])),
    st.tuples(st.just("accept"), LETTERS),
    st.tuples(
        st.just("settle"),
        LETTER_IDS,
        STANDINGS,
        st.integers(0, 9),
        st.none() | st.integers(200, 599),
    ),
    st.tuples(st.just("note"), st.text(max_size=4)),
    st.tuples(st.just("letters"), st.lists(STANDINGS, max_size=2, unique=True)),
)
MANY = st.recursive(
    st.lists(ONE, min_size=1, max_size=4),
    lambda inner: st.lists(
        st.tuples(st.just("transaction"), inner, st.booleans()) | ONE, min_size=1, max_size=4
    ),
    max_leaves=4,
)


class Undo(Exception):  # noqa: N818  # a reason to roll back, not a defect
    """Raised at the end of a transaction that is not to be."""


def do(store: Store, operation: tuple[Any, ...]) -> Any:  # noqa: ANN401  # whatever the store answers
    """What a store answers to an operation, or the name of what it raises."""
    name, *given = operation
    if name == "transaction":
        return within(store, *given)
    if name == "settle":
        return settle(store, *given)
    if name == "note":
        return store.note("warning", given[0], "c")
    if name == "letters":
        return store.letters(*given[0])
    given = [copy.deepcopy(one) for one in given]
    try:
        answer = getattr(store, name)(*given)
    except sqlite3.IntegrityError as error:
        return type(error).__name__
    for one in given:
        if isinstance(one, dict):
            one["changed by its owner"] = True  # which is nothing to the store
    return answer


def settle(store: Store, letter_id: str, standing: Standing, attempts: int, status: int | None) -> None:
    """What became of a letter; of one that is unknown nothing does."""
    letter = store.letter(letter_id) or Letter(letter_id, "t", "order", "WO-1", b"", "c", "")
    store.update(letter._replace(standing=standing, attempts=attempts, last_status=status, reason="told"))


def fail(fails: bool) -> None:  # noqa: FBT001  # drawn
    """Raises Undo, or does nothing."""
    if fails:
        raise Undo


def within(store: Store, operations: list[tuple[Any, ...]], fails: bool) -> list[Any]:  # noqa: FBT001  # drawn
    """All of them in one transaction, which fails at its end or does not; reads see what it has written."""
    told: list[Any] = []
    try:
        with store.transaction():
            told = [do(store, operation) for operation in operations]
            fail(fails)
    except Undo:
        told.append("undone")
    return told


class Stores(RuleBasedStateMachine):
    """The real store is the model."""

    def __init__(self) -> None:
        super().__init__()
        self.real, self.simulated = Store(), MemoryStore()

    @rule(operation=ONE)
    def one(self, operation: tuple[Any, ...]) -> None:
        assert do(self.simulated, operation) == do(self.real, operation)

    @rule(letter=LETTERS)
    def a_letter_is_accepted(self, letter: Letter) -> None:
        self.one(("accept", letter))

    @rule(letter_id=LETTER_IDS, standing=STANDINGS)
    def the_end_of_a_delivery_is_undone(self, letter_id: str, standing: Standing) -> None:
        """As by a death before the write is durable."""
        self.transaction([("settle", letter_id, standing, 1, 503)], fails=True)

    @rule(operations=MANY, fails=st.booleans())
    def transaction(self, operations: list[tuple[Any, ...]], fails: bool) -> None:  # noqa: FBT001  # drawn
        operation = ("transaction", operations, fails)
        assert do(self.simulated, operation) == do(self.real, operation)

    @invariant()
    def both_say_the_same(self) -> None:
        for kind in ("estimate", "workorder"):
            for own in ("1", "2", "3"):
                assert self.simulated.get(kind, own) == self.real.get(kind, own)
        assert self.simulated.letters() == self.real.letters()
        every = self.real.notices()
        assert self.simulated.notices() == every
        assert self.simulated.notices(newest=2) == self.real.notices(newest=2) == every[-2:]
        for standing in Standing:
            assert self.simulated.letters(standing) == self.real.letters(standing)
        pending = self.real.letters(Standing.PENDING)
        for order in ORDERS:
            in_turn = [letter for letter in pending if letter.workorder_id == order]
            assert self.simulated.pending_of(order) == in_turn
        assert self.simulated.pending == len(pending)
        assert self.simulated.dead == len(self.real.letters(Standing.DEAD))

    def teardown(self) -> None:
        self.real.close()


TestStores = Stores.TestCase
TestStores.settings = PACE

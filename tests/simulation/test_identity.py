from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.simulation.chance import Chance
from workexec_contracts.simulation.identity import Names

ORDERS = st.integers(-1, 10**9)


def names_of(order: int, seed: int = 7) -> Names:
    names = Names(Chance(seed))
    names.order = order
    return names


def drawn(names: Names) -> tuple[object, ...]:
    return (names.uuid(), names.uuid_text(), names.hex(16), names.hex(8), names.call())


@given(ORDERS, ORDERS)
def test_what_a_work_order_draws_hangs_on_no_other_work_order(order: int, other: int) -> None:
    alone, beside = names_of(order), names_of(order)
    if other != order:
        beside.order = other
        drawn(beside)
        beside.order = order
    assert [drawn(alone), drawn(alone)] == [drawn(beside), drawn(beside)]


def test_another_seed_or_work_order_draws_other_names() -> None:
    assert len({names.uuid() for names in (names_of(1), names_of(2), names_of(1, seed=8))}) == 3


def test_no_name_comes_twice() -> None:
    names = names_of(0)
    told: set[object] = set()
    for names.order in range(200):
        told.update({names.uuid(), names.uuid_text(), names.hex(16), names.hex(8), names.call()})
    assert len(told) == 1_000


@given(ORDERS)
def test_a_uuid_is_one_of_version_4_as_an_object_and_as_a_text(order: int) -> None:
    one, same = names_of(order), names_of(order)
    told = one.uuid()
    assert (told.version, told.variant) == (4, UUID(int=0, version=4).variant)
    assert str(told) == same.uuid_text()


def test_hexadecimal_names_are_as_long_as_wanted_and_never_nothing_but_zeros() -> None:
    names = names_of(1)
    assert (len(names.hex(8)), len(names.hex(16))) == (16, 32)
    assert "00" not in {names.hex(1) for _ in range(2_000)}


def test_a_caller_has_a_trace_and_a_correlation_id_of_its_own() -> None:
    names = names_of(1)
    one, other = names.identity("token"), names.identity("token")
    assert one.trace_id != other.trace_id
    assert one.correlation_id != other.correlation_id
    assert one.token == other.token == "token"


def test_of_a_work_order_that_is_over_nothing_is_kept() -> None:
    names = names_of(1)
    first = drawn(names)
    names.retire(1)
    names.retire(2)  # which has drawn nothing
    assert drawn(names) == first

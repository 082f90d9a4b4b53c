from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.simulation.chance import Chance


def test_a_draw_hangs_on_seed_and_name_and_on_nothing_else() -> None:
    one, other = Chance(7), Chance(7)
    other.number("something", "else")
    assert (
        one.number("latency", "4.1", 2)
        == other.number("latency", "4.1", 2)
        == 0x34AC_BB71_E982_3D54_FB94_C6DF_82EE_B80E
    )
    assert one.number("latency", "4.1", 2) != Chance(8).number("latency", "4.1", 2)


@given(st.integers(), st.text(), st.integers(0, 9))
def test_shares_are_between_nothing_and_one(seed: int, name: str, number: int) -> None:
    assert 0 <= Chance(seed).unit(name, number) < 1


def test_what_happens_in_a_third_of_all_cases_does() -> None:
    chance = Chance(1)
    assert 900 < sum(chance.happens(33.3, "case", number) for number in range(3_000)) < 1_100
    assert not any(chance.happens(0, "case", number) for number in range(1_000))
    assert all(chance.happens(100, "case", number) for number in range(1_000))

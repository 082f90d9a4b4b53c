from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.consumer import Standing
from workexec_contracts.providers import State
from workexec_contracts.simulation.checkers import EverythingDrainsOnceFaultsStop as Claim
from workexec_contracts.simulation.checkers import View
from workexec_contracts.simulation.clock import Clock
from workexec_contracts.simulation.faults import Crash, Down, Poison
from workexec_contracts.simulation.memory import MemoryStore
from workexec_contracts.simulation.records import Accepted, Closed
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.consumer import Letter
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def test_after_a_day_of_outages_nothing_is_left() -> None:
    faults = [Down(target=name) for name in ("order", "shopmgmt", "inventory", "people")]
    found = judged(Claim, as_it_was, *faults, Crash(at_attempt=40))
    assert found.verdict is Verdict.PASSED
    assert isinstance(found, Claim)
    assert found.drained_us > 0.6 * 86_400e6


def test_a_life_that_is_left_unfinished_is_told() -> None:
    found = judged(Claim, Once(Closed, lambda closed, _: [closed._replace(outcome="unfinished")]))
    assert "unfinished after" in told(found)


def test_a_life_that_never_ends_is_told() -> None:
    assert "still open" in told(judged(Claim, Once(Closed, lambda *_: [])))


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.DEAD])
def test_a_letter_that_is_left_over_is_told(standing: Standing) -> None:
    letters: list[Letter] = []

    def keep(accepted: Accepted, _: Simulation) -> list[Record]:
        letters.append(accepted.letter._replace(standing=standing))
        return [accepted]

    judged(Claim, Once(Accepted, keep))
    store = MemoryStore()
    store.accept(letters[0])
    invariant = Claim(View(Clock(), State.fresh(), store))
    invariant.end()
    assert f"status_changed {letters[0].id} is still {standing}: never tried" in told(invariant)


@pytest.mark.parametrize("target", ["people", "order", "audit", "all"])
def test_whoever_gives_up_while_everything_is_refused_is_no_breach(target: str) -> None:
    found = judged(Claim, as_it_was, Poison(target=target, percent=100), days=2)
    assert found.broken == 0, told(found)


def test_what_still_waits_for_people_who_gave_up_is_no_breach() -> None:
    """Order is away and Accounting refuses: nobody asks for the bill again once Order is back."""
    refused = Poison(target="accounting", percent=100, until_s=70_000)
    found = judged(Claim, as_it_was, refused, Down(target="order", from_s=21_000, until_s=70_000), days=1)
    assert isinstance(found, Claim)
    assert any(letter.is_closed for letter in found.view.store.letters(Standing.PENDING))
    assert found.broken == 0, told(found)


def test_a_life_that_is_given_up_after_the_faults_is_told() -> None:
    late = Once(
        Closed, lambda closed, _: [closed._replace(outcome="unfinished")], lambda one: one.outcome == "billed"
    )
    found = judged(Claim, late, Poison(target="people", percent=100, until_s=30_000), days=1)
    assert "unfinished after" in told(found)

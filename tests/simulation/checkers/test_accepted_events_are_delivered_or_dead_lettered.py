from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.consumer import Standing
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.simulation.checkers import AcceptedEventsAreDeliveredOrDeadLettered as Claim
from workexec_contracts.simulation.faults import Crash, Down, LostAnswers
from workexec_contracts.simulation.records import Accepted, Arrived, Closed, Settled
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

SHOPMGMT_DOWN = Down(target="shopmgmt")


def test_outages_lost_answers_and_crashes_lose_nothing() -> None:
    faults = (SHOPMGMT_DOWN, LostAnswers(percent=30), Crash(at_attempt=40), Crash(at_write=60))
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


def test_a_letter_that_is_gone_is_told() -> None:
    gone: list[str] = []

    def lose(closed: Closed, run: Simulation) -> list[Record]:
        gone.append(next(iter(run.store._letters_by_id)))
        run.store._letters_by_id.pop(gone[0])
        return [closed]

    found = judged(Claim, Once(Closed, lose, lambda closed: closed.outcome == "billed"))
    assert f"{gone[0]} is gone" in told(found)


def test_an_acknowledgement_that_no_neighbour_gave_is_told() -> None:
    lost = Once(Arrived, lambda *_: [], lambda arrived: arrived.exchange.operation.events)
    assert "is acknowledged, and no neighbour ever answered 202" in told(judged(Claim, lost))


def test_a_dead_letter_that_is_not_announced_is_told() -> None:
    def silence(settled: Settled, run: Simulation) -> list[Record]:
        run.store._documents.pop(("dead-letter event", settled.letter.id))
        return [settled]

    dead = Once(Settled, silence, lambda settled: settled.letter.standing is Standing.DEAD)
    assert "is dead without a dead-letter event" in told(judged(Claim, dead, SHOPMGMT_DOWN))


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("domain", "order"),
        ("event", {}),
        ("reason", "none"),
        ("attempts", 0),
        ("lastStatus", 500),
        ("failedAt", "never"),
    ],
)
def test_a_dead_letter_that_is_announced_as_another_is_told(name: str, to: object) -> None:
    def otherwise(settled: Settled, run: Simulation) -> list[Record]:
        run.store._documents["dead-letter event", settled.letter.id]["data"][name] = to
        return [settled]

    dead = Once(Settled, otherwise, lambda settled: settled.letter.standing is Standing.DEAD)
    assert f"its dead-letter event says {name} {to}, not" in told(judged(Claim, dead, SHOPMGMT_DOWN))


def test_a_step_that_was_taken_without_its_event_is_told() -> None:
    unaccepted = Once(Accepted, lambda *_: [], lambda accepted: accepted.letter.type == status_changed.type)
    assert "and no status_changed ASSIGNED was ever accepted" in told(judged(Claim, unaccepted))


def test_an_acknowledged_letter_stays_acknowledged() -> None:
    def twice(settled: Settled, _: Simulation) -> list[Record]:
        return [settled, settled._replace(letter=settled.letter._replace(standing=Standing.DEAD))]

    assert "was acknowledged and is dead" in told(judged(Claim, Once(Settled, twice)))


def test_a_fail_open_letter_that_is_given_up_goes_to_the_dead_letters() -> None:
    def blocked(settled: Settled, _: Simulation) -> list[Record]:
        return [settled._replace(letter=settled.letter._replace(standing=Standing.PENDING))]

    dead = Once(Settled, blocked, lambda settled: settled.letter.standing is Standing.DEAD)
    assert "was given up, and is pending" in told(judged(Claim, dead, SHOPMGMT_DOWN))


def test_a_replay_that_fails_is_not_announced_again() -> None:
    def anew(settled: Settled, run: Simulation) -> list[Record]:
        key = ("dead-letter event", settled.letter.id)
        run.store._documents[key] = {**run.store._documents[key], "id": "evt-another"}
        return [settled]

    replayed = Once(
        Settled,
        anew,
        lambda settled: settled.letter.standing is Standing.DEAD and settled.letter.attempts > 4,
    )
    assert "is told of by a second dead-letter event" in told(judged(Claim, replayed, SHOPMGMT_DOWN))


@pytest.mark.parametrize("more", [-1, 1])
def test_attempts_that_are_miscounted_are_told(more: int) -> None:
    def miscount(settled: Settled, _: Simulation) -> list[Record]:
        return [settled._replace(letter=settled.letter._replace(attempts=settled.letter.attempts + more))]

    replayed = Once(Settled, miscount, lambda settled: settled.letter.attempts == 8)
    assert f"says {8 + more} attempts, there were 8" in told(judged(Claim, replayed, SHOPMGMT_DOWN))

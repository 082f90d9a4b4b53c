from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

import pytest

from workexec_contracts.consumer import Standing, operation_of
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.simulation.faults import (
    Changing,
    Crash,
    Down,
    Duplicated,
    Failing,
    Faults,
    LostAnswers,
    LostRequests,
    Reordered,
    Skew,
)
from workexec_contracts.simulation.life import STATUS
from workexec_contracts.simulation.records import (
    Accepted,
    Arrived,
    Asked,
    Closed,
    Crashed,
    Heard,
    Replied,
    Restarted,
    Sent,
    Settled,
)
from workexec_contracts.simulation.run import Simulation, simulate
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.simulation.run import Outcome

    Run = Callable[..., Outcome]

EVERYTHING = (
    Down(target="order", from_s=36_000, until_s=43_200),
    LostAnswers(percent=5),
    LostRequests(percent=3),
    Duplicated(percent=10),
    Reordered(percent=5),
    Failing(percent=5),
    Crash(at_s=40_000),
    Crash(at_attempt=60),
    Crash(at_write=50),
    Changing(),
)
GOLDEN = Path(__file__).with_name("golden_history.txt")
"""The hash of one small history with every kind of chance in it: every supported Python makes the same."""
DIGEST = """
from workexec_contracts.simulation.faults import (
    Brownout, Changing, Crash, Duplicated, Failing, Faults, LostAnswers, LostRequests, Poison, Reordered, Slow
)
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.setting import Setting
faults = Faults(
    faults=(
        Failing(percent=10), LostAnswers(percent=20), LostRequests(percent=5), Duplicated(percent=10),
        Reordered(percent=5), Poison(target="people", percent=20), Slow(latency_ms_median=200),
        Brownout(comfortable=0, latency_ms_each=50), Changing(),
        Crash(at_write=20), Crash(at_s=50_000), Crash(at_answer=30),
    )
)
print(simulate(Setting(seed=5, shops=2, a_day=4, faults=faults)).digest)
"""


def replies(outcome: Outcome) -> list[Replied]:
    return [record for record in outcome.kept if isinstance(record, Replied)]


def of(outcome: Outcome, kind: type) -> list[object]:
    return [record for record in outcome.kept if type(record) is kind]


def test_the_same_setting_gives_the_same_history(run: Run) -> None:
    one, other = run(*EVERYTHING), run(*EVERYTHING)
    assert (one.digest, one.records, one.figures) == (other.digest, other.records, other.figures)
    assert one.digest != run(*EVERYTHING, seed=2).digest


def test_the_history_does_not_hang_on_the_process_or_the_python_that_makes_it() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4711")
    }
    told = f"where a change of the history is meant, write {digests} into {GOLDEN.name}"
    assert digests == {GOLDEN.read_text()}, told


def test_records_are_in_the_order_of_time(run: Run) -> None:
    times = [record.at_us for record in run(*EVERYTHING).kept]
    assert times == sorted(times)
    assert len(times) > 500


@pytest.mark.parametrize("seed", range(5))
def test_whatever_fails_every_life_comes_to_its_end(seed: int, run: Run) -> None:
    outcome = run(*EVERYTHING, seed=seed)
    ends = [record.outcome for record in of(outcome, Closed)]  # type: ignore[attr-defined]  # of one kind
    assert "unfinished" not in ends
    assert ends


def test_without_faults_each_call_is_one_attempt(run: Run) -> None:
    outcome = run()
    assert all(one.calls == one.attempts for one in outcome.figures.integrations)
    assert {one.operation_id for one in outcome.figures.integrations} >= {
        "deliverInventoryEvent",
        "deliverOrderEvent",
        "deliverAccountingEvent",
        "deliverPeopleEvent",
        "deliverShopmgmtEvent",
        "createAuditEvent",
        "calculateTax",
        "searchParts",
        "getCustomer",
    }


def test_a_neighbour_that_hears_twice_answers_twice_and_acts_once(run: Run) -> None:
    outcome = run(Duplicated(percent=100))
    copies = [one for one in outcome.kept if isinstance(one, Arrived) and one.copy]
    mutations = [one for one in copies if one.exchange.operation.mutates]
    assert len(mutations) > 20
    assert {one.status for one in mutations} <= {200, 201, 202}
    assert not any(one.made or one.published for one in mutations)


def test_a_lost_answer_leaves_the_effect_and_is_retried_with_the_same_key(run: Run) -> None:
    outcome = run(LostAnswers(target="deliverOrderEvent", percent=60))
    sent = [r for r in outcome.kept if isinstance(r, Sent) and r.exchange.domain == "order"]
    made = [
        r.made for r in outcome.kept if isinstance(r, Arrived) and r.exchange.domain == "order" and r.made
    ]
    keys = {record.headers["Idempotency-Key"] for record in sent}
    assert len(sent) > len(keys) == len(made)


def test_a_lost_request_is_noticed_after_the_time_out_of_the_contract(run: Run) -> None:
    outcome = run(LostRequests(target="deliverPeopleEvent", percent=50), seed=3)
    begun = {(r.call, r.number): r for r in outcome.kept if isinstance(r, Sent)}
    lost = [r for r in outcome.kept if isinstance(r, Heard) and r.outcome == "timed out"]
    waits = {r.at_us - begun[r.call, r.number].at_us for r in lost}
    timeout_s = operation_of("deliverPeopleEvent").policy.timeout_s
    assert waits == {round(timeout_s * 1_000_000)}


def test_no_crash_outlives_the_end_of_all_faults() -> None:
    def run(*crashes: Crash, until_s: float | None = None) -> Outcome:
        faults = Faults(faults=crashes, until_s=until_s)
        return simulate(Setting(shops=1, a_day=3, faults=faults), keep=None)

    assert not of(run(Crash(at_s=40_000), until_s=39_000), Crashed)
    assert not of(run(Crash(at_attempt=10), until_s=10_000), Crashed)
    for crash in (
        Crash(at_s=60_000, down_s=500_000),
        Crash(at_attempt=10, down_s=500_000),
        Crash(at_write=20, down_s=500_000),
    ):
        late = run(crash)
        (back,) = (record.at_us for record in late.kept if isinstance(record, Restarted))
        assert back == 86_400 * 1_000_000, crash
        assert late.verdict is Verdict.PASSED, crash


def test_a_crash_ends_every_wait_and_users_get_no_answer(run: Run) -> None:
    crash = Crash(at_attempt=40)
    outcome = run(crash)
    (died,) = (number for number, record in enumerate(outcome.kept) if isinstance(record, Crashed))
    back_us = outcome.kept[died].at_us + round(crash.down_s * 1_000_000)
    meanwhile = [r for r in outcome.kept[died:] if r.at_us < back_us]
    assert not any(isinstance(record, Sent | Heard | Settled) for record in meanwhile)
    assert [r for r in meanwhile if isinstance(r, Replied) and r.status == 0]


@pytest.mark.parametrize("kind", ["at_write", "at_attempt", "at_answer"])
def test_wherever_workexec_dies_nothing_is_left_undone(kind: str, run: Run) -> None:
    for number in range(0, 200, 3):
        outcome = run(Crash.model_validate({kind: number}), a_day=1)
        if not of(outcome, Crashed):
            break
        assert set(outcome.figures.outcomes) <= {"billed", "declined", "cancelled"}, f"{kind} {number}"
    assert number > 20


def test_a_user_asks_again_for_what_was_done_before_the_crash(run: Run) -> None:
    """The answer to the first step of the work is lost after its write: the same status again is no event."""
    at = next(number for number, reply in enumerate(replies(run(a_day=1))) if reply.name == STATUS)
    outcome = run(Crash(at_answer=at), a_day=1)
    crash = next(number for number, record in enumerate(outcome.kept) if isinstance(record, Crashed))
    accepted = [
        r for r in outcome.kept[:crash] if isinstance(r, Accepted) and r.letter.event is status_changed
    ]
    assert len(accepted) == 1
    first, again = [reply for reply in replies(outcome) if reply.name == STATUS][:2]
    assert (first.status, again.status, "events" in again.body) == (0, 200, False)
    assert outcome.verdict is Verdict.PASSED


def test_skew_is_in_what_workexec_writes_and_moves_no_time(run: Run) -> None:
    plain, skewed = run(), run(Skew(skew_s=-3_600))
    at = [[record.at_us for record in outcome.kept] for outcome in (plain, skewed)]
    assert at[0] == at[1]
    assert plain.digest != skewed.digest


def test_leaving_a_work_order_out_changes_nothing_of_what_the_others_want() -> None:
    whole = simulate(Setting(seed=3, shops=1, a_day=4), None)
    numbers = sorted({record.order for record in whole.kept if isinstance(record, Closed)})
    part = simulate(whole.setting.model_copy(update={"only": tuple(numbers[1:])}), None)
    assert {record.order for record in part.kept if isinstance(record, Closed)} == set(numbers[1:])
    for number in numbers[1:]:
        wanted, wanted_alone = ([wish(r) for r in o.kept if is_wish(r, number)] for o in (whole, part))
        assert wanted == wanted_alone
        assert len(wanted) > 5


def is_wish(record: object, number: int) -> TypeGuard[Asked]:
    return isinstance(record, Asked) and record.order == number


def wish(asked: Asked) -> tuple[str, dict[str, object]]:
    """A step, without the ids and times that others' steps move."""
    sent = {
        name: value for name, value in asked.sent.items() if name not in {"startTime", "endTime", "parts"}
    }
    return asked.name, sent


def test_memory_does_not_grow_with_simulated_time() -> None:
    simulation = Simulation(Setting(seed=1, shops=2, days=6))
    sizes = []
    for _ in simulation.hours():
        state = simulation.state
        sizes.append(
            len(simulation.store._documents)
            + len(simulation.store._letters_by_id)
            + len(state.remembered)
            + sum(len(table) for table in state.tables.values())
            + len(state.published)
            + len(state.log)
        )
    morning, last = sizes[30], sizes[-1]
    assert max(sizes) - morning < 400
    assert last - morning < 150


def test_letters_that_cannot_be_delivered_are_replayed_by_the_operator(run: Run) -> None:
    outcome = run(Down(target="shopmgmt", until_s=50_000))
    settled = [record.letter for record in outcome.kept if isinstance(record, Settled)]
    dead = {letter.id for letter in settled if letter.standing is Standing.DEAD}
    acknowledged = {letter.id for letter in settled if letter.standing is Standing.ACKNOWLEDGED}
    assert dead
    assert dead <= acknowledged
    assert outcome.figures.replayed == outcome.figures.dead_letters == len(dead)

"""The operator of dead letters: what is refused again costs one attempt, and comes in order once taken."""

from __future__ import annotations

from collections import Counter, defaultdict

from workexec_contracts.consumer import Standing
from workexec_contracts.simulation.clock import SECOND_US, micros
from workexec_contracts.simulation.faults import Faults, Poison
from workexec_contracts.simulation.people import REPLAY_S
from workexec_contracts.simulation.records import Accepted, Sent, Settled
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.setting import Setting

MENDED_S = 64_800.0
POISON = Poison(target="inventory", percent=50, until_s=MENDED_S)


def test_one_of_those_that_are_refused_again_goes_ahead_and_all_follow_once_it_is_taken() -> None:
    outcome = simulate(Setting(seed=4, shops=9, days=1, faults=Faults(faults=(POISON,))), keep=None)
    dead: Counter[str] = Counter()
    """How often each letter was given up."""
    tried: Counter[int] = Counter()
    """Attempts at what had been refused again, by the look."""
    delivered_s = {}
    for record in outcome.kept:
        if isinstance(record, Sent) and dead[record.exchange.headers.get("Idempotency-Key", "")] >= 2:
            tried[record.at_us // micros(REPLAY_S)] += 1
        if isinstance(record, Settled) and record.letter.standing is Standing.DEAD:
            dead[record.letter.id] += 1
        if isinstance(record, Settled) and record.letter.standing is Standing.ACKNOWLEDGED:
            delivered_s[record.letter.id] = record.at_us / SECOND_US
    mended_at = micros(MENDED_S) // micros(REPLAY_S)
    assert {count for look, count in tried.items() if look < mended_at} == {1}
    assert len(tried) >= 8
    again = [letter for letter, times in dead.items() if times >= 2]
    assert len(again) >= 6
    assert all(MENDED_S < delivered_s[letter] < MENDED_S + 2 * REPLAY_S for letter in again)
    assert max(dead[letter] for letter in again) < len(tried)


def test_what_was_refused_comes_in_the_order_of_its_work_order_once_it_is_taken() -> None:
    """Statuses of an appointment, one of which is tried again and again (F60)."""
    refused = Poison(target="shopmgmt", percent=100, until_s=86_400.0)
    outcome = simulate(Setting(seed=3, shops=2, days=3, faults=Faults(faults=(refused,))), keep=None)
    accepted: defaultdict[int, list[str]] = defaultdict(list)
    taken: defaultdict[int, list[str]] = defaultdict(list)
    dead: set[str] = set()
    for record in outcome.kept:
        if isinstance(record, Accepted) and record.letter.domain == "shopmgmt":
            accepted[record.order].append(record.letter.id)
        if isinstance(record, Settled) and record.letter.domain == "shopmgmt":
            if record.letter.standing is Standing.DEAD:
                dead.add(record.letter.id)
            elif record.letter.id in dead:
                taken[record.order].append(record.letter.id)
    assert len(dead) >= 20
    assert max(map(len, taken.values())) >= 3
    for order, letters in taken.items():
        assert letters == [one for one in accepted[order] if one in dead]

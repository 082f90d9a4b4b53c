"""The operator of dead letters: what is refused again and again costs one attempt, until it is mended."""

from __future__ import annotations

from collections import Counter

from workexec_contracts.consumer import Standing
from workexec_contracts.simulation.clock import SECOND_US, micros
from workexec_contracts.simulation.faults import Faults, Poison
from workexec_contracts.simulation.people import REPLAY_S
from workexec_contracts.simulation.records import Sent, Settled
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

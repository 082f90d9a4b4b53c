"""Mutants on the real bench: servers, Pact's verifier, Schemathesis. One operation, quickly drawn."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from workexec_contracts.verification.errors import WrongUsage
from workexec_contracts.verification.mutation import Baseline, Kind, Layer, Trial, Wish, chosen, run

SUBJECT = "getApprovalPolicy"


def ran(wish: Wish) -> dict[str, set[Layer]]:
    result = asyncio.run(run(wish, lambda *_: None))
    return {trial.id.removeprefix(f"{trial.subject}/"): set(trial.killed_by) for trial in result.trials}


def test_each_layer_kills_what_it_can_see() -> None:
    found = {
        name: killers
        for kind in (Kind.DROPPED, Kind.LATE, Kind.HEADER)
        for name, killers in ran(Wish(subject=SUBJECT, kind=kind, jobs=1)).items()
    }
    assert found["response/policyMode/dropped"] == set(Layer)
    assert found["time/success/late"] == set(Layer)
    assert Layer.PACTS not in found["headers/Allow/lost"]
    assert found["headers/traceparent/lost"] == set()


def test_an_event_of_workexec_is_judged_by_its_pacts_alone() -> None:
    found = ran(Wish(mutant="status_changed/message/data.newStatus/outside", jobs=1))
    assert found == {"message/data.newStatus/outside": {Layer.PACTS}}


def test_the_right_provider_raises_no_alarm_with_two_seeds() -> None:
    heard: list[Trial | Baseline] = []
    wish = Wish(subject=SUBJECT, baseline_seeds=2, jobs=1)
    result = asyncio.run(run(wish, lambda _, __, found: heard.append(found)))
    verdicts = Counter((found.seed, found.judgement.verdict.value) for found in result.baselines)
    assert verdicts == {(1, "passed"): 3, (2, "passed"): 3}
    assert len(heard) == 6


def test_a_name_that_no_mutant_has_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="nothing is called 'searchPart'"):
        chosen(Wish(subject="searchPart"))

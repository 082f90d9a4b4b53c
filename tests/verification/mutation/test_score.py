"""The score, the committed result, the equivalents: what falls, what is new, what explains nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from workexec_contracts.verdict import Verdict
from workexec_contracts.verification.mutation import (
    Golden,
    Judgement,
    Kind,
    Layer,
    MutationRun,
    Trial,
    golden,
    golden_of,
    matrix,
    mutants,
    tally,
)
from workexec_contracts.verification.mutation.committed import fallen, stale, unbeaten, weaker
from workexec_contracts.verification.mutation.equivalent import (
    Equivalent,
    disproved,
    equivalents,
    reason_of,
    unmatched,
)
from workexec_contracts.verification.mutation.sample import sampled


def judged(layer: Layer, verdict: Verdict) -> Judgement:
    return Judgement(layer=layer, verdict=verdict, asked=1, seconds=0.1)


def trial(name: str, *killers: Layer, equivalent: str = "", verdict: Verdict = Verdict.PASSED) -> Trial:
    judgements = tuple(judged(layer, Verdict.FAILED if layer in killers else verdict) for layer in Layer)
    return Trial(
        id=name,
        kind=Kind.DROPPED,
        subject=name.partition("/")[0],
        domain="catalog",
        clause="a clause",
        says="says",
        judgements=judgements,
        equivalent=equivalent,
        replay="wxc mutate",
    )


KILLED = trial("a/b/killed", Layer.PACTS, Layer.RULES)
DRAWN = trial("a/b/drawn", Layer.FUZZING)
GAP = trial("a/b/gap")
EQUAL = trial("a/b/equal", equivalent="because")
ALL = (KILLED, DRAWN, GAP, EQUAL)


def test_the_score_is_the_share_of_those_that_could_be_killed() -> None:
    found = tally(ALL)
    assert (found.mutants, found.equivalent, found.counted, found.killed) == (4, 1, 3, 2)
    assert found.share() == pytest.approx(2 / 3)
    assert found.share(Layer.PACTS) == pytest.approx(1 / 3)
    assert matrix(ALL) == {Kind.DROPPED: found}


def test_what_is_unknown_is_not_killed() -> None:
    assert not trial("a/b/c", verdict=Verdict.UNKNOWN).killed_by


def test_a_new_survivor_and_a_score_that_fell_are_problems() -> None:
    before = golden_of(1, ALL)
    now = [KILLED, trial("a/b/drawn"), GAP, EQUAL]
    problems = fallen(now, before, whole=True)
    assert [text.partition(":")[0] for text in problems[:1]] == ["a new survivor"]
    assert any(text.startswith("the score fell from 66.67% to 33.33%") for text in problems)
    assert any(text.startswith("the share of fuzzing fell") for text in problems)


def test_a_survivor_that_is_known_is_no_problem_and_a_part_of_a_run_has_no_score() -> None:
    assert fallen(ALL, golden_of(1, ALL), whole=True) == []
    assert fallen([GAP], golden_of(1, ALL), whole=False) == []


def test_a_mutant_that_fewer_layers_kill_is_told() -> None:
    now = trial("a/b/killed", Layer.RULES)
    assert weaker([now, DRAWN], golden_of(1, ALL)) == ["a/b/killed: pacts killed it before"]


def test_a_committed_result_of_other_mutants_is_stale() -> None:
    known = golden_of(1, ALL)
    assert stale([mutant.id for mutant in ALL], known) == []
    assert "does not know 1 mutants, as new/x" in stale([*known.killed_by, "new/x"], known)[0]
    assert (
        "1 mutants that are no more, as a/b/drawn" in stale(known.killed_by.keys() - {"a/b/drawn"}, known)[0]
    )
    assert "is missing" in stale([], None)[0]


def test_an_equivalent_that_matches_nothing_or_was_killed_is_a_problem() -> None:
    entries = [Equivalent(id="a/*", reason="r"), Equivalent(id="nothing/*", reason="r")]
    assert unmatched(["a/b/c"], entries) == ["equivalent.toml: nothing/* matches no mutant; take it out"]
    assert reason_of("a/b/c", entries) == "r"
    killed = trial("a/b/c", Layer.PACTS, equivalent="r")
    assert disproved([killed, GAP]) == ["equivalent.toml: a/b/c is no equivalent: pacts killed it"]


def run(*trials: Trial, problems: tuple[str, ...] = ()) -> MutationRun:
    return MutationRun(
        seed=1,
        jobs=1,
        started_at="2026-01-25T14:30:00Z",
        seconds=1,
        derived=len(trials),
        narrowed=False,
        trials=trials,
        baselines=(),
        problems=problems,
        verdict=Verdict.PASSED,
    )


def test_a_run_fails_with_a_problem_and_knows_nothing_without_a_trial() -> None:
    assert unbeaten(run(KILLED, GAP)) is Verdict.PASSED
    assert unbeaten(run(KILLED, problems=("a problem",))) is Verdict.FAILED
    assert unbeaten(run()) is Verdict.UNKNOWN
    assert unbeaten(run(trial("a/b/c", verdict=Verdict.UNKNOWN))) is Verdict.UNKNOWN


def test_a_sample_has_some_of_every_class_and_the_same_seed_gives_the_same() -> None:
    everything = list(mutants().values())
    found = sampled(everything, 2 * len(Kind), 5)
    assert set(Counter(mutant.kind for mutant in found).values()) == {2}
    assert found == sampled(everything, 2 * len(Kind), 5)
    assert found != sampled(everything, 2 * len(Kind), 6)
    assert len(sampled(everything, None, 5)) == len(everything)


@pytest.fixture
def committed() -> Golden:
    found = golden()
    assert found is not None
    return found


def test_the_committed_result_is_about_the_mutants_of_the_contracts(committed: Golden) -> None:
    assert stale(mutants(), committed) == []
    assert unmatched(mutants()) == []


def test_the_committed_score_is_what_was_aimed_at(committed: Golden) -> None:
    assert committed.mutants >= 600
    assert committed.score >= 0.98
    assert committed.by_layer[Layer.PACTS] >= 0.7


def test_every_survivor_is_a_gap_that_is_listed_or_explained(committed: Golden) -> None:
    alive = {name for name, letters in committed.killed_by.items() if not letters}
    assert alive == {*committed.survivors, *(name for name in alive if reason_of(name))}
    assert all(entry.reason.strip() for entry in equivalents())

"""A mutation run: which mutants and layers, what was found, what it means beside the committed result."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary.data import Data
from workexec_contracts.verification.errors import WrongUsage
from workexec_contracts.verification.fuzzing import settings
from workexec_contracts.verification.verdict import Verdict

from . import committed
from .catalogue import mutants
from .equivalent import disproved, reason_of, unmatched
from .layers import Layer
from .mutant import Kind, Mutant
from .pool import Pool, shares
from .sample import sampled
from .score import Baseline, MutationRun, Trial
from .worker import Job, Tried

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHARE_OF_TIME = 0.8
"""Of the time of a sample, after which no mutant is begun: the last ones have to end too."""


class Wish(Data):
    """What was asked for. Empty means all."""

    subject: str | None = None
    kind: str | None = None
    mutant: str | None = None
    layers: tuple[Layer, ...] = tuple(Layer)
    count: int | None = None
    within_s: float | None = None
    seed: int = 1
    """Of what is drawn, and of the sample."""
    jobs: int = 2
    baseline_seeds: int = 0
    """How many seeds the right providers are tried with instead of mutants."""

    @property
    def narrowed(self) -> bool:
        """Whether not every mutant meets every layer."""
        named = (self.subject, self.kind, self.mutant, self.count, self.within_s)
        return any(value is not None for value in named) or len(self.layers) < len(Layer)

    @property
    def is_sample(self) -> bool:
        """Whether only some are tried, whichever."""
        return self.count is not None or self.within_s is not None


def chosen(wish: Wish) -> list[Mutant]:
    """The mutants that were asked for, in the order in which they are tried. Raises WrongUsage."""
    known = mutants()
    _check("--mutant", wish.mutant, known, "`wxc mutate --list` has all of them")
    subjects = {mutant.subject for mutant in known.values()}
    _check("--operation", wish.subject, subjects, "`wxc status` lists operations and events")
    _check("--class", wish.kind, list(Kind), "a class of docs/mutation.md")
    found = [
        mutant
        for mutant in known.values()
        if wish.mutant in {None, mutant.id}
        and wish.subject in {None, mutant.subject}
        and wish.kind in {None, mutant.kind}
    ]
    if wish.is_sample:
        countable = [mutant for mutant in found if not reason_of(mutant.id)]
        return sampled(countable, wish.count, wish.seed)
    return found


_TOLD = 40
"""How many names are listed where none is near."""


def _check(
    option: str, name: str | None, known: Sequence[str] | set[str] | dict[str, Mutant], fix: str
) -> None:
    if name is not None and name not in known:
        near = [other for other in known if name.lower() in other.lower()]
        told = near[:5] if near else sorted(known)[:_TOLD]
        more = "" if near or len(known) <= _TOLD else f" and {len(known) - _TOLD} more"
        expected = f"one of {', '.join(told)}{more}"
        raise WrongUsage(what=f"nothing is called {name!r}", where=option, expected=expected, fix=fix)


async def run(wish: Wish, told: Callable[[int, int, Trial | Baseline], None]) -> MutationRun:
    """Tries them; `told` hears of each, with how many are done of how many. Raises WrongUsage, Ended."""
    began, started = time.monotonic(), datetime.now(UTC)
    ids = list(mutants())
    jobs = _baseline_jobs(wish) if wish.baseline_seeds else _jobs(wish)
    trials: list[Trial] = []
    baselines: list[Baseline] = []
    for seed, batch in jobs:
        pool = Pool(seed, settings.storage())
        limit = wish.within_s * SHARE_OF_TIME if wish.within_s else None
        shared = shares(batch, wish.jobs)
        if wish.is_sample:  # so that a deadline cuts off no class
            place = {job.mutant: at for at, job in enumerate(batch)}
            shared = [sorted(share, key=lambda job: place[job.mutant]) for share in shared]
        total = sum(len(batch) for _, batch in jobs)
        async for tried in pool.tried(shared, limit):
            for found in _found(tried, seed):
                if isinstance(found, Trial):
                    trials.append(found)
                else:
                    baselines.append(found)
                told(len(trials) + len({(b.seed, b.subject) for b in baselines}), total, found)
    order = {name: at for at, name in enumerate(ids)}
    trials.sort(key=lambda trial: order[trial.id])
    return _concluded(wish, trials, baselines, started, time.monotonic() - began)


def _jobs(wish: Wish) -> list[tuple[int, list[Job]]]:
    picked = chosen(wish)
    known = committed.golden()
    found = []
    for subject in dict.fromkeys(mutant.subject for mutant in picked):
        if not wish.is_sample and wish.mutant is None:
            found.append(Job(subject=subject))
        for mutant in picked:
            if mutant.subject == subject:
                layers = known.layers(mutant.id) if wish.is_sample and known else wish.layers
                asked = tuple(layer for layer in layers if layer in wish.layers) or wish.layers
                found.append(Job(subject=subject, mutant=mutant.id, layers=asked))
    if wish.is_sample:
        place = {mutant.id: at for at, mutant in enumerate(picked)}
        found.sort(key=lambda job: place[job.mutant])
    return [(_seed(wish), found)]


def _seed(wish: Wish) -> int:
    """A sample is drawn by its own seed, but judged as the committed result was."""
    known = committed.golden()
    return known.seed if wish.is_sample and known else wish.seed


def _baseline_jobs(wish: Wish) -> list[tuple[int, list[Job]]]:
    subjects = dict.fromkeys(mutant.subject for mutant in mutants().values())
    jobs = [
        Job(subject=subject, replayed=True, layers=wish.layers)
        for subject in subjects
        if wish.subject in {None, subject}
    ]
    return [(seed, jobs) for seed in range(wish.seed, wish.seed + wish.baseline_seeds)]


def _found(tried: Tried, seed: int) -> list[Trial | Baseline]:
    job = tried.job
    if not job.mutant:
        return [Baseline(subject=job.subject, seed=seed, judgement=judged) for judged in tried.judgements]
    mutant = mutants()[job.mutant]
    return [
        Trial(
            id=mutant.id,
            kind=mutant.kind,
            subject=mutant.subject,
            domain=mutant.domain,
            clause=mutant.clause,
            says=mutant.says,
            judgements=tried.judgements,
            equivalent=reason_of(mutant.id),
            replay=f"wxc mutate --mutant '{mutant.id}' --seed {seed}",
        )
    ]


def _concluded(
    wish: Wish, trials: list[Trial], baselines: list[Baseline], started: datetime, seconds: float
) -> MutationRun:
    ids = list(mutants())
    known = committed.golden()
    problems = [*unmatched(ids), *disproved(trials)]
    problems += [
        f"a false alarm with seed {found.seed}: {found.subject}: {found.judgement.layer}: "
        f"{found.judgement.claim or found.judgement.actual}"
        for found in baselines
        if found.judgement.verdict is Verdict.FAILED
    ]
    notes: list[str] = []
    if not wish.baseline_seeds and known is not None:
        whole = not wish.narrowed
        comparable = trials if set(wish.layers) == set(Layer) else []
        problems += committed.fallen(comparable, known, whole=whole)
        notes += committed.weaker(trials, known)
    if not wish.baseline_seeds and wish.mutant is None:
        problems += committed.stale(ids, known)
    result = MutationRun(
        seed=wish.seed,
        jobs=wish.jobs,
        started_at=started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=round(seconds, 1),
        derived=len(ids),
        narrowed=wish.narrowed,
        trials=tuple(trials),
        baselines=tuple(baselines),
        problems=tuple(problems),
        notes=tuple(notes),
        verdict=Verdict.PASSED,
    )
    verdict = committed.unbeaten(result)
    if any(found.judgement.verdict is Verdict.UNKNOWN for found in baselines) and verdict is Verdict.PASSED:
        verdict = Verdict.UNKNOWN
    return result.model_copy(update={"verdict": verdict})

"""The committed result of a full run: which layers kill which mutant. A score that falls is a failure."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary.data import Data
from workexec_contracts.verification.verdict import Verdict

from .equivalent import reason_of
from .layers import Layer
from .score import tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .score import MutationRun, Trial

FILE = "golden.json"
LETTERS = {Layer.PACTS: "p", Layer.RULES: "r", Layer.FUZZING: "f"}
TOLERANCE = 0.005
"""By how much the share of one layer may fall while the score of all together does not."""
UPDATE = "wxc mutate --update"


class Golden(Data):
    """The score of all mutants, and by mutant the layers that kill it: `prf`, empty for a survivor."""

    seed: int
    mutants: int
    equivalent: int
    score: float
    """Of those that could be killed, the share that was."""
    by_layer: dict[Layer, float]
    survivors: tuple[str, ...]
    killed_by: dict[str, str]

    def layers(self, mutant: str) -> tuple[Layer, ...]:
        """Those that killed it; none for one that is not known."""
        letters = self.killed_by.get(mutant, "")
        return tuple(layer for layer, letter in LETTERS.items() if letter in letters)


def path() -> Path:
    """Where the file is."""
    return Path(str(resources.files(__package__ or ""))) / FILE


def golden() -> Golden | None:
    """The committed result; None where there is none yet."""
    file = path()
    return Golden.model_validate_json(file.read_text(encoding="utf-8")) if file.is_file() else None


def of(seed: int, trials: Sequence[Trial]) -> Golden:
    """What a full run comes to."""
    found = tally(trials)
    return Golden(
        seed=seed,
        mutants=found.mutants,
        equivalent=found.equivalent,
        score=round(found.share(), 4),
        by_layer={layer: round(found.share(layer), 4) for layer in Layer},
        survivors=tuple(trial.id for trial in trials if trial.survived),
        killed_by={trial.id: "".join(LETTERS[layer] for layer in trial.killed_by) for trial in trials},
    )


def write(result: Golden) -> Path:
    """Commits it to the file; one line for each mutant, so that a difference is read line by line."""
    file = path()
    file.write_text(json.dumps(result.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")
    return file


def stale(ids: Iterable[str], known: Golden | None) -> list[str]:
    """What the file does not say of these mutants, or says of others."""
    if known is None:
        return [f"{FILE} is missing; run: {UPDATE}"]
    names = set(ids)
    new, gone = names - known.killed_by.keys(), known.killed_by.keys() - names
    found = []
    if new:
        found.append(f"{FILE} does not know {len(new)} mutants, as {min(new)}; run: {UPDATE}")
    if gone:
        found.append(f"{FILE} knows {len(gone)} mutants that are no more, as {min(gone)}; run: {UPDATE}")
    return found


def fallen(trials: Sequence[Trial], known: Golden, *, whole: bool) -> list[str]:
    """New survivors; of a whole run, a score that is lower than the committed one."""
    before = set(known.survivors)
    problems = [
        f"a new survivor: {trial.id}: {trial.says} ({trial.clause})"
        for trial in trials
        if trial.survived and trial.id not in before and trial.id in known.killed_by
    ]
    if whole:
        found = of(known.seed, trials)
        if found.score < known.score:
            problems.append(f"the score fell from {known.score:.2%} to {found.score:.2%}")
        for layer in Layer:
            if found.by_layer[layer] < known.by_layer[layer] - TOLERANCE:
                before_, now = known.by_layer[layer], found.by_layer[layer]
                problems.append(f"the share of {layer} fell from {before_:.2%} to {now:.2%}")
    return problems


def weaker(trials: Iterable[Trial], known: Golden) -> list[str]:
    """Mutants that are still killed, but not by a layer that killed them before."""
    found = []
    for trial in trials:
        asked = {judged.layer for judged in trial.judgements if judged.verdict is not Verdict.UNKNOWN}
        lost = (set(known.layers(trial.id)) & asked) - set(trial.killed_by)
        if trial.killed_by and lost and not reason_of(trial.id):
            found.append(f"{trial.id}: {', '.join(sorted(lost))} killed it before")
    return found


def unbeaten(run: MutationRun) -> Verdict:
    """Failed with problems; unknown where a layer could not say anything."""
    if run.problems:
        return Verdict.FAILED
    told = [judged for trial in run.trials if not trial.killed_by for judged in trial.unknown]
    said = run.trials or run.baselines
    return Verdict.UNKNOWN if told or not said else Verdict.PASSED

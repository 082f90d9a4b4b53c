"""What a run found: each mutant with what its layers say, the matrix, the score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary.data import Data
from workexec_contracts.verification.verdict import Verdict

from .layers import Judgement, Layer
from .mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Trial(Data):
    """One mutant on trial."""

    id: str
    kind: Kind
    subject: str
    domain: str
    clause: str
    says: str
    judgements: tuple[Judgement, ...]
    equivalent: str = ""
    """Why nobody could tell it from the right provider; empty for a mutant that counts."""
    replay: str

    @property
    def killed_by(self) -> tuple[Layer, ...]:
        """The layers that told it from the right provider."""
        return tuple(judged.layer for judged in self.judgements if judged.killed)

    @property
    def unknown(self) -> tuple[Judgement, ...]:
        """What could not be said."""
        return tuple(judged for judged in self.judgements if judged.verdict is Verdict.UNKNOWN)

    @property
    def survived(self) -> bool:
        """Whether no layer killed it, and it is no equivalent."""
        return not self.killed_by and not self.equivalent


class Tally(Data):
    """How many mutants there are, and how many were killed: by any layer, and by each."""

    mutants: int
    equivalent: int
    killed: int
    by_layer: dict[Layer, int]

    @property
    def counted(self) -> int:
        """Those that could be killed."""
        return self.mutants - self.equivalent

    def share(self, layer: Layer | None = None) -> float:
        """Of those that could be killed, the killed ones: by that layer, or by any."""
        found = self.killed if layer is None else self.by_layer.get(layer, 0)
        return found / self.counted if self.counted else 0.0


def tally(trials: Iterable[Trial]) -> Tally:
    """Counts up."""
    found = list(trials)
    return Tally(
        mutants=len(found),
        equivalent=sum(bool(trial.equivalent) for trial in found),
        killed=sum(bool(trial.killed_by) for trial in found),
        by_layer={layer: sum(layer in trial.killed_by for trial in found) for layer in Layer},
    )


def matrix(trials: Sequence[Trial]) -> dict[Kind, Tally]:
    """A tally for each class that was tried, in their order."""
    return {kind: tally(own) for kind in Kind if (own := [trial for trial in trials if trial.kind is kind])}


class Baseline(Data):
    """What a layer says of the right provider: anything but passed is a false alarm, or says nothing."""

    subject: str
    seed: int
    judgement: Judgement


class MutationRun(Data):
    """A run as its reports have it."""

    seed: int
    jobs: int
    started_at: str
    seconds: float
    derived: int
    """How many mutants there are in all."""
    narrowed: bool
    """Whether only some of them were tried."""
    trials: tuple[Trial, ...]
    baselines: tuple[Baseline, ...]
    problems: tuple[str, ...]
    """Why the run is no success: a score that fell, survivors that are new, equivalents that are none."""
    notes: tuple[str, ...] = ()
    """What is weaker than it was, and no problem yet."""
    verdict: Verdict

    @property
    def survivors(self) -> list[Trial]:
        """Gaps."""
        return [trial for trial in self.trials if trial.survived]

"""A whole audit as one frozen value: what the JSON report is, and what the others are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workexec_contracts.audit import AuditFinished, AuditStarted, ExperimentFinished, Ruled, Ruling
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.audit import Event

FORMAT: Literal["workexec-contracts/audit/1"] = "workexec-contracts/audit/1"


class AuditResult(Data):
    """Of one consumer, or of one recording."""

    format: Literal["workexec-contracts/audit/1"] = FORMAT
    started: AuditStarted
    experiments: tuple[ExperimentFinished, ...]
    rulings: tuple[Ruling, ...]
    finished: AuditFinished

    @property
    def verdict(self) -> Verdict:
        """Of the whole."""
        return self.finished.verdict

    def count(self, verdict: Verdict) -> int:
        """How many claims have it."""
        return sum(ruling.verdict is verdict for ruling in self.rulings)

    def of(self, verdict: Verdict) -> list[Ruling]:
        """The claims that have it."""
        return [ruling for ruling in self.rulings if ruling.verdict is verdict]

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        counts = ", ".join(f"{self.count(verdict)} {verdict}" for verdict in Verdict)
        asked = f"{self.finished.requests} requests of {self.started.service}"
        why = f"; {self.finished.reason}" if self.finished.reason else ""
        return (
            f"{counts}; {asked}, {self.finished.experiments} experiments, {self.finished.seconds:.1f} s{why}"
        )


class Collector:
    """Listens to one audit."""

    def __init__(self) -> None:
        """Nothing was told."""
        self._started: AuditStarted | None = None
        self._experiments: list[ExperimentFinished] = []
        self._rulings: list[Ruling] = []
        self._finished: AuditFinished | None = None

    def on(self, event: Event) -> None:
        """Takes an event down."""
        match event:
            case AuditStarted():
                self._started = event
            case ExperimentFinished():
                self._experiments.append(event)
            case Ruled():
                self._rulings.append(event.ruling)
            case AuditFinished():
                self._finished = event

    @property
    def result(self) -> AuditResult:
        """The whole. Raises ValueError before it has finished."""
        if self._started is None or self._finished is None:
            raise ValueError("a report is made of an audit that has finished; wait for AuditFinished")
        return AuditResult(
            started=self._started,
            experiments=tuple(self._experiments),
            rulings=tuple(self._rulings),
            finished=self._finished,
        )

"""From events to a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.verification import CaseFinished, Fuzzed, RunFinished, RunStarted, contracts, worst

from .model import CaseReport, ContractReport, Report
from .next_steps import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.verification import Event


class Collector:
    """Listens to one run."""

    def __init__(self) -> None:
        self._started: RunStarted | None = None
        self._cases: dict[str, list[CaseReport]] = {}
        self._fuzzed: list[Fuzzed] = []
        self._finished: RunFinished | None = None

    def on(self, event: Event) -> None:
        """Takes an event down."""
        match event:
            case RunStarted():
                self._started = event
            case CaseFinished():
                members = event.model_dump(exclude={"domain", "operation"})
                self._cases.setdefault(event.operation, []).append(CaseReport(**members))
            case Fuzzed():
                self._fuzzed.append(event)
            case RunFinished():
                self._finished = event

    @property
    def report(self) -> Report:
        """The whole run. Raises ValueError before it has finished."""
        if self._started is None or self._finished is None:
            raise ValueError("a report is made of a run that has finished; wait for RunFinished")
        contracts = tuple(self._contracts(self._started.operations))
        return Report(
            target=self._started.target,
            base_url=self._started.base_url,
            ours=self._started.ours,
            strict=self._started.strict,
            narrowed=self._started.narrowed,
            seed=self._started.seed,
            started_at=self._started.at,
            seconds=self._finished.seconds,
            verdict=self._finished.verdict,
            exit_code=self._finished.exit_code,
            contracts=contracts,
            fuzzed=tuple(self._fuzzed),
            next_steps=tuple(next_steps(contracts, ours=self._started.ours)),
        )

    def _contracts(self, names: Iterable[str]) -> Iterable[ContractReport]:
        wanted = set(names)
        for about in contracts():
            if about.name in wanted:
                cases = tuple(self._cases.get(about.name, ()))
                yield ContractReport(
                    domain=about.domain,
                    domain_title=about.domain_title,
                    owner=about.owner,
                    operation=about.name,
                    contract=about.title,
                    clause=about.clause,
                    status=about.status,
                    blocked_by=about.blocked_by,
                    assumptions=about.assumptions,
                    verdict=worst(case.verdict for case in cases),
                    cases=cases,
                )

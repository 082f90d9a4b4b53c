"""Fuzzes a service, domain by domain, some at once; told as events, as every verification is."""

from __future__ import annotations

import asyncio
import json
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verification.errors import WrongUsage
from workexec_contracts.verification.events import Fuzzed
from workexec_contracts.verification.select import chosen_operations

from . import settings
from .claims import claims
from .plan import PHASES, Phase, Plan, Progress, together
from .process import told_by_a_process

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from workexec_contracts.verification.events import CaseFinished
    from workexec_contracts.verification.select import Selection
    from workexec_contracts.verification.target import Target

    from .plan import Outcome


class Effort(Data):
    """How much is put to a service."""

    seed: int
    seeds: int = 1
    """How many, from `seed` on."""
    examples: int = 50
    workers: int = 1
    phases: tuple[Phase, ...] = PHASES
    first_only: bool = False
    forged: bool = False
    """Whether the service must refuse tokens that it did not issue."""
    har: Path | None = None


class Fuzzer:
    """Puts drawn requests to a target."""

    def __init__(
        self,
        target: Target,
        selection: Selection,
        effort: Effort,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """`progress` hears how many requests of a domain are answered. Raises WrongUsage."""
        if effort.har is not None:
            _open(effort.har)
        self.target, self.selection, self.effort = target, selection, effort
        self._progress = progress or (lambda _: None)

    def plans(self) -> list[Plan]:
        """One for each domain that was asked for. Raises WrongUsage."""
        found = chosen_operations(self.selection)
        if not found:
            raise WrongUsage(
                what="nothing to fuzz",
                where="the command line",
                expected="a domain, and one of its operations",
                fix="`wxc status` lists them",
            )
        names = dict.fromkeys(domain.name for domain, _ in found)
        return [self._plan(name, self.effort.seed) for name in names]

    def _plan(self, domain: str, seed: int) -> Plan:
        return Plan(
            domain=domain,
            base_url=self.target.base_url,
            seed=seed,
            examples=self.effort.examples,
            operation=self.selection.operation,
            phases=self.effort.phases,
            first_only=self.effort.first_only,
        )

    async def results(self) -> AsyncIterator[CaseFinished | Fuzzed]:
        """The claims about each operation, in the order of the contracts, and what was sent. Raises Ended."""
        plans = self.plans()
        with tempfile.TemporaryDirectory(prefix="wxc-fuzz-") as folder:
            seeded = [self._seeded(plan, Path(folder)) for plan in plans]
            shares = [list(chain(*seeded[at :: self.effort.workers])) for at in range(self.effort.workers)]
            tasks = [asyncio.create_task(self._outcomes(share)) for share in shares if share]
            try:
                found = together([outcome for task in tasks for outcome in await task])
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if self.effort.har is not None:
                self._merge(Path(folder), self.effort.har)
        for plan in plans:
            for told in self._claims(plan, found):
                yield told

    def _seeded(self, plan: Plan, folder: Path) -> list[Plan]:
        """The plan with every seed; one after the other, since effects are watched."""
        return [
            plan.model_copy(
                update={
                    "seed": seed,
                    "har": str(folder / f"{plan.domain}-{seed}.har") if self.effort.har else None,
                }
            )
            for seed in range(plan.seed, plan.seed + self.effort.seeds)
        ]

    async def _outcomes(self, plans: list[Plan]) -> list[Outcome]:
        return [told async for told in told_by_a_process(plans, self._environment(), self._progress)]

    def _claims(self, plan: Plan, found: list[Outcome]) -> Iterator[CaseFinished | Fuzzed]:
        (domain,) = (known for known in domains() if known.name == plan.domain)
        names = {operation.operation_id for operation in domain.operations}
        outcomes = [outcome for outcome in found if outcome.operation in names]
        for outcome in outcomes:
            yield from claims(self.target, plan, outcome)
        yield Fuzzed(
            domain=plan.domain,
            seed=plan.seed,
            requests=sum(outcome.requests for outcome in outcomes),
            successes=sum(outcome.successes for outcome in outcomes),
            excepted=sum(outcome.excepted for outcome in outcomes),
            seconds=round(sum(outcome.seconds for outcome in outcomes), 3),
        )

    def _merge(self, folder: Path, whole: Path) -> None:
        """Writes one archive of all in the folder; an answer may have repeated the user's token."""
        parts = sorted(folder.glob("*.har"))
        archives = [json.loads(part.read_text(encoding="utf-8")) for part in parts]
        first = archives[0] if archives else {"log": {"version": "1.2", "creator": {}, "entries": []}}
        first["log"]["entries"] = [entry for archive in archives for entry in archive["log"]["entries"]]
        text = self.target.scrubbed(json.dumps(first, indent=1))
        whole.write_text(f"{text}\n", encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        return {
            **settings.storage(),
            settings.TOKEN: self.target.token,
            settings.DATASET: "1" if self.target.dataset else "",
            settings.TARGET: self.target.name if self.target.ours else "",
            settings.FORGED: "1" if self.effort.forged else "",
        }


def _open(archive: Path) -> None:
    """Finds out whether the file can be written before minutes are spent."""
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        archive.touch()
    except OSError as error:
        raise WrongUsage(
            what=f"the archive cannot be written: {error.strerror}",
            where=str(archive),
            expected="a file in a folder that can be written to",
            fix="name another",
        ) from error

"""The whole bundle as one frozen value: where each contract stands, and what must who do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from workexec_contracts.contracts.vocabulary import Data, Status
from workexec_contracts.report.model import NextStep
from workexec_contracts.verdict import Verdict, worst
from workexec_contracts.verification import contracts

from .model import Evidence, Figure
from .steps import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workexec_contracts.verification.contract import Contract

    from .model import Run

BUNDLE_FORMAT: Literal["workexec-contracts/bundle/1"] = "workexec-contracts/bundle/1"
NOTHING = "nothing was run"
STALE = "the contracts have changed since it was run"


class Found(Data):
    """Evidence, and the run that found it."""

    run: str
    evidence: Evidence
    stale: bool
    proves: bool

    @property
    def verdict(self) -> Verdict:
        """What it says today: what was shown of other contracts is unknown of these."""
        return Verdict.UNKNOWN if self.stale else self.evidence.verdict


class Standing(Data):
    """One contract, and all that is known about it."""

    contract: str
    domain: str
    domain_title: str
    owner: str
    title: str
    clause: str
    status: Status
    blocked_by: str | None
    assumptions: tuple[str, ...]
    verdict: Verdict
    why: str
    """Why it is unknown; empty where it is not."""
    found: tuple[Found, ...]

    def by(self, run: str) -> Verdict | None:
        """What one run says; None where it says nothing."""
        verdicts = [one.verdict for one in self.found if one.run == run]
        return worst(verdicts) if verdicts else None

    @property
    def broken(self) -> list[Found]:
        """What does not hold, or is not known, the worst first."""
        rows = [one for one in self.found if one.verdict is not Verdict.PASSED]
        return sorted(rows, key=lambda one: one.verdict is not Verdict.FAILED)


class Told(Data):
    """One run, without what is told with the contracts."""

    name: str
    command: str
    target: str
    typed: str
    started_at: str
    seconds: float
    version: str
    revision: str
    seed: str
    verdict: Verdict
    exit_code: int
    told: str
    mends: str
    stale: bool
    files: tuple[str, ...]
    others: tuple[Evidence, ...]
    """Evidence about no contract alone: invariants, claims about every request."""
    figures: tuple[Figure, ...]


class Bundle(Data):
    """All runs, and every contract whether or not any run was about it."""

    format: Literal["workexec-contracts/bundle/1"] = BUNDLE_FORMAT
    verdict: Verdict
    """The worst of the runs and of the contracts: one that nothing was put to is unknown."""
    contracts_digest: str
    contracts: tuple[Standing, ...]
    runs: tuple[Told, ...]
    next_steps: tuple[NextStep, ...]

    def of(self, verdict: Verdict) -> list[Standing]:
        """The contracts that have it."""
        return [one for one in self.contracts if one.verdict is verdict]

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        words = {Verdict.PASSED: "hold", Verdict.FAILED: "broken", Verdict.UNKNOWN: "unknown"}
        counts = ", ".join(f"{len(self.of(verdict))} {word}" for verdict, word in words.items())
        return f"{self.verdict}: {counts} of {len(self.contracts)} contracts; {len(self.runs)} runs"


def bundle_of(runs: Sequence[Run], digest: str) -> Bundle:
    """The bundle of these runs; `digest` is of the contracts as they are."""
    found: dict[str, list[Found]] = {}
    for run in runs:
        for row in run.evidence:
            one = Found(run=run.name, evidence=row, stale=run.contracts != digest, proves=run.proves)
            found.setdefault(row.contract, []).append(one)
    standing = tuple(_standing(about, found.get(about.name, ())) for about in contracts())
    known = {one.contract for one in standing}
    told = tuple(_told(run, known, digest) for run in runs)
    verdict = worst([*(one.verdict for one in told), *(one.verdict for one in standing)])
    return Bundle(
        verdict=verdict,
        contracts_digest=digest,
        contracts=standing,
        runs=told,
        next_steps=tuple(steps(standing, told)),
    )


def _standing(about: Contract, found: Iterable[Found]) -> Standing:
    rows = tuple(found)
    counted = [one for one in rows if one.proves or one.verdict is Verdict.FAILED]
    verdict = worst(one.verdict for one in counted)
    return Standing(
        contract=about.name,
        domain=about.domain,
        domain_title=about.domain_title,
        owner=about.owner,
        title=about.title,
        clause=about.clause,
        status=about.status,
        blocked_by=about.blocked_by,
        assumptions=about.assumptions,
        verdict=verdict,
        why=_why(counted) if verdict is Verdict.UNKNOWN else "",
        found=rows,
    )


def _why(found: Sequence[Found]) -> str:
    unknown = [one for one in found if one.verdict is Verdict.UNKNOWN]
    if not unknown:
        return NOTHING
    if all(one.stale for one in unknown):
        return STALE
    first = next(one.evidence for one in unknown if not one.stale)
    return f"{first.what}: {first.actual}" if first.actual else first.what


def _told(run: Run, known: set[str], digest: str) -> Told:
    stale = run.contracts != digest
    return Told(
        **{name: getattr(run, name) for name in Told.model_fields.keys() & type(run).model_fields.keys()}
        | {"verdict": Verdict.UNKNOWN if stale else run.verdict},
        name=run.name,
        stale=stale,
        others=tuple(row for row in run.evidence if row.contract not in known),
    )


def bundle_schema() -> dict[str, Any]:
    """The JSON Schema of the bundle, as published in `bundle.schema.json`."""
    schema = Bundle.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

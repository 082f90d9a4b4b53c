"""A whole run as one frozen value: what the JSON report is, and what the others are made from."""

from __future__ import annotations

from typing import Any, Literal

from workexec_contracts.contracts.vocabulary.data import Data, Status
from workexec_contracts.verification import Fuzzed, Kind, Verdict

FORMAT: Literal["workexec-contracts/verification/1"] = "workexec-contracts/verification/1"


class CaseReport(Data):
    """One case, or one interaction of a pact. `curl` and `replay` are empty where it passed."""

    kind: Kind
    name: str
    verdict: Verdict
    pending: bool
    clause: str
    asked: bool
    expected: str
    actual: str
    curl: str
    replay: str
    seconds: float


class ContractReport(Data):
    """One operation, or one event of WorkExec, and what was put to it."""

    domain: str
    domain_title: str
    owner: str
    operation: str
    contract: str
    clause: str
    status: Status
    blocked_by: str | None
    assumptions: tuple[str, ...]
    verdict: Verdict
    cases: tuple[CaseReport, ...]

    def count(self, verdict: Verdict) -> int:
        """How many cases have this verdict."""
        return sum(case.verdict is verdict for case in self.cases)

    def of(self, kind: Kind) -> int:
        """How many there are of this kind."""
        return sum(case.kind is kind for case in self.cases)


class NextStep(Data):
    """What somebody must do next, and about what."""

    who: str
    what: str
    details: tuple[str, ...]


class Report(Data):
    """A run."""

    format: Literal["workexec-contracts/verification/1"] = FORMAT
    target: str
    base_url: str
    ours: bool
    strict: bool
    narrowed: bool
    seed: str
    started_at: str
    seconds: float
    verdict: Verdict
    exit_code: int
    contracts: tuple[ContractReport, ...]
    fuzzed: tuple[Fuzzed, ...] = ()
    next_steps: tuple[NextStep, ...]

    def count(self, verdict: Verdict) -> int:
        """How many cases have this verdict."""
        return sum(contract.count(verdict) for contract in self.contracts)


def as_json(report: Report) -> str:
    """The JSON report."""
    return report.model_dump_json(indent=1) + "\n"


def report_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `report.schema.json`."""
    schema = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

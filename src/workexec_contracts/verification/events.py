"""What a run tells, one frozen event at a time; reporters only listen."""

from __future__ import annotations

from enum import StrEnum

from workexec_contracts.contracts.vocabulary.data import Data

from .verdict import Verdict


class Kind(StrEnum):
    """Where a claim comes from."""

    CASE = "case"
    """From the contracts."""
    PACT = "pact"
    """An interaction of a pact, put to the target by Pact's own verifier."""
    FUZZ = "fuzz"
    """A check of every answer to drawn requests."""


class RunStarted(Data):
    """Before the first request."""

    target: str
    base_url: str
    ours: bool
    strict: bool
    seed: str
    narrowed: bool
    """Whether only some cases of the operations were asked for."""
    operations: tuple[str, ...]
    cases: int
    pacts: int | None
    """How many interactions; None where only the broker knows."""
    at: str


class CaseFinished(Data):
    """The verdict about one case or interaction; in their order, whatever ran when."""

    domain: str
    operation: str
    """Of a message the event's name."""
    kind: Kind
    name: str
    verdict: Verdict
    pending: bool
    """Whether the contract, or the pact, is not agreed yet."""
    clause: str
    asked: bool
    """Whether the target could be asked; if not, the verdict is unknown."""
    expected: str
    actual: str
    curl: str
    """Empty for a case that passed, as `replay`."""
    replay: str
    seconds: float


class Fuzzed(Data):
    """A domain was put so many drawn requests; `excepted` failures were no fault of the service."""

    domain: str
    seed: int
    requests: int
    successes: int
    excepted: int
    seconds: float


class RunFinished(Data):
    """After the last one. `exit_code` is what the verdict means for a pipeline."""

    verdict: Verdict
    exit_code: int
    at: str
    seconds: float


Event = RunStarted | CaseFinished | Fuzzed | RunFinished

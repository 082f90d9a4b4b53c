"""Evidence: what each run showed about which contract, as data for every form of the bundle."""

from __future__ import annotations

from typing import Literal

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict

RUN_FORMAT: Literal["workexec-contracts/run/1"] = "workexec-contracts/run/1"


class Evidence(Data):
    """One check and what came of it; what passed alike is one row with its `count`."""

    contract: str
    """The operation's id or the event's name; empty where it is about none alone."""
    what: str
    """The check in words: a case, an invariant, a claim, an SLA, a mutant, a difference."""
    verdict: Verdict
    clause: str
    count: int = 1
    expected: str = ""
    actual: str = ""
    request: str = ""
    """The request that shows it, as a curl line; empty where there is none."""
    replay: str = ""
    """The `wxc` command that does this check alone, again."""
    file: str = ""
    """Of another artefact than the contract itself, relative to the project."""
    pointer: str = ""
    """The JSON pointer within that file."""


class Figure(Data):
    """A number that a run measured, for the plots: a percentile beside its limit, a share, a rate."""

    contract: str
    name: str
    value: float
    unit: str
    limit: float | None = None


class Run(Data):
    """One run of a command. `folder` names it in the bundle: a later one of the same name replaces it."""

    format: Literal["workexec-contracts/run/1"] = RUN_FORMAT
    command: str
    target: str
    """What was put to the test; empty where the command has one alone."""
    typed: str
    """The command line, without tokens."""
    started_at: str
    """RFC 3339."""
    seconds: float
    version: str
    """Of this package."""
    revision: str
    """Of the working tree, as git names it; empty where there is none."""
    contracts: str
    """The digest of the contracts that it ran by: evidence of others is stale."""
    seed: str
    verdict: Verdict
    exit_code: int
    told: str
    """The verdict in one sentence."""
    evidence: tuple[Evidence, ...]
    figures: tuple[Figure, ...] = ()
    files: tuple[str, ...] = ()
    """Of its folder: page.html, result.json, junit.xml."""

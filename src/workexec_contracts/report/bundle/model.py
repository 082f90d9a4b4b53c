"""Evidence: what each run showed about which contract, as data for every form of the bundle."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Literal

from pydantic import FiniteFloat

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict

RUN_FORMAT: Literal["workexec-contracts/run/1"] = "workexec-contracts/run/1"

NAME_MOST = 80
"""Characters of a folder's name."""


_OTHER = re.compile(r"[^A-Za-z0-9.]+")


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
    value: FiniteFloat
    unit: str
    limit: FiniteFloat | None = None


class Shown(Data):
    """What a result shows, whoever ran it and when."""

    target: str
    """What was put to the test; empty where the command has one alone."""
    seed: str
    verdict: Verdict
    exit_code: int
    told: str
    """The verdict in one sentence."""
    evidence: tuple[Evidence, ...]
    figures: tuple[Figure, ...] = ()
    mends: str = ""
    """Who mends what is broken; empty for the owner of the contract."""
    proves: bool = True
    """Whether what it shows to hold holds for contracts, and not for their copies or for the proof itself."""


class Run(Shown):
    """One run of a command; a later one of the same command and target replaces it in the bundle."""

    format: Literal["workexec-contracts/run/1"] = RUN_FORMAT
    command: str
    typed: str
    """The command line, without tokens."""
    started_at: str
    """RFC 3339."""
    seconds: FiniteFloat
    version: str
    """Of this package."""
    revision: str
    """Of the working tree, as git names it; empty where there is none."""
    contracts: str
    """The digest of the contracts that it ran by: evidence of others is stale."""
    files: tuple[str, ...] = ()
    """Of its folder: page.html, result.json, junit.xml."""

    @property
    def name(self) -> str:
        """Of its folder: command and target, with a hash where they are no name, so that no two share one."""
        words = f"{self.command} {self.target}".strip()
        name = _OTHER.sub("-", words.replace("://", " ")).strip("-.")[:NAME_MOST].lower() or "run"
        return (
            name
            if name == words.replace(" ", "-").lower()
            else f"{name}-{sha256(words.encode(errors='replace')).hexdigest()[:6]}"
        )

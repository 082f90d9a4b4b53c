"""A violation in a file: the setting that leads to it, and what it led to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.problem import Problem

from .faults import PREFIX
from .run import invariants, simulate
from .setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from .checkers import Violation
    from .run import Outcome

VERSION = 1
"""Of the form of the file; it goes up when a file of the form before cannot be read any more."""
PACKAGE = Path(__file__).parents[1]
_EXPECTED = f"a replay of version {VERSION}, as wxc simulate writes it"
_FIX = "run the search or the simulation again, and take the file that it writes"


class ReplayError(Problem):
    """A replay that cannot be used."""


class Replay(Data):
    """What led to a violation, and what it was. Times are microseconds since the epoch of the simulation."""

    version: Literal[1] = 1
    revision: str
    setting: Setting
    digest: str
    invariant: str
    clause: str
    at_us: int
    order: int
    told: str

    @property
    def seed(self) -> int:
        """Of the setting."""
        return self.setting.seed


class Again(StrEnum):
    """What became of the violation."""

    SAME = "same"
    ELSEWHERE = "elsewhere"
    """The invariant is broken, but in another way, or at another time."""
    GONE = "gone"


@dataclass(frozen=True)
class Replayed:
    """What a replay came to, beside what its file expects."""

    replay: Replay
    outcome: Outcome
    revision: str
    again: Again

    @property
    def same_digest(self) -> bool:
        """Whether the whole history is the same, byte for byte."""
        return self.outcome.digest == self.replay.digest

    @property
    def told(self) -> str:
        """In one or two sentences."""
        expected = self.replay
        became = {
            Again.SAME: f"The same violation of {expected.invariant} comes again.",
            Again.ELSEWHERE: f"{expected.invariant} is broken again, but not as the file has it.",
            Again.GONE: f"{expected.invariant} is no longer broken.",
        }[self.again]
        if self.same_digest:
            return f"{became} The history is the same, byte for byte."
        if self.revision != expected.revision:
            return (
                f"{became} The history differs: the file was written by revision {expected.revision}, "
                f"and this is {self.revision}. Only the same revision gives the same history."
            )
        return (
            f"{became} The history differs, though the revision is the same: "
            "the file was changed after it was written, or the run is not deterministic."
        )


@cache
def revision() -> str:
    """The package's version and a hash of its source: two that agree give the same histories."""
    hashed = blake2b(digest_size=6)
    for path in sorted(path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        hashed.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{version('workexec-contracts')}+{hashed.hexdigest()}"


def replay_of(outcome: Outcome, violation: Violation) -> Replay:
    """What a file is to say about a violation of a run."""
    return Replay(
        revision=revision(),
        setting=outcome.setting,
        digest=outcome.digest,
        invariant=violation.invariant,
        clause=violation.clause,
        at_us=violation.at_us,
        order=violation.order,
        told=violation.told,
    )


def write(replay: Replay, path: Path) -> None:
    """Writes the file, over one that was there. Raises ReplayError."""
    try:
        path.write_text(replay.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        fix = "name another file"
        raise ReplayError(
            f"the replay cannot be written: {error.strerror}", str(path), "a file to write", fix
        ) from error


def read(path: Path) -> Replay:
    """The replay of a file. Raises ReplayError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"the replay cannot be read: {error.strerror}"
        raise ReplayError(what, str(path), _EXPECTED, "name a file that is there") from error
    except ValueError as error:
        raise ReplayError(f"the replay is no JSON: {error}", str(path), _EXPECTED, _FIX) from error
    told = found.get("version") if isinstance(found, dict) else None
    if told != VERSION:
        raise ReplayError(f"a replay of version {told!r}", f"{path}: version", _EXPECTED, _FIX)
    try:
        return Replay.model_validate_json(json.dumps(found))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ReplayError(first["msg"].removeprefix(PREFIX), f"{path}: {where}", _EXPECTED, _FIX) from error


def run_again(
    replay: Replay, keep: int | None = 0, progress: Callable[[float], None] = lambda _: None
) -> Replayed:
    """Runs the setting, and holds what comes against what is expected. Raises ReplayError."""
    known = invariants()
    if replay.invariant not in known:
        raise ReplayError(
            f"no invariant is called {replay.invariant!r}",
            "the replay: invariant",
            f"one of {', '.join(known)}",
            f"replay it with revision {replay.revision}, where there was one",
        )
    outcome = simulate(replay.setting, keep, progress)
    broken = [one for one in outcome.violations if one.invariant == replay.invariant]
    wanted = (replay.at_us, replay.order, replay.told)
    same = any((one.at_us, one.order, one.told) == wanted for one in broken)
    again = Again.SAME if same else Again.ELSEWHERE if broken else Again.GONE
    return Replayed(replay, outcome, revision(), again)

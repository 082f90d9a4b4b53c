"""What the same faults came to in virtual and in real time, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import EXIT, Verdict

from .result import About  # pydantic needs the class at run time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.simulation.live import Compared, Taken

FORMAT: Literal["workexec-contracts/simulation-live/1"] = "workexec-contracts/simulation-live/1"


class LiveAttempt(Data):
    """One attempt. Seconds since the first one of its step, on its world's clock."""

    operation: str
    at_s: float
    took_s: float
    status: int | None
    """None where nothing answered."""


class LiveSide(Data):
    """A step in one of the worlds."""

    answered: int
    """WorkExec's own status."""
    attempts: tuple[LiveAttempt, ...]
    letters: dict[str, str]
    """What became of the events, by their names."""


class LiveStepResult(Data):
    """A step in both worlds."""

    step: str
    phase: str
    verdict: Verdict
    differences: tuple[str, ...]
    simulated: LiveSide
    real: LiveSide


class LiveResult(Data):
    """All steps that meet the faults."""

    format: Literal["workexec-contracts/simulation-live/1"] = FORMAT
    about: About
    faults: str
    """The title of the schedule."""
    against: str
    """Which of our neighbours: `stubs` or `providers`."""
    verdict: Verdict
    exit_code: int
    steps: tuple[LiveStepResult, ...]


def of_live(
    faults: str, against: str, compared: Sequence[Compared], verdict: Verdict, about: About
) -> LiveResult:
    """What a comparison came to."""
    return LiveResult(
        about=about,
        faults=faults,
        against=against,
        verdict=verdict,
        exit_code=EXIT[verdict],
        steps=tuple(
            LiveStepResult(
                step=one.step.name,
                phase=one.phase,
                verdict=one.verdict,
                differences=one.differences,
                simulated=_side(one.simulated),
                real=_side(one.real),
            )
            for one in compared
        ),
    )


def _side(taken: Taken) -> LiveSide:
    begun_s = taken.attempts[0].at_s if taken.attempts else 0.0
    return LiveSide(
        answered=taken.answered,
        attempts=tuple(
            LiveAttempt(
                operation=one.operation,
                at_s=one.at_s - begun_s,
                took_s=one.ended_s - one.at_s,
                status=one.status,
            )
            for one in taken.attempts
        ),
        letters=dict(sorted(taken.letters.items())),
    )


def as_json(result: LiveResult) -> str:
    """The JSON report; `LiveResult.model_validate_json` reads it."""
    return result.model_dump_json(indent=1) + "\n"


def live_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `live.schema.json`."""
    schema = LiveResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

"""What a search or an exhaustive run came to, as data: what was tried, what was met, what is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.simulation.clock import SECOND_US
from workexec_contracts.verdict import EXIT, Verdict

from .result import About, Seen, sentence_of
from .windows import described

if TYPE_CHECKING:
    from workexec_contracts.simulation.exhaustive import Exhaustion
    from workexec_contracts.simulation.replay import Replay
    from workexec_contracts.simulation.search import Searched

FORMAT: Literal["workexec-contracts/simulation-hunt/1"] = "workexec-contracts/simulation-hunt/1"


class Prey(Data):
    """A violation and the smallest schedule of faults that was found to lead to it."""

    invariant: str
    sentence: str
    clause: str
    told: str
    at_s: float
    """Virtual, since the beginning."""
    order: int | None
    seed: int
    faults: tuple[str, ...]
    replay: str
    """The command that shows it again."""


class HuntResult(Data):
    """A search or an exhaustive run."""

    format: Literal["workexec-contracts/simulation-hunt/1"] = FORMAT
    about: About
    mode: Literal["search", "exhaustive"]
    verdict: Verdict
    """Passed where nothing was found: in what was tried. Unknown where not all was tried that should be."""
    exit_code: int
    runs: int
    figures: dict[str, int]
    """Of a search how many runs were `kept`; of an exhaustive run how many were `explored`, how many `pruned`
    since others tell the same, and how many of those explored `merged` into a state that was known."""
    complete: bool | None
    """Whether all combinations were tried; none where that is not the aim."""
    found: tuple[Prey, ...]
    coverage: tuple[Seen, ...]
    """Empty where it is not counted."""


def prey(replay: Replay, command: str) -> Prey:
    """A violation that a file has."""
    return Prey(
        invariant=replay.invariant,
        sentence=sentence_of(replay.invariant),
        clause=replay.clause,
        told=replay.told,
        at_s=replay.at_us / SECOND_US,
        order=replay.order if replay.order >= 0 else None,
        seed=replay.setting.seed,
        faults=tuple(described(fault) for fault in replay.setting.faults.faults),
        replay=command,
    )


def of_search(searched: Searched, found: tuple[Prey, ...], about: About) -> HuntResult:
    """What a search came to."""
    verdict = Verdict.FAILED if found else Verdict.PASSED if searched.runs else Verdict.UNKNOWN
    return HuntResult(
        about=about,
        mode="search",
        verdict=verdict,
        exit_code=EXIT[verdict],
        runs=searched.runs,
        figures={"kept": searched.kept},
        complete=None,
        found=found,
        coverage=tuple(Seen(state=state, fault=fault) for state, fault in sorted(searched.coverage)),
    )


def of_exhaustion(exhaustion: Exhaustion, found: tuple[Prey, ...], about: About) -> HuntResult:
    """What an exhaustive run came to."""
    verdict = Verdict.FAILED if found else Verdict.PASSED if exhaustion.complete else Verdict.UNKNOWN
    return HuntResult(
        about=about,
        mode="exhaustive",
        verdict=verdict,
        exit_code=EXIT[verdict],
        runs=exhaustion.explored,
        figures={name: getattr(exhaustion, name) for name in ("explored", "pruned", "merged")},
        complete=exhaustion.complete,
        found=found,
        coverage=(),
    )


def as_json(result: HuntResult) -> str:
    """The JSON report; `HuntResult.model_validate_json` reads it."""
    return result.model_dump_json(indent=1) + "\n"


def hunt_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `hunt.schema.json`."""
    schema = HuntResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

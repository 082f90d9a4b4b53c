"""Scenarios: files named as claims, each a setting, what must hold of its figures, and what it must test."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.problem import Problem
from workexec_contracts.verdict import Verdict, worst

from .checkers import ALL
from .clock import DAY_S, micros
from .expectation import Expectation, flattened
from .faults import PREFIX, At, Crash, Faults
from .meant import meant
from .readings import NAMES, Readings
from .run import simulate
from .setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .faults import Fault
    from .run import Outcome, Simulation

FOLDER = Path("simulations")
CALM = "calm."
"""Before a figure's name: that of the same setting without faults."""
FIX = "docs/scenarios.md shows the form of a scenario; the files in simulations/ are examples"


class ScenarioError(Problem):
    """A scenario that is not there, or cannot be used."""


class Scenario(Data):
    """`claim` is the file's name; `about` says in a sentence or two why it should hold."""

    claim: str = Field(pattern=r"^[a-z][a-z0-9_]+$")
    about: str = Field(min_length=1)
    setting: Setting
    tested: tuple[str, ...] = ()
    """Invariants that this run must put to the test: where it does not, its verdict is unknown."""
    expect: tuple[Expectation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for expectation in self.expect:
            for name in sorted(one for one in expectation.names if one.removeprefix(CALM) not in NAMES):
                raise ValueError(f"no figure is called {name!r}{meant(name, NAMES)}")
        invariants = {kind.name for kind in ALL}
        for name in self.tested:
            if name not in invariants:
                raise ValueError(f"no invariant is called {name!r}{meant(name, invariants)}")
        return self

    @property
    def faults_end_us(self) -> int:
        """When the last fault ends."""
        faults = self.setting.faults
        end_us = micros(self.setting.days * DAY_S)
        end_us = min(end_us, micros(faults.until_s)) if faults.until_s else end_us
        ends = [_end_us(fault, end_us) for fault in faults.faults]
        return max((min(one, end_us) for one in ends), default=0)


def _end_us(fault: Fault, end_us: int) -> int:
    if isinstance(fault, Crash):
        return micros(fault.at_s + fault.down_s) if fault.at_s is not None else end_us
    until_s = None if isinstance(fault, At) else fault.until_s
    return end_us if until_s is None else micros(until_s)


ADAPTER = TypeAdapter(Scenario)


@dataclass(frozen=True, slots=True)
class Held:
    """One expectation and how it was missed, None where it was not."""

    expectation: Expectation
    missed: str | None

    @property
    def verdict(self) -> Verdict:
        """Passed or failed."""
        return Verdict.FAILED if self.missed else Verdict.PASSED


@dataclass(frozen=True)
class Judged:
    """What became of a scenario."""

    scenario: Scenario
    outcome: Outcome
    figures: Mapping[str, float]
    held: tuple[Held, ...]
    untested: tuple[str, ...]
    """Invariants that should have been put to the test, and were not."""

    @property
    def verdict(self) -> Verdict:
        """The worst of all: failed, else unknown, else passed."""
        unsure = [Verdict.UNKNOWN] if self.untested else []
        judged = [self.outcome.verdict] if self.outcome.rulings else []
        return worst([*unsure, *judged, *(one.verdict for one in self.held)])

    @property
    def told(self) -> list[str]:
        """Why it has not passed, a line each."""
        return [
            *(one.missed for one in self.held if one.missed),
            *(f"{one.invariant} is broken: {one.told}" for one in self.outcome.violations),
            *(f"{name} was never put to the test" for name in self.untested),
        ]


def run(scenario: Scenario, progress: Callable[[float], None] = lambda _: None) -> Judged:
    """Runs a scenario and judges it. `progress` hears the share of its days that are over."""
    outcome, figures = _figures(scenario, scenario.setting, progress)
    if any(name.startswith(CALM) for one in scenario.expect for name in one.names):
        _, calm = _figures(scenario, scenario.setting.model_copy(update={"faults": Faults()}))
        figures |= {f"{CALM}{name}": value for name, value in calm.items()}
    held = tuple(Held(one, one.missed(figures)) for one in scenario.expect)
    tested = {ruling.name for ruling in outcome.rulings if ruling.checked}
    untested = tuple(name for name in scenario.tested if name not in tested)
    return Judged(scenario, outcome, figures, held, untested)


def _figures(
    scenario: Scenario, setting: Setting, progress: Callable[[float], None] = lambda _: None
) -> tuple[Outcome, dict[str, float]]:
    listening: list[Readings] = []

    def watch(simulation: Simulation) -> None:
        listening.append(Readings(simulation.history, scenario.faults_end_us))

    outcome = simulate(setting, progress=progress, watch=watch)
    return outcome, listening[0].numbers(outcome.figures)


# --- files


def files(folder: Path = FOLDER) -> list[Path]:
    """The scenarios of a folder, by name."""
    return sorted(folder.glob("*.toml"))


def find(name: str, folder: Path = FOLDER) -> Path:
    """The file of a scenario by its claim, with or without `.toml`, or by its path. Raises ScenarioError."""
    given = Path(name)
    if given.suffix == ".toml" and given.is_file():
        return given
    path = folder / f"{given.name.removesuffix('.toml')}.toml"
    if path.is_file():
        return path
    claims = {file.stem for file in files(folder)}
    raise ScenarioError(
        f"no scenario is called {given.name.removesuffix('.toml')}{meant(path.stem, claims)}",
        str(folder),
        f"one of {', '.join(sorted(claims))}" if claims else "a folder with scenarios",
        "name one of them, or the path of a file",
    )


def read(path: Path) -> Scenario:
    """The scenario of a file. Raises ScenarioError."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return ADAPTER.validate_python({**told, "claim": path.stem, "expect": list(_expected(told))})
    except OSError as error:
        what = f"the scenario cannot be read: {error.strerror}"
        raise ScenarioError(what, str(path), "a TOML file", FIX) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"the scenario is no TOML: {error}", str(path), "a TOML file", FIX) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise ScenarioError(
            first["msg"].removeprefix(PREFIX), f"{path}: {where}", "a scenario as documented", FIX
        ) from error


def _expected(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    expect = told.get("expect", {})
    yield from flattened(expect) if isinstance(expect, dict) else ({"figure": "", "equals": str(expect)},)

"""What `wxc simulate` was asked for, in which mode; what does not go together is told before it runs."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .durations import seconds_of
from .problem import UsageProblem, alone

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.simulation.setting import Setting

SEED, SHOPS, DAYS, A_DAY = 0, 5, 7.0, 5.0
BUDGET_S = 60.0
"""Of a search, and of making a violation small."""
FILES = ("html", "junit", "json", "csv")
TAKES: dict[str, tuple[str, ...]] = {
    "replay": FILES,
    "search": ("seed", "runs", "budget", "json"),
    "exhaustive": ("seed", "faults_at_most", "workflow", "budget", "json"),
    "scenario": FILES,
    "live": ("faults", "against", "json"),
}
"""The options that a mode takes; a plain run takes all but those that only a mode has."""
RUN = ("seed", "shops", "days", "a_day", "faults", "runs", "jobs", "dask", "shrink", "budget", *FILES)


@dataclass(frozen=True)
class Asked:
    """The options that were given; None or False for the others."""

    seed: int | None = None
    shops: int | None = None
    days: float | None = None
    a_day: float | None = None
    faults: str | None = None
    runs: int | None = None
    jobs: int | None = None
    dask: str | None = None
    shrink: bool = False
    budget: str | None = None
    replay: Path | None = None
    search: bool = False
    exhaustive: bool = False
    faults_at_most: int | None = None
    workflow: str | None = None
    scenario: str | None = None
    live: bool = False
    against: str | None = None
    html: Path | None = None
    junit: Path | None = None
    json: Path | None = None
    csv: Path | None = None

    @property
    def mode(self) -> str:
        """One of `TAKES`, or `run`. Raises UsageProblem."""
        given = _given(self)
        modes = [mode for mode in TAKES if mode in given]
        if len(modes) > 1:
            what = f"{' and '.join(map(_option, modes))} exclude each other"
            raise UsageProblem(what, "the command line", "one of them", "leave the others out")
        return modes[0] if modes else "run"

    def check(self) -> None:
        """Raises UsageProblem."""
        mode = self.mode
        takes = TAKES.get(mode, RUN)
        for name in _given(self):
            if name not in takes and name != mode:
                raise _stray(name, mode)
        if mode == "run":
            self._check_run()
        if mode == "live" and self.faults is None:
            raise alone("--live", "--faults", "something that goes wrong in both worlds")
        if self.budget is not None:
            seconds_of(self.budget, "--budget")
        self._check_files()

    def _check_files(self) -> None:
        """Each report has a file of its own."""
        taken: dict[Path, str] = {}
        for name in FILES:
            file = getattr(self, name)
            if file is not None and taken.setdefault(file.absolute(), name) != name:
                both = f"{_option(taken[file.absolute()])} and {_option(name)} name one file"
                raise UsageProblem(both, str(file), "a file for each report", "give one of them another name")

    def _check_run(self) -> None:
        if self.dask is not None and self.count == 1:
            raise alone("--dask", "--runs", "many seeds: one history is one after the other")
        if self.jobs is not None and self.dask is not None:
            expected, fix = "processes of this machine, or a cluster", "leave one of them out"
            raise UsageProblem("both --jobs and --dask", "the command line", expected, fix)
        if self.budget is not None and not self.shrink:
            raise alone(
                "--budget", "--shrink, --search or --exhaustive", "something that takes as long as it may"
            )

    @property
    def first(self) -> int:
        """The first seed."""
        return SEED if self.seed is None else self.seed

    @property
    def count(self) -> int:
        """How many seeds."""
        return 1 if self.runs is None else self.runs

    @property
    def budget_s(self) -> float | None:
        """None where none was given."""
        return None if self.budget is None else seconds_of(self.budget, "--budget")

    def setting(self) -> Setting:
        """Of a plain run, with the first seed. Raises FaultsError for faults that cannot be, UsageProblem."""
        from pydantic import ValidationError  # noqa: PLC0415  # `wxc --help` stays fast

        from workexec_contracts.simulation import schedules  # noqa: PLC0415  # the same
        from workexec_contracts.simulation.faults import Faults  # noqa: PLC0415  # the same
        from workexec_contracts.simulation.setting import Setting  # noqa: PLC0415  # the same

        faults = Faults() if self.faults is None else schedules.named(self.faults)
        try:
            return Setting(
                seed=self.first,
                shops=self.shops or SHOPS,
                days=self.days or DAYS,
                a_day=A_DAY if self.a_day is None else self.a_day,
                faults=faults,
            )
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = _option(str(first["loc"][0]))
            raise UsageProblem(
                first["msg"], name, "a chain that can be simulated", f"another {name}"
            ) from error

    def command(self, seed: int, runs: int = 1) -> str:
        """The command that runs these seeds."""
        words = ["wxc", "simulate"]
        if self.replay is not None:
            return shlex.join([*words, "--replay", str(self.replay)])
        if self.scenario is not None:
            return shlex.join([*words, "--scenario", self.scenario])
        setting = {
            "seed": seed,
            "shops": self.shops or SHOPS,
            "days": f"{self.days or DAYS}".removesuffix(".0"),
            "a_day": f"{A_DAY if self.a_day is None else self.a_day}".removesuffix(".0"),
        }
        for name, figure in setting.items():
            words += [_option(name), f"{figure}"]
        words += ["--faults", self.faults] if self.faults is not None else []
        return shlex.join([*words, "--runs", f"{runs}"] if runs > 1 else words)

    @property
    def lived(self) -> str:
        """The command of the steps in both worlds, without its files."""
        against = ["--against", self.against] if self.against else []
        return shlex.join(["wxc", "simulate", "--live", "--faults", f"{self.faults}", *against])

    @property
    def hunted(self) -> str:
        """The command of a search or of an exhaustive run, without its files."""
        words = ["wxc", "simulate", _option(self.mode), "--seed", f"{self.first}"]
        for name in _given(self):
            if name not in {self.mode, "seed", *FILES}:
                words += [_option(name), f"{getattr(self, name)}"]
        return shlex.join(words)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _given(asked: Asked) -> list[str]:
    def given(value: Any) -> bool:  # noqa: ANN401  # of any option
        return value is not None and value is not False

    return [one.name for one in fields(asked) if given(getattr(asked, one.name))]


def _stray(name: str, mode: str) -> UsageProblem:
    """An option that would be ignored."""
    option = _option(name)
    if mode != "run":
        takes = ", ".join(map(_option, TAKES[mode]))
        fix = f"leave {option} out"
        return UsageProblem(f"{option} with {_option(mode)}", "the command line", f"with it: {takes}", fix)
    modes = [_option(other) for other, takes in TAKES.items() if name in takes]
    return alone(option, " or ".join(modes), f"an option of {' and '.join(modes)}")

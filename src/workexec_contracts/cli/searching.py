"""The run of one `wxc throughput`: a short load test for each rate, each told to the search."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from .loadable import check
from .loading import INTERRUPTED, interruptible
from .loadtargets import target_of
from .output import Format, console
from .problem import UsageProblem
from .searchprinting import Files, show, tell
from .targets import domain_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.load import Limits, Objective, Plan, Step, ThroughputResult

    from .loadtargets import Against, Target

__all__ = ["Files", "Wanted", "run"]
STOPPED = "stopped"


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    domains: tuple[str, ...]
    all_: bool
    base_url: str | None
    may_load: str | None
    token: str | None
    against: Against | None
    limits: Mapping[str, float]
    workers: int
    seed: str
    cacert: Path | None = None


def run(wanted: Wanted, files: Files, style: Format, *, quiet: bool) -> int:
    """Searches, prints and writes the reports; returns the exit code."""
    endpoints, limits = _endpoints(wanted), _limits(wanted)
    check(wanted.base_url, wanted.may_load, limits.within_s * len(endpoints), wanted.cacert)
    told = console(stderr=True, quiet=quiet)
    try:
        with interruptible(), target_of(wanted.base_url, wanted.against, (), wanted.cacert) as target:
            bound = f"no rate after {limits.within_s:g} s of each, against {target.name}, {target.url}"
            told.print(f"throughput of {len(endpoints)} consumer(s): {bound}", highlight=False)
            result, stopped = _searched(wanted, endpoints, limits, target, told)
    except KeyboardInterrupt:
        typer.echo("stopped: nothing is left running, nothing was found", err=True)
        return INTERRUPTED
    show(result, files, style, quiet=quiet)
    if stopped:
        typer.echo("stopped: nothing is left running, only what was found until then is told", err=True)
    return INTERRUPTED if stopped else result.exit_code


def _endpoints(wanted: Wanted) -> list[Objective]:
    """Raises UsageProblem for a domain that takes no events."""
    from workexec_contracts.load import consumers  # noqa: PLC0415  # `wxc --help` stays fast

    known = sorted({objective.domain for objective in consumers()})
    if wanted.all_ == bool(wanted.domains):
        raise UsageProblem(
            "both --all and names" if wanted.all_ else "no consumer is named",
            "the command line",
            f"--all, or some of {', '.join(known)}",
            "for example: wxc throughput --all",
        )
    for name in wanted.domains:
        if domain_of(name).name not in known:
            expected = f"some of {', '.join(known)}"
            raise UsageProblem(f"{name} takes no events", "the command line", expected, "name another")
    return consumers(wanted.domains)


def _limits(wanted: Wanted) -> Limits:
    from workexec_contracts.load import Limits  # noqa: PLC0415  # `wxc --help` stays fast

    try:
        return Limits.model_validate(dict(wanted.limits))
    except ValidationError as error:
        raise UsageProblem(
            f"no search goes like that: {error.errors()[0]['msg']}",
            "the command line",
            "a --start of at most --most, a --precision above 1",
            "choose other figures",
        ) from error


def _searched(
    wanted: Wanted, endpoints: list[Objective], limits: Limits, target: Target, told: Console
) -> tuple[ThroughputResult, bool]:
    """What was found, and whether somebody stopped the search."""
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    started, begun, stopped = datetime.now(UTC), time.monotonic(), False
    steps: dict[str, list[Step]] = {objective.operation: [] for objective in endpoints}
    try:
        for objective in endpoints:
            _search(wanted, objective, limits, target, told, steps[objective.operation])
    except KeyboardInterrupt:
        stopped = True
    why = STOPPED if stopped else load.OUT_OF_TIME
    results = tuple(load.concluded(one, limits, steps[one.operation], why) for one in endpoints)
    found = load.ThroughputResult(
        target=target.url,
        seed=wanted.seed,
        workers=wanted.workers,
        started_at=started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=time.monotonic() - begun,
        limits=limits,
        exit_code=load.exit_code(results),
        endpoints=results,
    )
    return found, stopped


def _search(  # the search of one endpoint goes by all of these
    wanted: Wanted, objective: Objective, limits: Limits, target: Target, told: Console, steps: list[Step]
) -> None:
    """Adds a step for each rate, so that those that were tried are there however it ends."""
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    while (rate_hz := load.next_hz(limits, steps, objective.level.min_samples)) is not None:
        begun, plan = time.monotonic(), _plan(wanted, objective, limits, rate_hz)
        order = load.Order(plan, target.url, workers=wanted.workers, token=wanted.token, cacert=wanted.cacert)
        with load.Launch(order) as launch:
            result = launch.result()
        steps.append(load.step_of(objective, rate_hz, result, time.monotonic() - begun))
        tell(told, objective, steps[-1])


def _plan(wanted: Wanted, objective: Objective, limits: Limits, rate_hz: float) -> Plan:
    """Each rate has data of its own: a neighbour would know keys that it has seen."""
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    seed = f"{wanted.seed}:{objective.operation}:{rate_hz:.6g}"
    return load.Plan(profile=load.step_profile(objective, rate_hz, limits), seed=seed)

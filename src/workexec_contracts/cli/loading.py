"""The run of one `wxc load`: its target, Locust, the faults, and the reports."""

from __future__ import annotations

import signal
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import typer

from .faulting import Faults
from .journalling import Journal
from .loadable import check
from .loadprinting import Files, prepare, show
from .loadtargets import target_of
from .output import Format, console
from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workexec_contracts.load import Launch, LoadResult, Plan, Turn

    from .loadtargets import Target

__all__ = ["Files", "Wanted", "run"]
INTERRUPTED = 130
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    profile: str
    base_url: str | None
    may_load: str | None
    token: str | None
    against: Literal["stubs", "providers"] | None
    faults: bool
    workers: int
    model: Literal["open", "closed"]
    users: int | None
    duration_s: float | None
    seed: str
    cacert: Path | None = None


def run(wanted: Wanted, files: Files, style: Format, *, quiet: bool) -> int:
    """Loads, prints and writes the reports; returns the exit code."""
    plan = plan_of(wanted)
    check(wanted.base_url, wanted.may_load, plan.profile.duration_s, wanted.cacert)
    prepare(files)
    told, faults = console(stderr=True, quiet=quiet), plan.profile.faults
    try:
        with interruptible(), target_of(wanted.base_url, wanted.against, faults, wanted.cacert) as target:
            told.print(
                f"{plan.profile.title}: {plan.profile.duration_s:g} s against {target.name}, {target.url}; "
                f"{target.journal_told}"
            )
            result, stopped = _loaded(wanted, plan, target)
    except KeyboardInterrupt:
        typer.echo("stopped: nothing is left running, nothing was judged", err=True)
        return INTERRUPTED
    show(result, files, style, ours=wanted.base_url is None, quiet=quiet)
    if stopped:
        typer.echo("stopped: nothing is left running, only what was measured until then is judged", err=True)
    return INTERRUPTED if stopped else result.exit_code


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block; a shell starts background jobs with SIGINT ignored."""
    earlier = {number: signal.signal(number, signal.default_int_handler) for number in INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def plan_of(wanted: Wanted) -> Plan:
    """The profile with what the command line says instead. Raises WrongProfile or UsageProblem."""
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    if wanted.users is not None and wanted.model == "open":
        raise UsageProblem(
            "--users in the open model",
            "the command line",
            "--model closed, or no --users",
            "add --model closed",
        )
    profile = load.read_profile(wanted.profile)
    instead = {"users": wanted.users, "duration_s": wanted.duration_s}
    told: dict[str, object] = {name: value for name, value in instead.items() if value is not None}
    if not wanted.faults:
        told["faults"] = ()
    if told:
        profile = load.changed(profile, told)
    return load.Plan(profile=profile, model=wanted.model, seed=wanted.seed)


def _loaded(wanted: Wanted, plan: Plan, target: Target) -> tuple[LoadResult, bool]:
    """What came of it, and whether somebody stopped it; who stops it twice gets nothing."""
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    order = load.Order(plan, target.url, workers=wanted.workers, token=wanted.token, cacert=wanted.cacert)
    mark, stopped = load.trace_mark(plan.seed), False
    with ExitStack() as stack:
        journal = stack.enter_context(Journal(target.journal, mark)) if target.journal else None
        launch = stack.enter_context(load.Launch(order))
        try:
            result = _with_faults(launch, load.timeline(plan.profile.faults), target)
        except KeyboardInterrupt:
            so_far, stopped = launch.stopped(), True
            if so_far is None:
                raise
            result = so_far
        return result if journal is None else journal.judged(result), stopped


def _with_faults(launch: Launch, turns: list[Turn], target: Target) -> LoadResult:
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    if target.switch is None:
        return launch.result()
    with Faults(turns, target.switch, lambda: launch.has_started) as faults:
        result = launch.result(target.check)
    if faults.problem is not None:
        raise faults.problem
    return load.switched_late(result, faults.late_s)

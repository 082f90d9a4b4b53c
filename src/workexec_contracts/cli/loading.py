"""The run of one `wxc load`: its target, Locust, the faults, and the reports."""

from __future__ import annotations

import signal
import tempfile
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import httpx2
import typer

from workexec_contracts.contracts.vocabulary import AUTHORIZATION

from .asking import MOCKS
from .faulting import DOWN, Faults, providers_switch, stubs_switch
from .loadable import check
from .loadprinting import Files, show
from .output import Format, console
from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from workexec_contracts.load import LoadResult, Plan

    from .faulting import Switch

__all__ = ["Files", "Wanted", "run"]
INTERRUPTED = 130
WARM_UP_S = 6.0
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


@dataclass(frozen=True)
class Target:
    """Who is loaded, and how to break them."""

    name: str
    url: str
    switch: Switch | None = None


def run(wanted: Wanted, files: Files, style: Format, *, quiet: bool) -> int:
    """Loads, prints and writes the reports; returns the exit code."""
    plan = plan_of(wanted)
    check(wanted.base_url, wanted.may_load, plan.profile.duration_s)
    told = console(stderr=True, quiet=quiet)
    try:
        with _interruptible(), target_of(wanted, plan) as target:
            told.print(
                f"{plan.profile.title}: {plan.profile.duration_s:g} s against {target.name}, {target.url}"
            )
            result = _loaded(wanted, plan, target)
    except KeyboardInterrupt:
        typer.echo("stopped: nothing is left running, nothing was judged", err=True)
        return INTERRUPTED
    show(result, files, style, quiet=quiet)
    return result.exit_code


@contextmanager
def _interruptible() -> Iterator[None]:
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


def target_of(wanted: Wanted, plan: Plan) -> AbstractContextManager[Target]:
    """Ours, started for the run, or a running one. Raises UsageProblem for faults that nobody can switch."""
    faults = plan.profile.faults
    others = {fault.mode for fault in faults} - {DOWN}
    if wanted.base_url is not None:
        if wanted.against is not None:
            raise UsageProblem(
                "--against with --base-url", "the command line", "a running service, or ours", "leave one out"
            )
        if faults:
            raise _unswitchable("a running service has no switches", "--base-url")
        return nullcontext(Target("a running service", wanted.base_url.rstrip("/")))
    if wanted.against == "providers" and others:
        modes = ", ".join(sorted(others))
        raise _unswitchable(f"the reference providers cannot be {modes}", "--against providers")
    return _stubs() if wanted.against == "stubs" or others else _providers()


def _unswitchable(what: str, where: str) -> UsageProblem:
    fix = f"leave out {where}, or add --no-faults"
    return UsageProblem(
        f"the profile has faults, and {what}", where, "the stubs, which have all switches", fix
    )


@contextmanager
def _providers() -> Iterator[Target]:
    from workexec_contracts.providers import Server  # noqa: PLC0415  # `wxc --help` stays fast

    with Server() as server:
        yield Target("the reference providers", server.url, providers_switch(server.url))


@contextmanager
def _stubs() -> Iterator[Target]:
    from workexec_contracts.stubs.mappings import write  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.process import WireMock  # noqa: PLC0415  # the same

    with tempfile.TemporaryDirectory(prefix="wxc-load-") as folder:
        root = MOCKS
        if not (MOCKS / "mappings").is_dir():
            root = Path(folder)
            write(root)
        with WireMock(root, profile="load", journal=None) as wiremock:
            _warm(wiremock.url)
            yield Target("the stubs", wiremock.url, stubs_switch(wiremock.url))


def _warm(url: str) -> None:
    """Java is slow with what it does for the first time."""
    from workexec_contracts.load.journeys import rehearse  # noqa: PLC0415  # `wxc --help` stays fast

    end, bearer = time.monotonic() + WARM_UP_S, {"Authorization": AUTHORIZATION.example}
    with httpx2.Client(base_url=url) as client:
        for number in count():
            for request in rehearse(number):
                if time.monotonic() > end:
                    return
                headers = {**bearer, **dict(request.headers)}
                client.request(
                    request.operation.method, request.target, headers=headers, content=request.body
                )


def _loaded(wanted: Wanted, plan: Plan, target: Target) -> LoadResult:
    from workexec_contracts import load  # noqa: PLC0415  # `wxc --help` stays fast

    order = load.Order(plan=plan, host=target.url, workers=wanted.workers, token=wanted.token)
    turns = load.timeline(plan.profile.faults)
    with load.Launch(order) as launch:
        if target.switch is None:
            return launch.result()
        with Faults(turns, target.switch, lambda: launch.has_started) as faults:
            result = launch.result()
    if faults.problem is not None:
        raise faults.problem
    return result

"""`wxc simulate --search`, `--exhaustive`, `--shrink`: violations are looked for, made small and kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer

from .problem import UsageProblem
from .replaying import draw, kept
from .simasked import BUDGET_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workexec_contracts.report.simulation import About, HuntResult, Prey
    from workexec_contracts.simulation.search import Looked
    from workexec_contracts.simulation.setting import Setting
    from workexec_contracts.simulation.totals import Total

    from .simasked import Asked

    Progress = Callable[[float | None], None]
    Found = Iterable[tuple[Setting, str]]


def search(asked: Asked, progress: Progress, about: Callable[[], About], *, quiet: bool) -> HuntResult:
    """Looks over seeds and schedules, until the budget is used up."""
    from workexec_contracts.report.simulation import of_search  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.simulation.search import Looked, Searched, searching  # noqa: PLC0415  # the same

    seconds = asked.budget_s or (None if asked.runs else BUDGET_S)
    begun, last = time.monotonic(), None
    for last in searching(asked.first, runs=asked.runs, seconds=seconds):
        if isinstance(last, Looked) and not quiet:
            _tell_at_once(last)
        if not isinstance(last, Searched):
            by_time = (time.monotonic() - begun) / seconds if seconds else 0.0
            progress(min(1.0, max(by_time, last.number / asked.runs if asked.runs else 0.0)))
    if not isinstance(last, Searched):
        raise TypeError(f"a search ends with what it came to, not with {last}")
    found = {one.violation.invariant: one.setting for one in last.broken}
    if last.shrunk is not None and last.shrunk.violation is not None:
        found[last.shrunk.violation.invariant] = last.shrunk.setting
    prey = _kept(((setting, invariant) for invariant, setting in found.items()), quiet=quiet)
    return of_search(last, prey, about())


def _tell_at_once(looked: Looked) -> None:
    """What is found is not lost where somebody ends a long search."""
    for one in looked.violations:
        found = f"{one.invariant} (seed {looked.setting.seed}): {one.told}"
        typer.echo(f"found in run {looked.number}: {found}", err=True)


def exhaust(asked: Asked, progress: Progress, about: Callable[[], About], *, quiet: bool) -> HuntResult:
    """Tries all combinations of faults in one workflow; what is found is as small as it can be."""
    from workexec_contracts.report.simulation import of_exhaustion  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.simulation.exhaustive import (  # noqa: PLC0415  # the same
        Exhaustion,
        explore,
        one_life,
    )
    from workexec_contracts.simulation.scope import Scope  # noqa: PLC0415  # the same

    name = Scope.WHOLE.value if asked.workflow is None else asked.workflow
    if name not in list(Scope):
        raise UsageProblem(
            f"no workflow is called {name!r}", "--workflow", f"one of {', '.join(Scope)}", "name one of them"
        )
    seconds, most = asked.budget_s, 1 if asked.faults_at_most is None else asked.faults_at_most
    begun, last = time.monotonic(), None
    for one in explore(one_life(asked.first, Scope(name)), most, seconds=seconds):
        last = one
        progress(min(1.0, (time.monotonic() - begun) / seconds) if seconds else None)
    if not isinstance(last, Exhaustion):
        raise TypeError(f"an exploration ends with what it came to, not with {last}")
    first: dict[str, Setting] = {}
    for found in last.found:
        first.setdefault(found.violation.invariant, found.setting)
    prey = _kept(((setting, invariant) for invariant, setting in first.items()), quiet=quiet)
    return of_exhaustion(last, prey, about())


def shrink(asked: Asked, total: Total, setting: Setting, progress: Progress, *, quiet: bool) -> None:
    """Makes the first violation of a run small, and writes its file; draws it unless `quiet`."""
    from workexec_contracts.simulation.shrink import Shrunk, shrinking  # noqa: PLC0415  # `wxc --help` stays fast

    found, seconds = total.found[0], asked.budget_s or BUDGET_S
    begun, last = time.monotonic(), None
    own = setting.model_copy(update={"seed": found.seed})
    for one in shrinking(own, found.violation.invariant, seconds=seconds):
        last = one
        progress(min(1.0, (time.monotonic() - begun) / seconds))
    if isinstance(last, Shrunk):
        _kept([(last.setting, found.violation.invariant)], quiet=quiet)


def _kept(found: Found, *, quiet: bool) -> tuple[Prey, ...]:
    """Files of all of them; the first one is drawn."""
    from workexec_contracts.report.simulation import prey  # noqa: PLC0415  # `wxc --help` stays fast

    prey_found: list[Prey] = []
    for setting, invariant in found:
        file = kept(setting, invariant)
        if file is not None:
            replay, outcome, command = file
            prey_found.append(prey(replay, command))
            if not quiet:
                _tell(prey_found[-1])
                if len(prey_found) == 1:
                    draw(outcome, invariant)
    return tuple(prey_found)


def _tell(found: Prey) -> None:
    faults = "; ".join(found.faults) or "none"
    typer.echo(f"broken: {found.sentence}\n  clause: {found.clause}\n  what:   {found.told}")
    typer.echo(f"  faults: {faults}\n  replay: {found.replay}")

"""Violations as files that `wxc simulate --replay` runs again, and what such a run shows."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import typer

from . import bundled
from .output import console
from .written import unwritable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.simulation.replay import Replay
    from workexec_contracts.simulation.run import Outcome
    from workexec_contracts.simulation.setting import Setting

KEEP = 100_000
"""How many of the last records are at hand for a diagram: those of what is small are all of them."""
STEPS = 120
"""How many steps before a violation are drawn, at most."""


def kept(setting: Setting, invariant: str) -> tuple[Replay, Outcome, str] | None:
    """Runs a setting that breaks an invariant, and writes its file; the command that replays it."""
    from workexec_contracts.simulation import replay  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.simulation.run import simulate  # noqa: PLC0415  # the same

    outcome = simulate(setting, keep=KEEP)
    violation = next((one for one in outcome.violations if one.invariant == invariant), None)
    if violation is None:
        return None
    written, file = replay.replay_of(outcome, violation), bundled.folder() / f"replay-{invariant}.json"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error) from error
    replay.write(written, file)
    return written, outcome, shlex.join(["wxc", "simulate", "--replay", str(file)])


def again(file: Path, progress: Callable[[float], None], aside: Console, *, quiet: bool) -> Outcome:
    """Runs what a file says again, and shows what came of it; `quiet`: aside or not at all.

    Raises ReplayError.
    """
    from workexec_contracts.simulation import replay  # noqa: PLC0415  # `wxc --help` stays fast

    replayed = replay.run_again(replay.read(file), KEEP, progress)
    if quiet:
        aside.print(replayed.told, markup=False, highlight=False)
    else:
        typer.echo(replayed.told)
        draw(replayed.outcome, replayed.replay.invariant)
    return replayed.outcome


def draw(outcome: Outcome, invariant: str) -> None:
    """The history of the work order that breaks an invariant, as a sequence diagram up to there."""
    from workexec_contracts.simulation import diagram, story  # noqa: PLC0415  # `wxc --help` stays fast

    violation = next((one for one in outcome.violations if one.invariant == invariant), None)
    if violation is None:
        return
    orders = frozenset({violation.order}) if violation.order >= 0 else None
    steps = story.story(outcome.kept, [violation], orders)
    last = next((at for at, step in enumerate(steps, 1) if step.kind is story.Kind.VIOLATION), len(steps))
    out = console()
    out.print(diagram.text(steps[max(last - STEPS, 0) : last], out.width), markup=False, highlight=False)

"""A bar for whoever waits at a terminal longer than a moment."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    Done = Callable[[float | None], None]

PATIENCE_S = 2.0


@contextmanager
def progress_on(console: Console, what: str) -> Iterator[Done]:
    """A function that takes the share that is done; shown only at a terminal, after `PATIENCE_S`.

    It takes None where the share is not known.
    """
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal or console.quiet,
    )
    task, begun = bar.add_task(what, total=1.0), time.monotonic()

    def done(share: float | None) -> None:
        if not bar.live.is_started and time.monotonic() - begun > PATIENCE_S:
            bar.start()
        bar.update(task, completed=share or 0, total=None if share is None else 1.0)

    try:
        yield done
    finally:
        bar.stop()

"""What `wxc up` does while the stubs run: shows unmatched requests, takes over changed mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from watchfiles import watch as changes

from workexec_contracts.stubs import reload
from workexec_contracts.stubs.admin import Admin, AdminError
from workexec_contracts.stubs.unmatched import Unmatched, unmatched

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

LOOK_EVERY_MS = 500


def watch(root: Path, urls: list[str], console: Console) -> None:
    """Until interrupted."""
    seen: set[str] = set()
    before = reload.read(root)
    for changed in changes(
        root / "mappings", rust_timeout=LOOK_EVERY_MS, yield_on_timeout=True, raise_interrupt=True
    ):
        for url in urls:
            with Admin(url) as admin:
                for request in unmatched(admin, seen):
                    console.print(f"[yellow]unmatched[/] {escape(request.method)} {escape(request.url)}")
                    console.print(
                        f"  nearest: {escape(request.nearest or 'none')}; {escape(request.difference)}"
                    )
        if changed:
            before = _take_over(root, urls, before, console)


def _show(request: Unmatched, console: Console) -> None:
    console.print(f"[yellow]unmatched[/] {escape(request.method)} {escape(request.url)}", soft_wrap=True)
    nearest = f"  nearest: {request.nearest or 'none'}; {request.difference}"
    console.print(nearest, markup=False, soft_wrap=True)


def _take_over(
    root: Path, urls: list[str], before: dict[str, dict[str, object]], console: Console
) -> dict[str, dict[str, object]]:
    try:
        after = reload.read(root)
        for url in urls:
            with Admin(url) as admin:
                changed, gone = reload.take_over(admin, before, after)
    except (reload.BrokenFile, AdminError) as error:
        console.print(f"[red]not reloaded[/], the stubs are as they were: {escape(str(error))}")
        return before
    console.print(f"reloaded: {changed} changed, {gone} gone")
    return after

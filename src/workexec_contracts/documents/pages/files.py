"""The pages on disk: written anew, or held against what the contracts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts import golden
from workexec_contracts.contracts import domains, events, operations

from . import event_page, operation_page
from .table import GENERATED, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Domain

FOLDER = "docs/contracts"


def render() -> dict[str, str]:
    """File name to text."""
    pages = {operation_page.name(one): operation_page.text(domain, one) for domain, one in operations()}
    pages |= {event_page.name(event): event_page.text(event) for event in events()}
    return {"index.md": _index(), **pages}


def _index() -> str:
    lines = ["# Contracts", "", GENERATED, ""]
    lines += ["A page for each operation and each event, by neighbour.", ""]
    for domain in domains():
        lines += [f"## {domain.title}", "", f"Provided by `{domain.owner}`.", "", *_rows(domain), ""]
    own = [event for event in events() if event.publisher == "workexec" and event.consumer is None]
    if own:
        rows = [(event_page.link(event), f"`{event.type}`", str(event.status)) for event in own]
        lines += ["## WorkExec itself", "", *table(("contract", "what", "status"), rows), ""]
    return "\n".join(lines)


def _rows(domain: Domain) -> Iterator[str]:
    rows = [
        (operation_page.link(one), f"`{one.method} {one.path}`", str(one.status)) for one in domain.operations
    ]
    rows += [
        (event_page.link(event), f"`{event.type}`", str(event.status))
        for event in (*domain.consumes, *domain.publishes)
    ]
    return table(("contract", "what", "status"), rows)


def write(root: Path) -> list[Path]:
    """Writes every page anew, and removes those of contracts that are gone."""
    return golden.write(root / FOLDER, render(), _present(root))


def stale(root: Path) -> list[str]:
    """Each difference between the pages and the contracts, in words."""
    return [f"{FOLDER}/{line}" for line in golden.stale(root / FOLDER, render(), _present(root))]


def _present(root: Path) -> list[str]:
    return [file.name for file in (root / FOLDER).glob("*.md")]

"""`wxc diff`: what changed in the contracts between two revisions, folders or documents."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .output import Format, FormatOption, block, print_json, some
from .problem import UsageProblem

if TYPE_CHECKING:
    from workexec_contracts.drift.revisions import Change, Changes, Tree


class Whom(StrEnum):
    """Whose breaking changes fail."""

    CONSUMER = "consumer"
    PROVIDER = "provider"
    BOTH = "both"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(diff)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD..NEW", help="Two revisions, one revision, or a path.")],
    new: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="The new path, after an old one.")
    ] = None,
    *,
    fail_for: Annotated[
        Whom, typer.Option("--fail-for", help="Whose breaking changes exit with 1.")
    ] = Whom.BOTH,
    style: FormatOption = Format.TABLE,
) -> None:
    """Show what changed in the contracts, and whether it breaks WorkExec, the neighbour, or neither.

    A side breaks when, built to the old contract, it does not get along with the new one.
    One revision alone is compared with the files as they are now.

    Exit code: 0 nothing breaks, 1 something does, 2 wrong usage, 3 unknown.

    Examples: wxc diff v1.0..HEAD · wxc diff origin/main · wxc diff old/documents new/documents ·
    wxc diff v1.0..v1.1 --fail-for provider --format json
    """
    from workexec_contracts.drift import revisions  # noqa: PLC0415  # `wxc --help` stays fast

    found = revisions.changes(*_trees(old, new))
    if style is Format.JSON:
        print_json(found.model_dump(mode="json"))
    else:
        for change in found.changes:
            typer.echo(_text(change))
        typer.echo(_verdict(found))
    raise typer.Exit(_code(found, fail_for))


def _text(change: Change) -> str:
    breaks = " and ".join(side.value for side in change.breaks)
    told = f"breaks {breaks}" if breaks else "unknown" if change.unknown else "breaks neither"
    return block(
        f"{told}: {change.aspect} of {some(change.places)}",
        {
            "old": change.old,
            "new": change.new,
            "clause": some(change.clauses),
            "at": f"{change.file}#{change.pointer}",
        },
    )


def _verdict(found: Changes) -> str:
    from workexec_contracts.drift.revisions import Side  # noqa: PLC0415  # `wxc --help` stays fast

    counts = ", ".join(f"{found.breaking(side)} break the {side.value}" for side in Side)
    neither = sum(not change.breaks and not change.unknown for change in found.changes)
    return f"{len(found.changes)} changes: {counts}, {neither} neither"


def _code(found: Changes, whom: Whom) -> int:
    from workexec_contracts.drift.revisions import Side  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.verdict import EXIT, Verdict  # noqa: PLC0415  # the same

    sides = list(Side) if whom is Whom.BOTH else [Side(whom.value)]
    if any(found.breaking(side) for side in sides):
        return EXIT[Verdict.FAILED]
    unknown = any(change.unknown for change in found.changes)
    return EXIT[Verdict.UNKNOWN if unknown else Verdict.PASSED]


def _trees(old: str, new: str | None) -> tuple[Tree, Tree]:
    from workexec_contracts.drift.revisions import folder, revision  # noqa: PLC0415  # `wxc --help` stays fast

    if new is not None:
        return folder(_path(old)), folder(_path(new))
    before, dots, after = old.partition("..")
    if not before.strip() or after.startswith("."):
        raise UsageProblem(
            f"{old!r} names no two revisions",
            "the first argument",
            "OLD..NEW, or OLD alone for the files as they are now",
            "for example: wxc diff v1.0..HEAD",
        )
    if not dots:
        return revision(before), folder(Path())
    after = after or "HEAD"
    trees = revision(before), revision(after)
    _refuse_uncommitted(before, after)
    return trees


def _path(text: str) -> Path:
    if not Path(text).exists():
        raise UsageProblem(
            f"there is no {text}",
            "the command line",
            "two files or folders; of revisions one argument: OLD..NEW",
            "for example: wxc diff old/documents new/documents",
        )
    return Path(text)


def _refuse_uncommitted(before: str, after: str) -> None:
    """What is not committed would be left out without a word."""
    from workexec_contracts.drift.revisions import trees  # noqa: PLC0415  # `wxc --help` stays fast

    changed = trees.uncommitted() if trees.is_head(after) else []
    if changed:
        raise UsageProblem(
            f"changes that are not committed would be left out: {', '.join(changed[:3])}",
            trees.DOCUMENTS,
            "nothing uncommitted there, or a comparison with the files as they are now",
            f"commit them, or: wxc diff {before}",
        )

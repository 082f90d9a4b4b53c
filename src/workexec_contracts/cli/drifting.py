"""What `wxc drift` compares and how it is printed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from .output import Format, block, print_json, print_rows, some
from .targets import domain_of
from .written import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from workexec_contracts.drift.agreement import Detail, Matrix
    from workexec_contracts.drift.difference import Row
    from workexec_contracts.drift.provider import Comparison
    from workexec_contracts.report.bundle import Shown
    from workexec_contracts.verdict import Verdict
    from workexec_contracts.verification import Target

T = TypeVar("T", "Comparison", "Matrix")
EXAMPLES = "answers the request of the document"
"""The cases that a service is asked: one for each example of the document."""
SHOWN = 20
LOUD = ("breaking", "unknown")
SEED = "drift"


@dataclass(frozen=True)
class Told:
    """Where the result goes."""

    style: Format
    junit: Path | None
    all_: bool


@dataclass(frozen=True)
class Against:
    """A running service, if there is one."""

    base_url: str | None
    token: str | None


def comparison(path: Path, names: list[str], maps: list[str], told: Told, *, strict: bool) -> int:
    """A provider's document; returns the exit code."""
    from workexec_contracts.drift import provider  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.drift.difference import Class  # noqa: PLC0415  # the same
    from workexec_contracts.report.bundle import shown  # noqa: PLC0415  # the same

    for name in names:
        domain_of(name)
    found = provider.against(path, names, [provider.mapping(text) for text in maps], strict=strict)
    cases = _comparison_cases(found)
    _write(found, told, f"{found.document} against the contracts", cases, shown.of_comparison)
    if told.style is Format.JSON:
        print_json(found.model_dump(mode="json"))
        return found.exit_code
    told_one_by_one = [row for row in found.differences if told.all_ or row.kind.value in LOUD]
    for row in told_one_by_one:
        typer.echo(_text(row))
    if not told.all_ and found.counts[Class.STYLE]:
        print_rows(_styles(found), ["style", "places", "for_example", "relied_on", "there"], told.style)
    counts = ", ".join(f"{count} {kind.value}" for kind, count in found.counts.items()) or "no difference"
    typer.echo(f"{found.verdict.value}: {counts} in {found.document} about {', '.join(found.domains)}")
    if not told.all_ and len(told_one_by_one) < len(found.differences):
        typer.echo("Every difference with its pointer: --all, or --format json", err=True)
    return found.exit_code


def _text(row: Row) -> str:
    kind = f"{row.kind.value} ({row.style.value})" if row.style else row.kind.value
    return block(
        f"{kind}: {row.aspect} of {some(row.places)}",
        {
            "relied on": row.relied,
            "there": row.offered,
            "clause": some(row.clauses),
            "at": f"{row.file}#{row.pointer}",
        },
    )


def _styles(found: Comparison) -> list[dict[str, Any]]:
    """One line for each style."""
    groups: dict[str, list[Row]] = {}
    for row in found.differences:
        if row.style is not None:
            groups.setdefault(row.style.value, []).append(row)
    return [
        {
            "style": style,
            "places": len(rows),
            "for_example": some(rows[0].places[:1]),
            "relied_on": rows[0].relied,
            "there": rows[0].offered,
        }
        for style, rows in groups.items()
    ]


def _comparison_cases(found: Comparison) -> list[tuple[str, list[str], bool]]:
    """One case for each operation: it fails by what breaks it, a style that is strictly judged among it."""
    failing = {"breaking", *(["style"] if found.strict else [])}
    cases = []
    for name in found.operations:
        own = [row for row in found.differences if any(place.split(" ")[0] == name for place in row.places)]
        worst = [row for row in own if row.kind.value in failing]
        unknown = [row for row in own if row.kind.value == "unknown"]
        lines = [
            f"{row.aspect}: {row.relied} relied on, {row.offered} there "
            f"({row.file}#{row.pointer}; {', '.join(row.clauses)})"
            for row in worst or unknown
        ]
        cases.append((name, lines, bool(worst)))
    return cases


def agreement(root: Path, names: list[str], against: Against, told: Told) -> int:
    """All copies; returns the exit code."""
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.drift.agreement import matrix  # noqa: PLC0415  # the same
    from workexec_contracts.report.bundle import shown  # noqa: PLC0415  # the same

    for name in names:
        domain_of(name)
    live = {}
    if against.base_url is not None:
        service = verification.service(against.base_url, against.token, dataset=False)
        live["service"] = _ask(service, names)
    with verification.providers() as providers:
        live = {"reference provider": _ask(providers, names), **live}
    found = matrix(root, frozenset(names), live)
    _write(found, told, "copies of the contracts", _agreement_cases(found), shown.of_matrix)
    if told.style is Format.JSON:
        print_json(found.model_dump(mode="json"))
        return found.exit_code
    print_rows([_matrix_row(row) for row in found.rows], ["domain", "contract", *found.columns], told.style)
    for line in _details(found)[: None if told.all_ else SHOWN]:
        typer.echo(line)
    typer.echo(f"{found.verdict.value}: {len(found.rows)} contracts in {len(found.columns)} copies")
    if found.exit_code:
        typer.echo("Generated copies are written anew by: wxc regenerate", err=True)
    return found.exit_code


def _matrix_row(row: Any) -> dict[str, Any]:  # noqa: ANN401  # a row of the matrix, imported when it is needed
    return {
        "domain": row.domain,
        "contract": row.contract,
        **{cell.copy_: cell.standing.value for cell in row.cells},
    }


def _details(found: Matrix) -> list[str]:
    return [
        f"{row.contract}, {cell.copy_}: {detail.file}#{detail.pointer}: "
        f"{detail.says} ({detail.clause or row.clause})"
        for row in found.rows
        for cell in row.cells
        for detail in cell.details
    ]


def _agreement_cases(found: Matrix) -> list[tuple[str, list[str], bool]]:
    cases = []
    for row in found.rows:
        for cell in row.cells:
            if cell.standing.value == "-":
                continue
            lines = [f"{detail.file}#{detail.pointer}: {detail.says}" for detail in cell.details]
            silent = [] if cell.standing.value == "agrees" else [cell.standing.value]
            cases.append((f"{row.contract}: {cell.copy_}", lines or silent, cell.standing.value == "differs"))
    return cases


def _ask(target: Target, names: Iterable[str]) -> dict[str, tuple[Verdict, tuple[Detail, ...]]]:
    """Each operation's verdict by the examples of the document."""
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.drift.agreement import Detail  # noqa: PLC0415  # the same

    only = verification.Selection(domains=tuple(names), case=EXAMPLES, only=verification.Kind.CASE)
    runner = verification.Runner(target, only, SEED)
    verdicts: dict[str, list[Verdict]] = {
        operation.operation_id: [] for _, operation in verification.chosen_operations(only)
    }
    details: dict[str, list[Detail]] = {name: [] for name in verdicts}

    async def listen() -> None:
        async for event in runner.events():
            if isinstance(event, verification.CaseFinished):
                verdicts[event.operation].append(event.verdict)
                if event.verdict is not verification.Verdict.PASSED:
                    says = f"{event.name}: {event.expected} expected, {event.actual}"
                    details[event.operation].append(
                        Detail(file=target.name, pointer="", says=says, clause=event.clause)
                    )

    asyncio.run(listen())
    return {name: (verification.worst(found), tuple(details[name])) for name, found in verdicts.items()}


def _write(
    found: T, told: Told, name: str, cases: list[tuple[str, list[str], bool]], shown: Callable[[T], Shown]
) -> None:
    from workexec_contracts.report import differences_junit  # noqa: PLC0415  # `wxc --help` stays fast

    def junit(_: T) -> str:
        return differences_junit(name, cases)

    def as_json(result: T) -> str:
        return result.model_dump_json(indent=1) + "\n"

    write(found, ((told.junit, junit), (None, as_json)), shown)

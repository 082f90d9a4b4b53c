"""`wxc lint`, `wxc findings`, `wxc status`: what the contracts say about themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from .output import Format, FormatOption, print_json, print_rows
from .root import wiremock_root
from .targets import complete_domain, domain_of

VERIFIED = Path(".wxc") / "verified.json"
WORKEXEC = "workexec"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(lint)
    app.command()(findings)
    app.command()(status)


def lint(style: FormatOption = Format.TABLE) -> None:
    """Check the contracts for what cannot be; exit 1 when a problem is covered by no finding.

    Examples: wxc lint · wxc lint --format json
    """
    from workexec_contracts import lint as checks  # noqa: PLC0415  # `wxc --help` stays fast

    report = checks.run()
    rows = [row.model_dump(mode="json") for row in checks.problem_rows(report)]
    if style is Format.TABLE:
        rows_shown = _grouped(rows)
        print_rows(
            rows_shown, ["problem", "places", "for_example", "clause", "covered_by", "decision"], style
        )
    else:
        print_rows(rows, [], style)
    if style is Format.TABLE:
        typer.echo(f"{len(rows)} problems, {len(report.uncovered)} of them covered by no finding")
        for problem in report.uncovered:
            typer.echo(f"uncovered: {problem.kind}:{problem.subject}: {problem.detail}", err=True)
        if report.uncovered:
            typer.echo("Mend the contract, or record the decision in contracts/findings.toml", err=True)
    if report.uncovered:
        raise typer.Exit(1)


def _grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for each kind of problem that is covered alike, with one of its places."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["problem"], row["decision"]), []).append(row)
    return [
        {**group[0], "places": len(group), "for_example": f"{group[0]['where']}: {group[0]['detail']}"}
        for group in groups.values()
    ]


def findings(
    domain: Annotated[
        str | None, typer.Option(help="Only what this domain must confirm.", autocompletion=complete_domain)
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """List what the contract document leaves open, by the domain that must confirm the decision.

    Examples: wxc findings · wxc findings --domain pricing --format json
    """
    from workexec_contracts import lint as checks  # noqa: PLC0415  # `wxc --help` stays fast

    if domain is not None and domain != WORKEXEC:
        domain_of(domain)
    grouped = checks.findings_by_domain(domain)
    if style is Format.JSON:
        print_json({name: [f.model_dump(mode="json") for f in found] for name, found in grouped.items()})
        return
    for name, found in grouped.items():
        rows = [finding.model_dump(mode="json") for finding in found]
        print_rows(rows, ["id", "clause", "problem", "decision"], style, title=f"{name} must confirm")


def status(
    mocks: Annotated[Path | None, typer.Option(help="The stubs to count, else those of ./mocks.")] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Show the document's status table, live: what is pending, stubbed, assumed, verified.

    Examples: wxc status · wxc status --format json
    """
    from workexec_contracts import lint as checks  # noqa: PLC0415  # `wxc --help` stays fast

    root = Path("mocks") if mocks is None else wiremock_root(mocks)
    rows = checks.status_rows(_stubbed(root), checks.read_verified(VERIFIED))
    shown = [row.model_dump(mode="json") for row in rows]
    if style is Format.TABLE:
        for row in shown:
            seen = row["verified"]
            row["verified"] = (
                f"{seen['verdict']} against {seen['against']}, {seen['at']}" if seen else "never"
            )
            row["stubbed"] = f"{row['stubbed']} mappings" if row["stubbed"] else "no"
    columns = ["domain", "contract", "status", "blocked_by", "assumptions", "stubbed", "verified"]
    print_rows(shown, columns, style)


def _stubbed(mocks: Path) -> Counter[str]:
    from workexec_contracts.stubs import reload  # noqa: PLC0415  # `wxc --help` stays fast

    metadata = (mapping.get("metadata", {}) for mapping in reload.read(mocks).mappings.values())
    return Counter(entry["operation"] for entry in metadata if "operation" in entry)

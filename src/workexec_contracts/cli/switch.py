"""`wxc switch`: a neighbour down, slow, flaky, lossy, or answering one error."""

from __future__ import annotations

from typing import Annotated

import typer

from workexec_contracts.stubs.switches import Mode

from .output import Format, FormatOption, print_json
from .problem import UsageProblem
from .targets import complete_target, operations_of


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(switch)


def switch(
    target: Annotated[
        str, typer.Argument(help="A domain, an operation, or all.", autocompletion=complete_target)
    ],
    mode: Annotated[Mode, typer.Argument(help="What it does from now on; ok ends it.")],
    code: Annotated[str | None, typer.Argument(help="The error code, for mode error.")] = None,
    ms: Annotated[int, typer.Option(min=0, help="slow: a fixed delay in milliseconds.")] = 3000,
    median_ms: Annotated[
        float | None, typer.Option(min=1, help="slow: a lognormal delay of this median instead.")
    ] = None,
    sigma: Annotated[float, typer.Option(min=0, help="slow: the sigma of the lognormal delay.")] = 0.5,
    times: Annotated[int, typer.Option(min=1, help="flaky: how many calls fail first.")] = 2,
    percent: Annotated[int, typer.Option(min=0, max=100, help="lossy: the share of calls that fail.")] = 1,
    url: Annotated[str | None, typer.Option(help="The WireMock; else the one that wxc up started.")] = None,
    curl: Annotated[bool, typer.Option("--curl", help="Print the admin call instead of making it.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Switch running stubs.

    Examples: wxc switch pricing down · wxc switch crm slow --ms 2500 · wxc switch order flaky ·
    wxc switch calculateTax error TAX_CODE_NOT_CONFIGURED · wxc switch all ok
    """
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs import running, switches  # noqa: PLC0415  # the same
    from workexec_contracts.stubs.admin import Admin  # noqa: PLC0415  # the same

    operations = operations_of(target)
    possible = switches.codes(operations)
    if mode is Mode.ERROR and code not in possible:
        raise UsageProblem(
            f"{target} has no error {code}", "the third argument", f"one of {', '.join(possible)}", "name one"
        )
    if mode is not Mode.ERROR and code is not None:
        raise UsageProblem(
            f"mode {mode} takes no code", "the third argument", "nothing", f"wxc switch {target} {mode}"
        )
    wanted = switches.Switch(mode, code, ms, median_ms, sigma, times, percent)
    if curl:
        typer.echo(switches.as_curl(wanted, operations, url or "http://127.0.0.1:8080"))
        return
    found = running.find(url, tuple(domain.name for domain in domains()))
    for base, served in found.distinct.items():
        with Admin(base) as admin:
            switches.apply(admin, wanted, [pair for pair in operations if pair[0].name in served])
    names = [operation.operation_id for _, operation in operations]
    if style is Format.JSON:
        print_json({"target": target, "mode": mode.value, "operations": names})
    else:
        typer.echo(f"{target}: {mode.value} ({len(names)} operation{'s' if len(names) > 1 else ''})")

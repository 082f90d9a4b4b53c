"""`wxc fuzz`: requests drawn by Schemathesis, put to a service or to ours, judged by its checks and ours."""

from __future__ import annotations

import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .asking import Against, Asked
from .bundled import evidenced
from .output import Format, FormatOption
from .problem import UsageProblem, alone
from .targets import complete_domain
from .verifying import Printing, run

LARGEST_SEED = 2**32


class Phase(StrEnum):
    """Of Schemathesis."""

    EXAMPLES = "examples"
    COVERAGE = "coverage"
    FUZZING = "fuzzing"
    STATEFUL = "stateful"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("fuzz")(fuzz))


def fuzz(  # the options of a command are its arguments
    domains: Annotated[list[str] | None, typer.Argument(autocompletion=complete_domain)] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Every domain.")] = False,
    operation: Annotated[str | None, typer.Option(metavar="NAME", help="One operation.")] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A running service; else our own are started.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="WXC_TOKEN", help="Its bearer token; no report repeats it.")
    ] = None,
    dataset: Annotated[bool, typer.Option("--dataset", help="The service holds our rows.")] = False,
    examples: Annotated[int, typer.Option(min=1, help="Drawn for each operation in each phase.")] = 50,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed draws the same requests; else a new one.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds, from --seed on.")] = 1,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Domains at once.")] = 2,
    phases: Annotated[
        list[Phase] | None, typer.Option("--phase", help="Of Schemathesis; else all. Repeat for several.")
    ] = None,
    first: Annotated[bool, typer.Option("--first", help="End a domain at its first failure.")] = False,
    forged: Annotated[
        bool,
        typer.Option("--forged-tokens", help="It must refuse tokens that it did not issue; needs --token."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A service that breaks a PENDING contract fails the build.")
    ] = False,
    against: Annotated[Against, typer.Option(help="Which of ours, without --base-url.")] = Against.BOTH,
    mocks: Annotated[Path | None, typer.Option(help="Else ./mocks, else made from the contracts.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page for people.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    har: Annotated[Path | None, typer.Option(metavar="FILE", help="The failing exchanges.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Draw requests, right and wrong ones, and hold every answer to the contract.

    Exit code: 0 all held, 1 a contract is broken, 2 wrong usage or unreachable, 3 unknown.

    Examples: wxc fuzz --all · wxc fuzz crm --base-url http://127.0.0.1:9000 ·
    wxc fuzz pricing --operation calculateTax --examples 500 --seed 7 ·
    wxc fuzz order --base-url https://test.example.com --token "$TOKEN" --junit fuzz.xml --har failing.har
    """
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    if all_ == bool(domains or operation):
        raise UsageProblem(
            what="both --all and names" if all_ else "nothing to fuzz",
            where="the command line",
            expected="one or more domains, or --operation, or --all",
            fix="for example: wxc fuzz pricing",
        )
    if forged and (token is None or base_url is None):
        expected = "a running service and a token that it issued; ours take any (F02)"
        raise alone("--forged-tokens", "--base-url and --token", expected)
    first_seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    selection = verification.Selection(
        domains=tuple(domains or ()), operation=operation, only=verification.Kind.FUZZ
    )
    if not verification.chosen_operations(selection):  # a wrong name starts nothing
        raise UsageProblem(
            what="nothing to fuzz: none of the domains has such an operation",
            where="the command line",
            expected="a domain that is asked over HTTP, and one of its operations",
            fix="`wxc status` lists them",
        )
    asked = Asked(
        selection=selection,
        all_=all_,
        base_url=base_url,
        message_url=None,
        states_url=None,
        token=token,
        dataset=dataset,
        strict=strict,
        seed=str(first_seed),
        against=against,
        mocks=mocks,
        source=verification.Source(),
        effort=verification.Effort(
            seed=first_seed,
            seeds=seeds,
            examples=examples,
            workers=workers,
            phases=tuple(phase.value for phase in phases) if phases else verification.PHASES,
            first_only=first,
            forged=forged,
            har=har,
        ),
    )
    raise typer.Exit(run(asked, Printing(html, junit, json, style, quiet=quiet)))

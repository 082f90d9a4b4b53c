"""`wxc verify`: cases of the contracts and interactions of pacts, put to a service or to our own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import uuid4
from zlib import crc32

import typer

from .asking import Against, Asked
from .brokered import broker
from .bundled import evidenced
from .output import Format, FormatOption
from .problem import UsageProblem
from .targets import complete_verified
from .verifying import Printing, run

if TYPE_CHECKING:
    from workexec_contracts.verification import Effort


class Only(StrEnum):
    """Which claims."""

    CASES = "cases"
    PACTS = "pacts"
    FUZZ = "fuzz"


ONLY = {Only.CASES: "case", Only.PACTS: "pact", Only.FUZZ: "fuzz"}


SAMPLED: tuple[Literal["examples", "fuzzing"], ...] = ("examples", "fuzzing")
"""Of the phases of `wxc fuzz`; the others take minutes."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("verify")(verify))


def verify(  # the options of a command are its arguments
    domains: Annotated[list[str] | None, typer.Argument(autocompletion=complete_verified)] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Every domain, and WorkExec.")] = False,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A running service; else our own are started.")
    ] = None,
    message_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where a running WorkExec is asked for its events.")
    ] = None,
    states_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Its endpoint for the provider states of pacts.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="WXC_TOKEN", help="Its bearer token; no report repeats it.")
    ] = None,
    dataset: Annotated[bool, typer.Option("--dataset", help="The service holds our rows.")] = False,
    reachable: Annotated[
        bool, typer.Option("--reachable", help="Leave out what the service cannot be asked.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A service that breaks a PENDING contract fails the build.")
    ] = False,
    only: Annotated[Only | None, typer.Option(help="Cases of the contracts, or pacts; else both.")] = None,
    operation: Annotated[str | None, typer.Option(metavar="NAME", help="One operation or event.")] = None,
    case: Annotated[str, typer.Option(metavar="TEXT", help="Cases and interactions with this name.")] = "",
    pacts: Annotated[
        Path | None, typer.Option(metavar="PATH", help="A pact or a folder; else made from the contracts.")
    ] = None,
    broker_url: Annotated[str | None, typer.Option(metavar="URL", help="The Pact Broker's pacts.")] = None,
    broker_token: Annotated[
        str | None, typer.Option(envvar="PACT_BROKER_TOKEN", help="Its bearer token.")
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Tell the broker the results.")] = False,
    provider_version: Annotated[str | None, typer.Option(help="What was verified, for the broker.")] = None,
    provider_branch: Annotated[str | None, typer.Option(help="And on which branch.")] = None,
    fuzz: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Draw N requests more for each operation, a sample of `wxc fuzz`."
        ),
    ] = 0,
    seed: Annotated[str | None, typer.Option(help="Of ids and keys; else a new one.")] = None,
    against: Annotated[Against, typer.Option(help="Which of ours, without --base-url.")] = Against.BOTH,
    mocks: Annotated[Path | None, typer.Option(help="Else ./mocks, else made from the contracts.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page for people.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Put every case of the contracts and every interaction of the pacts to ours, or to a running service.

    Exit code: 0 all passed, 1 a contract is broken, 2 wrong usage or unreachable, 3 unknown.

    Examples: wxc verify --all · wxc verify --all --report build/evidence ·
    wxc verify pricing --base-url http://127.0.0.1:9000 --states-url http://127.0.0.1:9000/_pact/states ·
    wxc verify crm order --base-url https://test.example.com --token "$TOKEN" --junit verify.xml ·
    wxc verify workexec --message-url http://127.0.0.1:9001/messages · wxc verify pricing --case "half cents"
    """
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    _check(all_=all_, named=bool(domains or operation), token=token)
    kind = None if only is None else verification.Kind(ONLY[only])
    selection = verification.Selection(
        domains=tuple(domains or ()), operation=operation, case=case, reachable=reachable, only=kind
    )
    verification.chosen_operations(selection)  # a wrong name starts nothing
    chosen_seed = seed or uuid4().hex
    told = broker(broker_url, broker_token, provider_version, provider_branch, publish=publish)
    asked = Asked(
        selection=selection,
        all_=all_,
        base_url=base_url,
        message_url=message_url,
        states_url=states_url,
        token=token,
        dataset=dataset,
        strict=strict,
        seed=chosen_seed,
        against=against,
        mocks=mocks,
        source=verification.Source(pacts=pacts, broker=told),
        effort=_effort(fuzz, chosen_seed),
    )
    raise typer.Exit(run(asked, Printing(html, junit, json, style, quiet=quiet)))


def _effort(examples: int, seed: str) -> Effort | None:
    from workexec_contracts.verification import Effort  # noqa: PLC0415  # `wxc --help` stays fast

    if not examples:
        return None
    return Effort(seed=crc32(seed.encode()), examples=examples, workers=2, phases=SAMPLED)


def _check(*, all_: bool, named: bool, token: str | None) -> None:
    if all_ == named:
        raise UsageProblem(
            what="both --all and names" if all_ else "nothing to verify",
            where="the command line",
            expected="one or more domains, or --operation, or --all",
            fix="for example: wxc verify --all",
        )
    if token is not None and not token.strip():
        raise UsageProblem(
            "the token is blank", "--token or WXC_TOKEN", "a bearer token", "give none, or one"
        )

"""`wxc workexec`: the reference WorkExec over HTTP, and its events for a verifier of messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .neighbours import NeighboursOption, base_urls
from .output import Format, FormatOption, print_json
from .serving import served, until_interrupted

if TYPE_CHECKING:
    from workexec_contracts.consumer import Identity

STORE = Path(".wxc/workexec.sqlite")
StoreOption = Annotated[
    Path,
    typer.Option("--store", metavar="FILE", help="What WorkExec keeps: documents, outbox, dead letters."),
]
TokenOption = Annotated[
    str | None, typer.Option(envvar="WXC_TOKEN", help="Bearer token of deliveries that no user waits for.")
]
commands = typer.Typer(help="The reference WorkExec: the workflows of the document, over any neighbours.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(commands, name="workexec")


@commands.command()
def serve(
    neighbours: NeighboursOption = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 0,
    store: StoreOption = STORE,
    token: TokenOption = None,
    ttl_factor: Annotated[
        float,
        typer.Option(
            envvar="WXC_TTL_FACTOR", min=0.001, help="Makes every TTL that many times shorter, for an audit."
        ),
    ] = 1.0,
    style: FormatOption = Format.TABLE,
) -> None:
    """Serve WorkExec on a loopback port until Ctrl-C. Events that it accepted survive any end of it.

    Examples: wxc workexec serve --neighbours http://127.0.0.1:8080 --port 8081 ·
    wxc workexec serve --neighbours http://127.0.0.1:8080 --neighbours pricing=http://127.0.0.1:9000
    """
    urls = base_urls(neighbours)
    from workexec_contracts import consumer  # noqa: PLC0415  # `wxc --help` stays fast

    kept = consumer.Store(store)
    kept.claim()
    shop = consumer.Shop.over(kept, ttl_factor=ttl_factor)
    consumer.seed(shop)
    app = consumer.application(shop, urls, identity(token))
    with served(app, port, lifespan=True) as server:
        _tell(server.url, style)
        until_interrupted()
    kept.close()


@commands.command()
def messages(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 0,
    style: FormatOption = Format.TABLE,
) -> None:
    """Serve WorkExec's events to a Pact verifier of messages, in any language, until Ctrl-C.

    Example: wxc workexec messages --port 9001
    """
    from workexec_contracts.verification.producer import MESSAGES, application  # noqa: PLC0415  # the same

    with served(application(), port) as server:
        url = f"{server.url}{MESSAGES}"
        if style is Format.JSON:
            print_json({"url": url})
        else:
            typer.echo(f"messages of WorkExec on {url} (Ctrl-C stops it)")
        until_interrupted()


def identity(token: str | None) -> Identity:
    """Who delivers what no user waits for."""
    from workexec_contracts.consumer import Identity  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.contracts.vocabulary import AUTHORIZATION  # noqa: PLC0415  # the same

    return Identity(token or AUTHORIZATION.example.removeprefix("Bearer "))


def _tell(url: str, style: Format) -> None:
    if style is Format.JSON:
        print_json({"url": url})
        return
    from workexec_contracts.consumer import ROUTES  # noqa: PLC0415  # `wxc --help` stays fast

    typer.echo(f"WorkExec on {url} (Ctrl-C stops it)")
    for route in ROUTES:
        typer.echo(f"  {route.method:<5}{route.path:<58}{', '.join(route.calls)}")

"""`wxc deadletters`: events that WorkExec gave up, and their replay (F19, F57)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .neighbours import NeighboursOption, base_urls
from .output import Format, FormatOption, print_json, print_rows
from .problem import UsageProblem
from .workexec import STORE, StoreOption, TokenOption, identity

if TYPE_CHECKING:
    from workexec_contracts.consumer import Letter, Store

COLUMNS = ("id", "event", "domain", "workorder", "attempts", "reason", "correlation_id", "settled_at")
commands = typer.Typer(help="Events that WorkExec gave up: list them, replay them.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(commands, name="deadletters")


@commands.command("list")
def list_(store: StoreOption = STORE, style: FormatOption = Format.TABLE) -> None:
    """List the dead letters, oldest first; JSON has the whole events.

    Example: wxc deadletters list --format json
    """
    kept = _existing(store)
    letters = _dead(kept)
    events = {letter.id: kept.get("dead-letter event", letter.id) for letter in letters}
    rows = [_row(letter, envelope=letter.envelope, announced=events[letter.id]) for letter in letters]
    if not rows and style is Format.TABLE:
        typer.echo("no dead letters")
        return
    print_rows(rows, COLUMNS, style)


@commands.command()
def replay(
    ids: Annotated[list[str] | None, typer.Argument(help="Events' ids; all with --all.")] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Every dead letter.")] = False,
    neighbours: NeighboursOption = None,
    store: StoreOption = STORE,
    token: TokenOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Deliver dead letters again: the same event, id and key. Exit code 1 when one of them stays dead.

    Examples: wxc deadletters replay --all --neighbours http://127.0.0.1:8080 ·
    wxc deadletters replay evt-status-... --neighbours shopmgmt=http://127.0.0.1:9000
    """
    if all_ == bool(ids):
        raise UsageProblem(
            "both --all and ids" if all_ else "nothing to replay",
            "the command line",
            "ids of dead letters, or --all",
            "`wxc deadletters list` shows the ids",
        )
    kept = _existing(store)
    chosen = _dead(kept) if all_ else [_named(kept, event_id) for event_id in ids or ()]
    urls = base_urls(neighbours, needed={letter.domain for letter in chosen})
    settled = _replayed(kept, chosen, urls, token)
    if style is Format.JSON:
        print_json([_row(letter) for letter in settled])
    for letter in settled if style is Format.TABLE else ():
        typer.echo(f"{letter.id}: {letter.standing}{f' ({letter.reason})' if letter.reason else ''}")
    raise typer.Exit(int(any(letter.standing != "acknowledged" for letter in settled)))


def _replayed(store: Store, letters: list[Letter], urls: dict[str, str], token: str | None) -> list[Letter]:
    import httpx2  # noqa: PLC0415  # `wxc --help` stays fast

    from workexec_contracts.consumer import Publisher, SyncDriver  # noqa: PLC0415  # the same

    publisher, who = Publisher(store), identity(token)
    with httpx2.Client(trust_env=False) as client:
        driver = SyncDriver(client, urls)
        return [driver.run(publisher.replay(letter, who)) for letter in letters]


def _existing(path: Path) -> Store:
    from workexec_contracts.consumer import Store  # noqa: PLC0415  # `wxc --help` stays fast

    if not path.is_file():
        raise UsageProblem(
            "there is no store", str(path), "the file that `wxc workexec serve` keeps", "name it with --store"
        )
    return Store(path)


def _dead(store: Store) -> list[Letter]:
    from workexec_contracts.consumer import Standing  # noqa: PLC0415  # `wxc --help` stays fast

    return store.letters(Standing.DEAD)


def _named(store: Store, event_id: str) -> Letter:
    letter = store.letter(event_id)
    if letter is None or letter.standing != "dead":
        found = f"it is {letter.standing}" if letter else "it is unknown"
        raise UsageProblem(
            f"{event_id} is no dead letter: {found}",
            "the command line",
            "the id of a dead letter",
            "`wxc deadletters list` shows them",
        )
    return letter


def _row(letter: Letter, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON of any type
    return {
        "id": letter.id,
        "event": letter.event.name,
        "domain": letter.domain,
        "workorder": letter.workorder_id,
        "standing": letter.standing.value,
        "attempts": letter.attempts,
        "last_status": letter.last_status,
        "reason": letter.reason,
        "correlation_id": letter.correlation_id,
        "accepted_at": letter.accepted_at,
        "settled_at": letter.settled_at,
        **more,
    }

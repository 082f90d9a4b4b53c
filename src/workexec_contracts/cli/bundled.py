"""The evidence bundle: `--report` of every command that finds something out, and what it keeps there."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import subprocess
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from .output import Format
from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workexec_contracts.report.bundle import Shown

FOLDER = "report"
INDEX = "index.html"
VARIABLE = "WXC_REPORT"
_QUERY = re.compile(r"([?&][^=&\s]+=)[^&\s]+")
"""What a URL asks for may be a token, too."""
SECRETS = ("--token", "--broker-token")
FILES = {"html": "page.html", "junit": "junit.xml", "as_json": "result.json", "as_csv": "result.csv"}
"""What a run's own reports are called in the bundle, by the function that makes them."""
P = ParamSpec("P")
_PACKAGES = ("workexec_contracts.contracts", "workexec_contracts.contracts.vocabulary")


@dataclass(frozen=True)
class Place:
    """Where the result of the command goes that is running."""

    folder: Path
    command: str
    started: datetime
    begun: float
    kept: list[str] = field(default_factory=list)
    """The names of the runs that went there."""


_PLACE: ContextVar[Place | None] = ContextVar("bundle", default=None)


def _default() -> str:
    """Typer takes a variable that is empty for one that is not set; here it says: none."""
    return os.environ.get(VARIABLE, FOLDER)


ReportOption = Annotated[
    str,
    typer.Option(
        "--report",
        metavar="DIR",
        envvar=VARIABLE,
        default_factory=_default,
        show_default=FOLDER,
        help="The evidence bundle for the result; empty for none.",
    ),
]


def evidenced(name: str) -> Callable[[Callable[P, None]], Callable[..., None]]:
    """Gives a command the option `--report`: what it writes goes into that bundle. Its body does not know."""

    def decorate(command: Callable[P, None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True)
        option = inspect.Parameter("report", inspect.Parameter.KEYWORD_ONLY, annotation=ReportOption)

        @wraps(command)
        def run(*args: P.args, report: str, **more: P.kwargs) -> None:  # type: ignore[valid-type]  # one more
            with into(report, name) as place:
                try:
                    command(*args, **more)
                finally:
                    _tell(place, more)

        signature = own.replace(parameters=[*own.parameters.values(), option])
        run.__signature__ = signature  # type: ignore[attr-defined]  # what Typer looks at
        run.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
        return run

    return decorate


@contextmanager
def into(report: str, name: str) -> Iterator[Place | None]:
    """Whatever is kept within goes there. Raises UsageProblem at once where nothing can."""
    folder = Path(report) if report.strip() else None
    if folder is not None:
        _try(folder)
    place = Place(folder, name, datetime.now(UTC), time.perf_counter()) if folder is not None else None
    token = _PLACE.set(place)
    try:
        yield place
    finally:
        _PLACE.reset(token)


def folder() -> Path:
    """Where files belong that a command does not name: the bundle, or its usual place where there is none."""
    place = _PLACE.get()
    return Path(FOLDER) if place is None else place.folder


def _tell(place: Place | None, options: Mapping[str, object]) -> None:
    """Where it is, for people: not where a program reads, nor where the verdict alone is wanted."""
    if (
        place is not None
        and place.kept
        and options.get("style") is not Format.JSON
        and not options.get("quiet")
    ):
        typer.echo(f"evidence: {place.folder / INDEX}")


def _try(folder: Path) -> None:
    nearest = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        why = "it may not be written to" if nearest.is_dir() else "it is no folder"
        raise unwritable(why, nearest)


def unwritable(why: str | None, where: object) -> UsageProblem:
    """A bundle that cannot be written."""
    return UsageProblem(
        f"the evidence bundle cannot be written: {why}",
        str(where),
        "a folder that can be written to, or one that can be made",
        f"name another with --report or {VARIABLE}, or none: --report ''",
    )


def keep(shown: Callable[[], Shown], files: Mapping[str, Callable[[], str]]) -> None:
    """Puts a run into the bundle of this command, where it has one. Raises UsageProblem."""
    place = _PLACE.get()
    if place is None:
        return
    from workexec_contracts.report import bundle  # noqa: PLC0415  # `wxc --help` stays fast

    now = digest()
    run = bundle.Run(
        **dict(shown()),
        command=place.command,
        typed=typed(sys.argv),
        started_at=place.started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=round(time.perf_counter() - place.begun, 3),
        version=version("workexec-contracts"),
        revision=revision(),
        contracts=now,
    )
    try:
        found = bundle.keep(place.folder, run, {name: text() for name, text in files.items()}, now)
    except OSError as error:
        raise unwritable(error.strerror, error.filename) from error
    place.kept.append(run.name)
    for problem in found.problems:
        typer.echo(f"wxc: {problem}", err=True)


def typed(argv: list[str]) -> str:
    """The command line, without secrets."""
    told, hidden = ["wxc"], False
    for word in argv[1:]:
        name, equals, _ = word.partition("=")
        if hidden:
            told.append("***")
        elif name in SECRETS and equals:
            told.append(f"{name}=***")
        else:
            told.append(shlex.quote(_QUERY.sub(r"\1***", word)))
        hidden = not hidden and word in SECRETS
    return " ".join(told)


def digest() -> str:
    """Of the contracts: evidence of other ones is stale."""
    found = sha256()
    for package in _PACKAGES:
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.is_file() and not file.name.endswith(".pyc"):
                found.update(f"{package}/{file.name}\n".encode())
                found.update(file.read_bytes())
    return found.hexdigest()[:16]


def revision() -> str:
    """Of the folder that the command runs in, where git knows it."""
    words = ("git", "describe", "--always", "--dirty", "--exclude=*")
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=5, check=True)  # noqa: S603  # ours
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()

"""Where WorkExec's neighbours are: one base URL for all, or some of their own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated
from urllib.parse import urlsplit

import typer

from .problem import UsageProblem

NeighboursOption = Annotated[
    list[str] | None,
    typer.Option(
        "--neighbours",
        metavar="URL or DOMAIN=URL",
        help="Base URL of all neighbours, or of one; may be given again.",
    ),
]


def base_urls(given: list[str] | None, needed: Collection[str] | None = None) -> dict[str, str]:
    """The base URLs by domain: of those that are needed, or of all. Raises UsageProblem."""
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast

    names = [domain.name for domain in domains()]
    found: dict[str, str] = {}
    for text in sorted(given or (), key=lambda text: _named(text)[0] != ""):
        name, url = _named(text)
        if name and name not in names:
            raise _wrong(f"no domain is called {name!r}", f"one of {', '.join(names)}")
        if not _is_base_url(url):
            raise _wrong(f"{url!r} is no base URL", "http://host:port")
        found |= {name: url} if name else dict.fromkeys(names, url)
    missing = [name for name in names if name not in found and (needed is None or name in needed)]
    if missing:
        raise _wrong(
            f"nothing says where {', '.join(missing)} can be reached", "a base URL for every neighbour"
        )
    return found


def _is_base_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


def _named(text: str) -> tuple[str, str]:
    name, equals, url = text.partition("=")
    return (name, url) if equals and "://" not in name else ("", text)


def _wrong(what: str, expected: str) -> UsageProblem:
    return UsageProblem(
        what, "--neighbours", expected, "for example: --neighbours http://127.0.0.1:8080 (`wxc up` prints it)"
    )

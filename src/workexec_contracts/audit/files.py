"""Recorded traffic in files: the journal of a WireMock, or a HAR; and logs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import WrongJournal
from .recorded import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Entry = dict[str, Any]
_EXPECTED = "the answer of WireMock's GET /__admin/requests, or a HAR 1.2"


def traffic_of(path: Path) -> Traffic:
    """What a file recorded. Raises WrongJournal."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise _wrong(path, str(error)) from error
    try:
        return Traffic.of(_entries(document))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(path, f"an entry is not as it should be: {type(error).__name__} {error}") from error


def _entries(document: Any) -> list[Entry]:  # noqa: ANN401  # JSON of any type
    if isinstance(document, dict) and isinstance(document.get("requests"), list):
        listed: list[Entry] = document["requests"]
        return listed
    if isinstance(document, dict) and isinstance(document.get("log"), dict):
        return [_entry(one) for one in document["log"]["entries"]]
    raise TypeError("neither `requests` nor `log`")


def _entry(one: Entry) -> Entry:
    """A HAR's entry as WireMock's: its time is the caller's, which is near enough."""
    request, response = one["request"], one.get("response") or {}
    parts = urlsplit(request["url"])
    status = int(response.get("status") or 0)
    return {
        "request": {
            "method": request["method"],
            "url": parts.path + (f"?{parts.query}" if parts.query else ""),
            "headers": {header["name"]: header["value"] for header in request.get("headers", ())},
            "body": (request.get("postData") or {}).get("text", ""),
            "loggedDate": datetime.fromisoformat(one["startedDateTime"]).timestamp() * 1000,
        },
        "response": {"status": status} if status else {"fault": "NO_ANSWER"},
        "timing": {"totalTime": float(one.get("time") or 0)},
    }


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a log. Raises WrongJournal."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        raise WrongJournal(
            f"the log cannot be read: {error}", str(path), "a text file", "name the log with --log"
        ) from error


def _wrong(path: Path, what: str) -> WrongJournal:
    return WrongJournal(f"this is no recorded traffic: {what}", str(path), _EXPECTED, "name another file")

"""Where stubs are running: a small file in the project, so that `wxc switch` finds what `wxc up` started."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil

from .admin import Admin
from .process import StubError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".wxc"
URL_VARIABLE = "WXC_STUBS_URL"
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError)
_FIX = f"start them with `wxc up`, or name them: --url http://127.0.0.1:PORT, or {URL_VARIABLE}"


class NotRunning(StubError):  # noqa: N818  # a name says the state, as its family does
    """No stubs answer where they should."""


@dataclass(frozen=True, slots=True)
class Running:
    """Base URLs by domain, and the process that keeps them."""

    urls: Mapping[str, str]
    pid: int
    named: bool = False
    """Whether a person named the URL, so that nobody knows whose stubs are there."""

    @property
    def distinct(self) -> dict[str, list[str]]:
        """Each WireMock once, with the domains that it serves."""
        found: dict[str, list[str]] = {}
        for domain, url in self.urls.items():
            found.setdefault(url, []).append(domain)
        return found


def path(start: Path | None = None) -> Path:
    """The file of this folder, or of the nearest parent that has one."""
    here = start or Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FOLDER / "stubs.json").is_file():
            return folder / FOLDER / "stubs.json"
    return here / FOLDER / "stubs.json"


def save(running: Running, file: Path) -> None:
    """Says where the stubs are. Others of this folder that still run are found again when these stop."""
    _write([running, *(one for one in _living(file) if one.pid != running.pid)], file)


def forget(file: Path, pid: int) -> None:
    """Takes out the stubs of that process; the file goes with the last that run."""
    if not any(one.pid == pid for one in _readable(file)):
        return
    others = [one for one in _living(file) if one.pid != pid]
    with contextlib.suppress(OSError):
        if others:
            _write(others, file)
        else:
            file.unlink()


def _write(listed: list[Running], file: Path) -> None:
    """The latest as it is, those before it in a list."""
    latest, *before = ({"urls": dict(one.urls), "pid": one.pid} for one in listed)
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    aside.write_text(json.dumps({**latest, "before": before}, indent=1) + "\n")
    aside.replace(file)  # nobody reads half of it


def _read(file: Path) -> list[Running]:
    """The latest first. Raises what a damaged file makes raise."""
    latest = json.loads(file.read_text())
    return [
        Running({str(name): str(url) for name, url in saved["urls"].items()}, int(saved["pid"]))
        for saved in (latest, *latest.get("before", ()))
    ]


def _readable(file: Path) -> list[Running]:
    try:
        return _read(file)
    except _DAMAGED:
        return []


def _living(file: Path) -> list[Running]:
    return [one for one in _readable(file) if psutil.pid_exists(one.pid)]


def beside(url: str, file: Path | None = None) -> Mapping[str, str]:
    """The base URLs of the `wxc up` that serves one of its domains at `url`; none where nobody knows."""
    found = (one.urls for one in _living(file or path()) if url in one.urls.values())
    return next(found, {})


def find(url: str | None, domains: tuple[str, ...], file: Path | None = None) -> Running:
    """The stubs at `url`, else at `WXC_STUBS_URL`, else those of the file. Raises NotRunning."""
    named = url or os.environ.get(URL_VARIABLE)
    found = _named(named, domains) if named else _saved(file or path())
    for base in found.distinct:
        with Admin(base) as admin:
            if not admin.healthy():
                raise NotRunning("no stubs answer", base, "a WireMock with an admin API", _FIX)
    return found


def _named(url: str, domains: tuple[str, ...]) -> Running:
    if not is_base_url(url):
        raise NotRunning("this is no base URL", url, "http://HOST:PORT", _FIX)
    return Running(dict.fromkeys(domains, url.rstrip("/")), 0, named=True)


def is_base_url(text: str) -> bool:
    """Whether paths can be put behind it."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.port != 0
            and (not parts.query and not parts.fragment)
        )
    except ValueError:  # a port beyond 65535, half an IPv6 address
        return False


def _saved(file: Path) -> Running:
    if not file.is_file():
        raise NotRunning("no stubs are running", str(file), "the file that `wxc up` writes", _FIX)
    try:
        saved = _read(file)
    except _DAMAGED as error:
        expected = "the file that `wxc up` writes"
        raise NotRunning("the file cannot be read", str(file), expected, f"delete it; {_FIX}") from error
    found = next((one for one in saved if psutil.pid_exists(one.pid)), None)
    if found is None:
        gone = f"the `wxc up` that kept them (process {saved[0].pid}) has ended"
        raise NotRunning(f"the stubs of this file are gone: {gone}", str(file), "a running `wxc up`", _FIX)
    return found

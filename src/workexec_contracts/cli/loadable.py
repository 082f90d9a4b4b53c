"""Whom `wxc load` may load: our own, whatever is on loopback, and a host that the user vouches for."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import httpx2

from .problem import UsageProblem, alone

FOREIGN_MAX_S = 2 * 3600
_PROBE_S = 10


def check(base_url: str | None, may_load: str | None, duration_s: float) -> None:
    """Raises UsageProblem."""
    if base_url is None:
        if may_load is not None:
            raise alone("--i-may-load", "--base-url", "the host of a running service")
        return
    host = _host(base_url)
    if not is_loopback(host):
        _refuse_foreign(host, may_load, duration_s)
    _probe(base_url)


def is_loopback(host: str) -> bool:
    """Whether the name itself says so; what a name server says may change."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise UsageProblem(
            f"{base_url!r} is no base URL",
            "--base-url",
            "http://host:port or https://host/path, without user and password",
            "for example: --base-url http://127.0.0.1:9000",
        )
    return parts.hostname


def _refuse_foreign(host: str, may_load: str | None, duration_s: float) -> None:
    if may_load != host:
        raise UsageProblem(
            f"{host} is not on this machine, and load can take it down",
            "--base-url",
            "a loopback address, or a host that you are allowed to load",
            f"if you are: --i-may-load {host}",
        )
    if duration_s > FOREIGN_MAX_S:
        raise UsageProblem(
            f"{duration_s:g} s of load on another machine",
            "--duration or the profile",
            f"at most {FOREIGN_MAX_S} s",
            "name a shorter --duration",
        )


def _probe(base_url: str) -> None:
    try:
        httpx2.get(base_url, timeout=_PROBE_S, trust_env=False)  # as the load itself goes
    except httpx2.HTTPError as error:
        raise UsageProblem(
            f"nobody answers: {type(error).__name__} {error}",
            base_url,
            "a service that speaks HTTP",
            "start it, or correct --base-url",
        ) from error

"""Whom `wxc load` may load: our own, whatever is on loopback, and a host that the user vouches for."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2

from .certificates import context
from .problem import UsageProblem, alone

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

FOREIGN_MAX_S = 2 * 3600
_PROBE_S = 10
_ODD = frozenset(" ?#\t\r\n")


def check(base_url: str | None, may_load: str | None, duration_s: float, cacert: Path | None = None) -> None:
    """Raises UsageProblem."""
    if base_url is None:
        if may_load is not None:
            raise alone("--i-may-load", "--base-url", "the host of a running service")
        if cacert is not None:
            raise alone("--cacert", "--base-url", "whose certificate it is")
        return
    host = _host(base_url)
    if not is_loopback(host):
        _refuse_foreign(host, may_load, duration_s)
    _probe(base_url, context(cacert))


def is_loopback(host: str) -> bool:
    """Whether the name itself says so; what a name server says may change."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        fine = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:  # a port beyond 65535, half an address in brackets
        fine = False
    if not fine or not parts.hostname or parts.username or not _ODD.isdisjoint(base_url):
        raise UsageProblem(
            f"{base_url!r} is no base URL",
            "--base-url",
            "http://host:port or https://host/path, without user, password, query and spaces",
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


def _probe(base_url: str, trusted: ssl.SSLContext) -> None:
    try:
        httpx2.get(base_url, timeout=_PROBE_S, trust_env=False, verify=trusted)  # as the load itself goes
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise UsageProblem(
                f"its certificate is not trusted: {error}",
                base_url,
                "a certificate for this host, of an authority that this machine knows",
                "where it signed itself, or its authority is your own: --cacert FILE, as PEM",
            ) from error
        raise UsageProblem(
            f"nobody answers: {type(error).__name__} {error}",
            base_url,
            "a service that speaks HTTP",
            "start it, or correct --base-url",
        ) from error

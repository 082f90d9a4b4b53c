"""The stubs that an audited service is configured with: started for the audit, or running."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .problem import UsageProblem
from .starting import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workexec_contracts.audit import Plan, Triggers


def plan_of(name: str) -> Plan:
    """The plan of that name. Raises UsageProblem."""
    from workexec_contracts.audit import Plan  # noqa: PLC0415  # `wxc --help` stays fast

    if name not in list(Plan):
        raise UsageProblem(f"no plan is called {name}", "--plan", " or ".join(Plan), "--plan full")
    return Plan(name)


def triggers_of(file: Path | None) -> Triggers:
    """Those of the file, else the reference WorkExec's. Raises WrongTriggers."""
    from workexec_contracts.audit import REFERENCE, read  # noqa: PLC0415  # `wxc --help` stays fast

    return REFERENCE if file is None else read(file)


def trigger_url_of(url: str) -> str:
    """The address without its last slash; reports repeat it. Raises UsageProblem for one with a password."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:  # half an address in brackets
        fine = False
    if not fine:
        raise UsageProblem(
            "it is no address of a service, or holds a password that reports would repeat",
            "--trigger-url",
            "http://host:port or https://host/path, without user and password",
            "for example: --trigger-url http://127.0.0.1:8081",
        )
    return url.rstrip("/")


@contextmanager
def stubs(base_url: str | None, port: int | None, mocks: Path | None) -> Iterator[str]:
    """Their base URL. Raises UsageProblem, NotRunning, or PortTaken."""
    if (base_url is None) == (port is None):
        raise UsageProblem(
            "both --stubs-port and --base-url" if port else "nobody says which stubs the service calls",
            "the command line",
            "--stubs-port PORT, where they are started, or --base-url URL of running ones",
            "wxc audit run --trigger-url URL --stubs-port 8089",
        )
    if base_url is not None:
        from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast
        from workexec_contracts.stubs import running  # noqa: PLC0415  # the same

        yield next(iter(running.find(base_url, tuple(domain.name for domain in domains())).distinct))
        return
    from workexec_contracts.audit import JOURNAL  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.process import WireMock  # noqa: PLC0415  # the same

    with ExitStack() as stack:
        root = root_of(mocks, stack)
        yield stack.enter_context(WireMock(root, port=port, journal=JOURNAL, heap_mb=384)).url

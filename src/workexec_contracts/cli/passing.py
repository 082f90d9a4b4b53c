"""Neighbours that `wxc up` passes through to their real services, and what is kept of that."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import typer

from workexec_contracts.control import listens
from workexec_contracts.stubs import passthrough, running
from workexec_contracts.stubs.admin import AdminError

from .problem import UsageProblem
from .targets import domain_of

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Domain

    from .starting import Server

Real = dict[str, tuple["Domain", str]]
"""By a domain's name: the domain, and the base URL of the real service."""


def real_services(given: list[str]) -> Real:
    """What `--real` names. Raises UsageProblem."""
    real: Real = {}
    for text in given:
        name, _, target = text.partition("=")
        domain = domain_of(name)
        if not running.is_base_url(target):
            what = f"{target or 'nothing'} is no base URL"
            raise UsageProblem(what, f"--real {text}", "DOMAIN=URL", f"--real {name}=http://127.0.0.1:9000")
        if name in real:
            what, both = f"{name} is passed through twice", f"{real[name][1]} and {target}"
            raise UsageProblem(what, "--real", "one real service for a domain", f"drop one of {both}")
        real[name] = (domain, target)
    return real


def check_recording(real: Real, folder: Path) -> None:
    """Before anything is started, since at the end all would be lost. Raises UsageProblem."""
    try:
        for domain, _ in real.values():
            passthrough.Recorder(domain, folder).check()
    except OSError as error:
        raise _unwritable(folder, error) from error


def warn(real: Real) -> None:
    """Says where nothing listens: the real service may be started later."""
    for name, (_, target) in real.items():
        if not listens(target):
            typer.echo(
                f"warning: nothing listens at {target} (--real {name}): "
                f"until something does, {name} answers 500 with WireMock's own text",
                err=True,
            )


def pass_through(servers: list[Server], real: Real, folder: Path | None, stack: ExitStack) -> None:
    """Sends a domain's paths on to its real service. The stack keeps what was recorded."""
    for domain, target in real.values():
        server = next(server for server in servers if domain.name in server.domains)
        server.admin.import_mappings([passthrough.mapping(domain, target)])
        if folder is not None:
            recorder = passthrough.Recorder(domain, folder)
            server.recorders.append(recorder)
            stack.callback(_keep, recorder, server)


def _keep(recorder: passthrough.Recorder, server: Server) -> None:
    with contextlib.suppress(AdminError):  # WireMock has ended: what was collected before is kept
        recorder.collect(server.admin)
    try:
        file = recorder.save()
    except OSError as error:
        raise _unwritable(recorder.folder, error) from error
    typer.echo(f"recorded: {file}{_left_out(len(recorder.unanswered))}", err=True)


def _left_out(requests: int) -> str:
    if not requests:
        return ""
    return f" ({requests} request{'s' if requests > 1 else ''} left out: the real service did not answer)"


def _unwritable(folder: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"nothing can be recorded: {error.strerror}",
        f"--record {folder}: {error.filename}",
        "a folder that can be made or written to",
        "name another",
    )

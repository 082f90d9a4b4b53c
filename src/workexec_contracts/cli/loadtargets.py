"""Whom `wxc load` loads: our own, started for the run, or a running service."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import httpx2

from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.problem import Problem

from . import journalling
from .asking import MOCKS
from .certificates import context
from .faulting import providers_switch, stubs_switch
from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from workexec_contracts.load import Fault
    from workexec_contracts.stubs.process import WireMock

    from .faulting import Turner

    Against = Literal["stubs", "providers"]

WARM_UP_S = 6.0
HEAP_MB = 1536
"""For a journal that is read late, and so in one piece: 384 MB were too few on a busy machine."""


class TargetEnded(Problem):  # a state, as with the other problems
    """Our own neighbours are not there any more."""


@dataclass(frozen=True)
class Target:
    """Who is loaded, and how to break them."""

    name: str
    url: str
    switch: Turner | None = None
    journal: journalling.Place | None = None
    """Where it tells what it was asked."""
    journal_told: str = "no journal can be read there: retries are not judged"
    check: Callable[[], None] = lambda: None
    """Raises TargetEnded where it is ours and has ended by itself."""


def target_of(
    base_url: str | None, against: Against | None, faults: tuple[Fault, ...], cacert: Path | None = None
) -> AbstractContextManager[Target]:
    """Ours, started for the run, or a running one. Raises UsageProblem for faults that nobody can switch."""
    if base_url is not None:
        if against is not None:
            raise UsageProblem(
                "--against with --base-url", "the command line", "a running service, or ours", "leave one out"
            )
        if faults:
            raise UsageProblem(
                "the profile has faults, and a running service has no switches",
                "--base-url",
                "stubs or reference providers of our own, which have all switches",
                "leave out --base-url, or add --no-faults",
            )
        journal, told = journalling.found(base_url, context(cacert))
        url = base_url.rstrip("/")
        return nullcontext(Target("a running service", url, journal=journal, journal_told=told))
    if against is None:
        against = "stubs" if faults else "providers"  # what WorkExec does about a fault is in their journal
    return _stubs() if against == "stubs" else _providers()


@contextmanager
def _providers() -> Iterator[Target]:
    from workexec_contracts.providers import Server  # noqa: PLC0415  # `wxc --help` stays fast

    with Server() as server:
        yield Target("the reference providers", server.url, providers_switch(server.url))


@contextmanager
def _stubs() -> Iterator[Target]:
    from workexec_contracts.stubs.mappings import write  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.process import WireMock  # noqa: PLC0415  # the same

    with tempfile.TemporaryDirectory(prefix="wxc-load-") as folder:
        root = MOCKS
        if not (MOCKS / "mappings").is_dir():
            root = Path(folder)
            write(root)
        with WireMock(root, profile="load", journal=journalling.SIZE, heap_mb=HEAP_MB) as wiremock:
            _warm(wiremock.url)
            check = partial(_check, wiremock)
            switch, journal = stubs_switch(wiremock.url), journalling.Place(wiremock.url, journalling.SIZE)
            yield Target("the stubs", wiremock.url, switch, journal, journalling.READ, check)


def _check(wiremock: WireMock) -> None:
    """Nobody breaks an SLA whose process has ended under our own load."""
    if not wiremock.running:
        told = wiremock.log_path.read_text(errors="replace").strip().splitlines()
        raise TargetEnded(
            what="the stubs ended while they were loaded",
            where=f"WireMock, which said last: {told[-1] if told else 'nothing'}",
            expected="stubs that answer until the end of the profile",
            fix="make less load, leave other work off this machine, or use --against providers",
        )


def _warm(url: str) -> None:
    """Java is slow with what it does for the first time."""
    from workexec_contracts.load.journeys import rehearse  # noqa: PLC0415  # `wxc --help` stays fast

    end, bearer = time.monotonic() + WARM_UP_S, {"Authorization": AUTHORIZATION.example}
    with httpx2.Client(base_url=url, trust_env=False) as client:
        for number in count():
            for request in rehearse(number):
                if time.monotonic() > end:
                    return
                headers = {**bearer, **dict(request.headers)}
                client.request(
                    request.operation.method, request.target, headers=headers, content=request.body
                )

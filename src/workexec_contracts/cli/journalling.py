"""The journal of the stubs that are loaded, read while it happens: it remembers only so much."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import httpx2

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

    from workexec_contracts.load import LoadResult, Logged
    from workexec_contracts.stubs.journal import Follower

SIZE = 2400
"""Entries: five seconds of what the stubs can answer, with their questions to themselves.

All at once are 75 MB of text, of which Java makes several copies.
"""
_LOOK_S = 0.25
_LOOK_FOREIGN_S = 0.1
"""Of a journal of which nobody knows how much may be read at once."""
_PROBE_S = 10
_DISABLED = "RequestJournalDisabledException"
"""In the page that a WireMock answers 500 with."""


READ = "its journal is read: retries are judged"


@dataclass(frozen=True)
class Place:
    """A WireMock, and how much it remembers where that is known."""

    url: str
    size: int | None = None
    trusted: ssl.SSLContext | None = None


def found(base_url: str, trusted: ssl.SSLContext) -> tuple[Place | None, str]:
    """The journal of a WireMock that somebody else started, and what to tell of it."""
    parts = urlsplit(base_url)
    url = f"{parts.scheme}://{parts.netloc}"
    try:
        with httpx2.Client(timeout=_PROBE_S, trust_env=False, verify=trusted) as client:
            answer = client.get(f"{url}/__admin/requests", params={"limit": "1"})
        told = answer.json() if answer.is_success else answer.text
    except (httpx2.HTTPError, ValueError):
        told = None
    if isinstance(told, str) and _DISABLED in told:
        return None, "its WireMock keeps no journal: retries are not judged"
    if not isinstance(told, dict) or not isinstance(told.get("requests"), list) or "meta" not in told:
        return None, "it has no journal of a WireMock: retries are not judged"
    return Place(url, None, trusted), READ


class Journal:
    """Use it as a context around the run; of all traces those alone are read that begin with the mark."""

    def __init__(self, place: Place, mark: str) -> None:
        """Reads nothing yet."""
        self._place, self._mark = place, mark
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._stack = ExitStack()
        self._follower: Follower
        self._attempts: list[Logged] = []
        self._broken = False

    def __enter__(self) -> Self:
        """What comes from now on is read."""
        from workexec_contracts.stubs.admin import Admin  # noqa: PLC0415  # `wxc --help` stays fast
        from workexec_contracts.stubs.journal import Follower  # noqa: PLC0415  # the same

        admin = self._stack.enter_context(Admin(self._place.url, self._place.trusted))
        self._follower = Follower(admin, self._place.size)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Reads no more."""
        self._end()

    def judged(self, result: LoadResult) -> LoadResult:
        """The result with what the journal shows of retries; whoever asks waits for the last entries."""
        from workexec_contracts import load, policy  # noqa: PLC0415  # `wxc --help` stays fast

        self._end()
        usual = policy.TOLERANCE
        tolerance = policy.Tolerance(usual.early_s, usual.late_s + result.generator.lag_s)
        lost = self._broken or self._follower.lost or len(self._attempts) < answered(result)
        told = load.judge_retries(self._attempts, lost=lost, tolerance=tolerance, waits_s=waits_s(result))
        return load.with_retries(result, told)

    def _end(self) -> None:
        self._over.set()
        self._thread.join()
        self._stack.close()

    def _run(self) -> None:
        try:
            while not self._over.wait(_LOOK_FOREIGN_S if self._place.size is None else _LOOK_S):
                self._read()
            self._read()
        except Exception:  # noqa: BLE001  # stubs that do not answer any more: nothing is known then
            self._broken = True

    def _read(self) -> None:
        from workexec_contracts.load import logged  # noqa: PLC0415  # `wxc --help` stays fast

        found = filter(None, map(logged, self._follower.new()))
        self._attempts += (one for one in found if one.seen.trace_id.startswith(self._mark))


def waits_s(result: LoadResult) -> dict[str, float]:
    """How long an attempt of each operation took at most, and so how late at most it was logged."""
    operations = (of for one in result.integrations for of in one.operations)
    return {of.judgement.objective.operation: of.attempts.times.max_s or 0 for of in operations}


def answered(result: LoadResult) -> int:
    """How many attempts were answered with a status, and so are in a journal that forgot nothing."""
    attempts = [of.attempts for one in result.integrations for of in one.operations]
    silent = [n for of in attempts for name, n in of.failures.items() if not name[:1].isdecimal()]
    return sum(of.times.count for of in attempts) - sum(silent)

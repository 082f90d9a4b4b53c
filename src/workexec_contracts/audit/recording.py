"""An audit of a recording: nothing is triggered, and only what it shows is judged."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .claims import judge_log, judge_recording
from .events import AuditFinished, AuditStarted, Ruled
from .files import lines_of, traffic_of
from .judging import TOLERANCE, Evidence
from .ruling import rulings
from .run import finished, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workexec_contracts.policy import Tolerance

EMPTY = "the recording holds no request of the contracts"


def audit_recording(
    path: Path, tolerance: Tolerance = TOLERANCE, log: Path | None = None
) -> Iterator[AuditStarted | Ruled | AuditFinished]:
    """The events of a file. Raises WrongJournal."""
    begun_s = time.monotonic()
    traffic = traffic_of(path)
    yield AuditStarted(
        service="a recording",
        source=str(path),
        plan="journal",
        early_s=tolerance.early_s,
        late_s=tolerance.late_s,
        timeout_s=tolerance.timeout_s,
        ttl_factor=None,
        at=now(),
    )
    found = list(judge_recording(traffic, tolerance))
    if log is not None and traffic.attempts:
        tokens = {one.headers.get("authorization", "").removeprefix("Bearer ") for one in traffic.attempts}
        found.append(judge_log(lines_of(log), tokens))
    ruled = rulings(found)
    for ruling in ruled:
        yield Ruled(ruling=ruling)
    reason = "" if traffic.attempts else EMPTY
    yield finished(Evidence(traffic=traffic), ruled, begun_s, reason)

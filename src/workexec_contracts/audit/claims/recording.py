"""A recorded journal, which nobody triggered: what it shows, and nothing about what it does not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workexec_contracts.policy import logical_calls

from .requests import judge_requests
from .retries import judge_series

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.audit.recorded import Attempt, Traffic
    from workexec_contracts.policy import Tolerance

    from .claim import Found


def judge_recording(traffic: Traffic, tolerance: Tolerance) -> Iterator[Found]:
    """Retries of each call, and every request."""
    by_operation: dict[str, list[Attempt]] = defaultdict(list)
    for one in traffic.attempts:
        by_operation[one.operation].append(one)
    until_s = max((one.seen.at_s for one in traffic.attempts), default=0.0)
    for own in by_operation.values():
        by_seen = {id(one.seen): one for one in own}
        for call in logical_calls(one.seen for one in own):
            series = [by_seen[id(seen)] for seen in call]
            yield from judge_series(series, until_s, tolerance, one_series=False)
    yield from judge_requests(traffic)

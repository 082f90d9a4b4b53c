"""What reached the stubs during a test, and whether its calls kept their policies."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.load import logged
from workexec_contracts.policy import breaches, logical_calls
from workexec_contracts.stubs.journal import Follower

from .naming import operations_of
from .told import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workexec_contracts.contracts.vocabulary import Policy
    from workexec_contracts.policy import Breach, Seen

    from .stubbed import Stubs


@dataclass(frozen=True)
class Recorded:
    """One request of a contract's operation, with its answer's status."""

    operation: str
    method: str
    url: str
    """Path and query."""
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: str
    status: int | None
    """None where the connection was broken."""
    seen: Seen
    """The same as `policy.attempts` reads it."""
    policy: Policy
    """The policy that it is under."""

    @property
    def json(self) -> Any:  # noqa: ANN401  # JSON of any type
        """The body. Raises ValueError where it is none."""
        return json.loads(self.body)


class Journal:
    """Requests in the order in which they came. Each look asks the stubs for what is new."""

    def __init__(self, stubs: Stubs) -> None:
        """What came before now is not in it."""
        self._follower = Follower(stubs.admin, stubs.remembered)
        self._recorded: list[Recorded] = []

    @property
    def requests(self) -> list[Recorded]:
        """All of them so far."""
        fresh = list(self._follower.new())
        if self._follower.lost:
            pytest.fail("the journal of the stubs forgot requests before they were read", pytrace=False)
        self._recorded += [one for entry in reversed(fresh) if (one := _recorded(entry))]
        return list(self._recorded)

    def of(self, target: str) -> list[Recorded]:
        """Those of an operation, of a domain, or of `all`."""
        with told():
            meant = {operation.operation_id for _, operation in operations_of(target)}
        return [one for one in self.requests if one.operation in meant]

    def calls(self, target: str = "all") -> list[list[Seen]]:
        """The attempts of each logical call: of one key, of one event, or of the same request."""
        return [attempts for attempts, _ in self._grouped(target)]

    def breaches(self, target: str = "all", *, one_series: bool = False) -> list[Breach]:
        """What the calls of the test break of their policies so far; see `policy.attempts`."""
        now_s = time.time()
        return [
            breach
            for attempts, policy in self._grouped(target)
            for breach in breaches(attempts, policy, now_s, one_series=one_series)
        ]

    def assert_kept(self, target: str = "all", *, one_series: bool = False) -> None:
        """Fails where a policy was broken, and where nothing came of which one could know."""
        if not self.calls(target):
            pytest.fail(f"no request of {target} reached the stubs: nothing is known", pytrace=False)
        found = self.breaches(target, one_series=one_series)
        if found:
            lines = [f"  {breach.kind}: {breach.told}" for breach in found]
            pytest.fail("\n".join([f"{target} broke its policy:", *lines]), pytrace=False)

    def _grouped(self, target: str) -> Iterator[tuple[list[Seen], Policy]]:
        found = self.of(target)
        policies = {one.seen: one.policy for one in found}
        for attempts in logical_calls(one.seen for one in found):
            yield attempts, policies[attempts[0]]


def _recorded(entry: Mapping[str, Any]) -> Recorded | None:
    """None where no operation of the contracts was asked, or a switch handed the request on."""
    found = logged(entry)
    if found is None:
        return None
    request = entry["request"]
    headers = {
        name.lower(): value if isinstance(value, str) else value[0]
        for name, value in request["headers"].items()
    }
    seen = found.seen
    return Recorded(
        found.operation,
        request["method"],
        request["url"],
        headers,
        request.get("body", ""),
        seen.status,
        seen,
        found.policy,
    )

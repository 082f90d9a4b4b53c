"""What is served without a call is an answer of this very question, not older than the contract allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.crm import get_customer, get_vehicle
from workexec_contracts.contracts.location import get_approval_policy
from workexec_contracts.simulation.clock import micros
from workexec_contracts.simulation.history import about

from .answers import Answers
from .facts import as_shown, failure
from .reading import LINES, Reading, page_of, paths_by
from .steps import CREATE, OK, READS, SHOW, SUMMARY, WORKORDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.simulation.records import Crashed, Heard, Replied

    from .invariant import View
    from .reading import Step

_NOT_FOUND = 404
_WITH_WHO = frozenset({CREATE, SHOW, WORKORDER})
_TTL_US = {
    operation.operation_id: micros(operation.cache.ttl_s) for _, operation in operations() if operation.cache
}
_WHO = (
    (get_customer, paths_by(get_customer, "customerId"), "customerId", "customer"),
    (get_vehicle, paths_by(get_vehicle, "vehicleId"), "vehicleId", "vehicle"),
)


class CachesNeverServeBeyondTheirTtl(Reading):
    """A hit is younger than the TTL; stale answers serve where the contract says so; both are unchanged."""

    name: ClassVar[str] = "caches_never_serve_beyond_their_ttl"
    clause: ClassVar[str] = "Integration Guidelines / Caching Strategies (F09, F54, F55)"

    def __init__(self, view: View) -> None:
        """The cache is empty."""
        super().__init__(view)
        self._answers = Answers()

    @about(*_TTL_US)
    def on_heard(self, heard: Heard) -> None:
        super().on_heard(heard)

    def heard(self, heard: Heard) -> None:
        target, status = heard.exchange.target, heard.status
        if status is None:
            return
        if status in OK:
            self._answers.add(target, heard.at_us, heard.body)
        elif status == _NOT_FOUND:
            self._answers.purge(target)  # (F54)

    def on_crashed(self, crashed: Crashed) -> None:
        """What a process remembers dies with it."""
        super().on_crashed(crashed)
        self._answers.clear()

    def answered(self, step: Step, replied: Replied) -> None:
        asked, body = step.asked, replied.body
        read = READS.get(asked.name)
        if read is not None:
            if read.cache is not None:
                given = {**asked.sent, **asked.values} if asked.sent else asked.values
                self._serves(step, replied, read, self.target(read, *given.items()), body)
        elif asked.name in _WITH_WHO:
            for operation, path_of, name, member in _WHO:
                shown = body[member]
                if "source" in shown:
                    self._serves(step, replied, operation, path_of(str(body[name])), shown)
        elif asked.name == SUMMARY:
            target = self.target(get_approval_policy, ("locationId", body["locationId"]))
            self._serves(step, replied, get_approval_policy, target, body["approvalPolicy"])
        elif asked.name in LINES and not asked.sent.get("nonCatalog"):
            operation = LINES[asked.name].search  # its first page, on which a new line's item may be
            self._serves(step, replied, operation, page_of(asked, 0), None)

    def _serves(
        self,
        step: Step,
        replied: Replied,
        operation: Endpoint,
        target: str,
        shown: Mapping[str, Any] | None,
    ) -> None:
        self.checked += 1
        heard = step.heard.get(target)
        if heard is not None and heard.status in OK:
            fault, source, answer = "", "answer", None
        elif heard is not None:
            fault, answer = self._stale(heard, operation, target)
            source = "stale"
        else:
            at_us = step.decided_us(operation, replied.at_us)
            fault, answer = self._hit(at_us, operation, target)
            source = "cache"
        if not fault and shown is not None:
            fault = _differs(shown, source, answer)
        if fault:
            self.breach(replied.at_us, replied.order, f"{operation.operation_id} {target}: {fault}")

    def _hit(self, at_us: int, operation: Endpoint, target: str) -> tuple[str, bytes | None]:
        """What is wrong with serving without a call, and what was to be served."""
        last = self._answers.last(target, at_us)
        if last is None:
            return "served without a call, and it was never answered", None
        age_us, ttl_us = at_us - last[0], _TTL_US[operation.operation_id]
        if age_us > ttl_us:
            return f"served without a call, {age_us} us after its answer; the TTL is {ttl_us} us", None
        return "", last[1]

    def _stale(self, heard: Heard, operation: Endpoint, target: str) -> tuple[str, bytes | None]:
        failed = failure(heard.status, heard.outcome)
        if operation.cache is None or failed not in operation.cache.stale_on:
            return f"served after {heard.status or heard.outcome}, which serves nothing stale", None
        last = self._answers.last(target, heard.at_us)
        return ("", last[1]) if last else ("served stale, and it was never answered", None)


def _differs(shown: Mapping[str, Any], source: str, answer: bytes | None) -> str:
    """What is wrong with what is shown; nothing where it is the answer."""
    if shown.get("source", source) != source:
        return f"said to be of {shown['source']}, and is of {source}"
    if answer is None:
        return ""
    wanted = as_shown(answer)
    if shown == {**wanted, "source": source}:  # as nearly always, and sooner seen than member by member
        return ""
    wrong = [name for name, value in wanted.items() if shown.get(name) != value]
    return f"{', '.join(wrong)} differ from the answer" if wrong else ""

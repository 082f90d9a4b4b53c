"""From Schemathesis's scenarios to what is known about each operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemathesis.engine import Status

from workexec_contracts.contracts.vocabulary import (
    AUTHENTICATION,
    AUTHORIZATION,
    IDEMPOTENCY_KEY,
    STANDARDS,
)

from .broken import Broken
from .knowledge import operation_of
from .plan import Found, Outcome
from .steering import operation_under

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemathesis.core.failures import Failure
    from schemathesis.engine.recorder import CheckFailureInfo, CheckNode, ScenarioRecorder

    from workexec_contracts.contracts.vocabulary import Endpoint

CLAUSES: Mapping[str, str] = {
    "ignored_auth": AUTHORIZATION.clause,
    "missing_required_header": IDEMPOTENCY_KEY.clause,
    "not_a_server_error": STANDARDS,
    "unsupported_method": STANDARDS,
    "allow_header_conformance": STANDARDS,
    "response_headers_conformance": STANDARDS,
    "object_level_authorization": AUTHENTICATION,
}
"""What Schemathesis's own checks hold a service to; any other holds it to the operation's clause."""
FILTERED, TOKEN = "'Authorization: [Filtered]'", '"Authorization: Bearer $WXC_TOKEN"'


@dataclass
class Tally:
    """Counts up one operation."""

    operation: Endpoint
    seed: int
    requests: int = 0
    successes: int = 0
    passed: dict[str, int] = field(default_factory=dict)
    found: dict[tuple[str, str], Found] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    excepted: int = 0
    seconds: float = 0.0

    def outcome(self) -> Outcome:
        """What is known now."""
        return Outcome(
            operation=self.operation.operation_id,
            requests=self.requests,
            successes=self.successes,
            passed=self.passed,
            found=tuple(self.found.values()),
            errors=tuple(dict.fromkeys(self.errors)),
            excepted=self.excepted,
            seconds=round(self.seconds, 3),
        )

    def judge(self, node: CheckNode, phase: str) -> None:
        """Takes down one check of one answer."""
        if node.status is Status.SUCCESS:
            self.passed[node.name] = self.passed.get(node.name, 0) + 1
        elif node.failure_info is not None:
            found = _found(self, node.name, node.failure_info, phase)
            before = self.found.get((found.check, found.title), found)
            self.found[found.check, found.title] = before.model_copy(update={"times": before.times + 1})


def tally(tallies: Mapping[str, Tally], recorder: ScenarioRecorder, phase: str, seconds: float) -> int:
    """Counts a scenario up; returns how many requests it had."""
    for case_id, node in recorder.cases.items():
        share = seconds / len(recorder.cases)
        interaction = recorder.interactions.get(case_id)
        found = tallies.get(operation_under(node.value).operation_id)
        if found is None or interaction is None:
            continue
        found.requests += 1
        found.seconds += share
        response = interaction.response
        if response is None:
            found.errors.append(f"no answer to {interaction.request.method} {interaction.request.uri}")
        elif response.status_code == found.operation.status_code:
            found.successes += 1
        for check in recorder.checks.get(case_id, ()):
            found.judge(check, phase)
        found.excepted += recorder.filtered_failures.get(case_id, 0)
    return len(recorder.interactions)


def _found(about: Tally, check: str, info: CheckFailureInfo, phase: str) -> Found:
    failure = info.failure
    broken = failure if isinstance(failure, Broken) else None
    curl = info.code_sample.replace(FILTERED, TOKEN)
    return Found(
        check=check,
        title=failure.title,
        clause=broken.clause if broken else clause_of(about.operation, check),
        expected=broken.expected if broken else _one_line(failure),
        actual=broken.actual if broken else failure.title,
        curl=f"{curl}; then {broken.then}" if broken and broken.then else curl,
        phase=phase,
        seed=about.seed,
        times=0,
    )


def clause_of(operation: Endpoint, check: str) -> str:
    """What a check holds an operation to."""
    return operation.policy.clause if check == "max_response_time" else CLAUSES.get(check, operation.clause)


def _one_line(failure: Failure) -> str:
    return " ".join(failure.message.split())[:500] or failure.title


def tallies_of(names: tuple[str, ...], seed: int) -> dict[str, Tally]:
    """One for each operation."""
    return {name: Tally(operation_of(name), seed) for name in names}

"""A broken contract, as a failure that Schemathesis reports and our own reports take apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemathesis.core.failures import Failure, Severity

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint


class Broken(Failure):
    """What the contract says, what the service did, and the clause.

    `then` is the curl line of the request that showed it, where it was not the generated one.
    """

    __slots__ = ("actual", "clause", "expected", "then")

    def __init__(
        self, title: str, operation: Endpoint, *, clause: str, expected: str, actual: str, then: str = ""
    ) -> None:
        self.clause, self.expected, self.actual, self.then = clause, expected, actual, then
        told = {"clause": clause, "expected": expected, "actual": actual, "then": then}
        message = "\n".join(f"{name + ':':10}{text}" for name, text in told.items() if text)
        super().__init__(
            operation=operation.operation_id, title=title, message=message, severity=Severity.HIGH
        )

    @property
    def _unique_key(self) -> str:
        """One finding for each operation and each sentence."""
        return self.title

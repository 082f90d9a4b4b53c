"""What a load test is held to: the SLA of every operation, as the contracts state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data, ServiceLevel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint


class Objective(Data):
    """The SLA of one operation: `percentile` of its attempts take at most `limit_s` (F13, F65)."""

    domain: str
    domain_title: str
    owner: str
    operation: str
    title: str
    limit_s: float
    level: ServiceLevel
    assumed: bool
    """Whether the limit is ours, because the document names none (F49)."""
    clause: str

    @property
    def sentence(self) -> str:
        """The objective in words."""
        level = self.level
        within = f"{level.percentile * 100:.4g}% of the attempts within {self.limit_s:g} s"
        return f"{within}, at most {level.max_error_share * 100:.4g}% failed, of at least {level.min_samples}"


def objectives(domains: Iterable[str] = ()) -> tuple[Objective, ...]:
    """The objectives of these domains, or of all, in the document's order."""
    wanted = set(domains)
    return tuple(
        _objective(domain, operation)
        for domain, operation in operations()
        if not wanted or domain.name in wanted
    )


def _objective(domain: Domain, operation: Endpoint) -> Objective:
    """A delivery carries several events: the strictest SLA among them holds for the operation."""
    policies = [operation.policy, *(event.policy for event in operation.events if event.policy)]
    strictest = min(policies, key=lambda policy: policy.sla_s)
    return Objective(
        domain=domain.name,
        domain_title=domain.title,
        owner=domain.owner,
        operation=operation.operation_id,
        title=operation.title,
        limit_s=strictest.sla_s,
        level=strictest.service_level,
        assumed=strictest.sla_assumed,
        clause=strictest.clause,
    )

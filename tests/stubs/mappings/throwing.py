"""How requests are thrown at every operation: drawn in batches, without shrinking."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

from workexec_contracts.contracts import operations

BATCH = 5
"""Requests drawn for each example: Hypothesis draws one large example faster than five small ones."""
_SOAKS = settings.get_current_profile_name() == "soak"
each_operation = pytest.mark.parametrize(
    "operation",
    [operation for _, operation in operations()],
    ids=lambda operation: operation.operation_id,
)


def drawn(examples: int) -> settings:
    """So many examples, times BATCH, times two spellings; derandomized but in a soak, which draws 2,600."""
    return settings(
        settings.get_profile("soak" if _SOAKS else "ci"),
        max_examples=2_600 if _SOAKS else examples,
        phases=(Phase.generate,),  # a failure's curl line is its reproduction; shrinking takes minutes
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )

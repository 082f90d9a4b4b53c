"""For pytest: one test for each operation, its cases drawn by Schemathesis.

    WXC_BASE_URL=http://127.0.0.1:9000 python -m pytest --pyargs workexec_contracts.verification.fuzzed

Other variables: WXC_TOKEN; WXC_DATASET=1, the service holds our rows; WXC_DOMAINS="crm order", else all;
WXC_EXAMPLES, drawn for each operation, else 50; WXC_SEED, else a new one, which is told with a failure.
Selecting is pytest's: `-k getCustomer`; reports are too: `--junit-xml FILE`.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.contracts import domains
from workexec_contracts.verification.fuzzing.plan import Plan
from workexec_contracts.verification.fuzzing.worker import schema_of
from workexec_contracts.verification.target import reached

if TYPE_CHECKING:
    from collections.abc import Callable

    import schemathesis

SEED = int(os.environ.get("WXC_SEED") or secrets.randbelow(2**32))


def _chosen() -> list[str]:
    known = [domain.name for domain in domains()]
    asked = os.environ.get("WXC_DOMAINS", "").replace(",", " ").split() or known
    for name in asked:
        if name not in known:
            raise pytest.UsageError(f"WXC_DOMAINS: no domain is called {name}; one of {', '.join(known)}")
    return asked


def _test(domain: str) -> Callable[..., None]:
    plan = Plan(
        domain=domain,
        base_url=reached(os.environ.get("WXC_BASE_URL", ""), "WXC_BASE_URL"),
        seed=SEED,
        examples=int(os.environ.get("WXC_EXAMPLES", "50")),
    )

    def keeps_its_contract(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    test: Callable[..., None] = schema_of(plan).parametrize()(keeps_its_contract)
    return test


for _domain in _chosen():
    globals()[f"test_{_domain}"] = _test(_domain)

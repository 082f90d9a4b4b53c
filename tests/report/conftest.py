from __future__ import annotations

import pytest

from workexec_contracts.report import Collector, Report
from workexec_contracts.verification import CaseFinished, Kind, RunFinished, RunStarted, Verdict

HOSTILE = "<script>alert(1)</script> ]]> \"' & $verdict \x00\x1b[31m [bold]\ud800"
"""What a service, or a name, could carry into a report."""


def case(
    verdict: Verdict,
    text: str,
    *,
    operation: str = "getCustomer",
    asked: bool = True,
    kind: Kind = Kind.CASE,
) -> CaseFinished:
    passed = verdict is Verdict.PASSED
    return CaseFinished(
        domain="crm",
        operation=operation,
        kind=kind,
        name=f"case {text}",
        verdict=verdict,
        pending=False,
        clause=f"clause {text}",
        asked=asked,
        expected=f"200 {text}",
        actual=f"500 {text}",
        curl="" if passed else f"curl {text}",
        replay="" if passed else f"wxc verify crm --case {text}",
        seconds=0.01,
    )


def collected(*cases: CaseFinished, verdict: Verdict = Verdict.FAILED, **started: object) -> Report:
    collector = Collector()
    members = {
        "target": "http://service",
        "base_url": "http://service",
        "ours": False,
        "strict": False,
        "narrowed": False,
        "seed": "seed",
        "operations": ("getCustomer", "getVehicle", "searchParts"),
        "cases": len(cases),
        "pacts": 0,
        "at": "2026-01-25T14:30:00Z",
    }
    collector.on(RunStarted.model_validate({**members, **started}))
    for one in cases:
        collector.on(one)
    collector.on(RunFinished(verdict=verdict, exit_code=1, at="2026-01-25T14:30:01Z", seconds=1.0))
    return collector.report


@pytest.fixture
def report() -> Report:
    return collected(
        case(Verdict.PASSED, "one"),
        case(Verdict.FAILED, HOSTILE),
        case(Verdict.UNKNOWN, "silent"),
        case(Verdict.UNKNOWN, "unasked", asked=False),
        case(Verdict.PASSED, "two", operation="getVehicle"),
        target=f"http://service/{HOSTILE}",
    )

"""Runs as commands leave them: one that broke a contract, one that knows little, one of other contracts."""

from __future__ import annotations

from typing import Any

from workexec_contracts.report.bundle import Bundle, Evidence, Figure, Run, bundle_of
from workexec_contracts.verdict import EXIT, Verdict

DIGEST = "the contracts as they are"
HOSTILE = "<script>alert(1)</script> ]]> | `x` @team \x00 {{ 7 * 7 }}"


def row(contract: str, verdict: Verdict, **more: Any) -> Evidence:  # noqa: ANN401  # members of the row
    told = {"what": "answers the request of the document", "clause": "CRM Domain / Search Customers"}
    return Evidence(contract=contract, verdict=verdict, **{**told, **more})


def run(command: str, *rows: Evidence, **more: Any) -> Run:  # noqa: ANN401  # members of the run
    verdicts = {one.verdict for one in rows}
    verdict = max(verdicts, key=list(Verdict).index, default=Verdict.UNKNOWN)
    told = {
        "command": command,
        "target": "",
        "typed": f"wxc {command}",
        "started_at": "2026-11-28T09:00:00Z",
        "seconds": 1.5,
        "version": "0.1",
        "revision": "abc1234",
        "contracts": DIGEST,
        "seed": "7",
        "verdict": verdict,
        "exit_code": EXIT[verdict],
        "told": f"{len(rows)} rows",
    }
    return Run(evidence=rows, **{**told, **more})


def realistic() -> tuple[Run, ...]:
    broken = row(
        "getCustomer",
        Verdict.FAILED,
        what=f"answers {HOSTILE}",
        expected="200",
        actual=f"404 {HOSTILE}",
        request="curl -sS http://127.0.0.1:1/api/v1/crm/customer/CUST-001",
        replay="wxc verify crm --case 'answers'",
    )
    return (
        run(
            "verify",
            row("searchCustomers", Verdict.PASSED, what="cases of the contract", count=40),
            row("getVehicle", Verdict.UNKNOWN, actual="the service holds no such row"),
            broken,
            target="https://crm.example.com",
        ),
        run(
            "load",
            row("searchParts", Verdict.PASSED, what="SLA kept"),
            target="Smoke",
            figures=(Figure(contract="searchParts", name="p95", value=0.2, unit="s", limit=2),),
        ),
        run(
            "simulate",
            row("", Verdict.FAILED, what="Money adds up", replay="wxc simulate --seed 3"),
            mends="us",
        ),
        run("mutate", row("calculateTax", Verdict.PASSED, what="mutants noticed", count=9), proves=False),
        run("fuzz", row("listTaxCodes", Verdict.PASSED), contracts="other ones"),
    )


def made(*runs: Run) -> Bundle:
    return bundle_of(runs or realistic(), DIGEST)

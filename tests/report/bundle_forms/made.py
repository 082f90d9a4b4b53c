"""Runs as commands leave them: one that broke a contract, one that knows little, one of other contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.load import objectives
from workexec_contracts.report.bundle import Bundle, Evidence, Figure, Run, bundle_of
from workexec_contracts.verdict import EXIT, Verdict
from workexec_contracts.verification import contracts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.verification.contract import Contract

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


CRM = "https://crm.staging.example"


def week() -> tuple[Run, ...]:
    """A run of each command, as a week of work leaves them: for pictures, and for what must hold at size."""
    runs = (*_verified(), _drifted(), _loaded(), *_others())
    return tuple(sorted(runs, key=lambda one: one.started_at))


def held(what: str, count: int, of: Iterable[Contract]) -> list[Evidence]:
    return [row(one.name, Verdict.PASSED, what=what, count=count, clause=one.clause) for one in of]


def _verified() -> tuple[Run, ...]:
    passed = held("cases of the contract", 131, contracts())
    broken = row(
        "getCustomer",
        Verdict.FAILED,
        what="a customer that is not there",
        clause="CRM Domain / Get Customer / Error Handling",
        expected="404 with CUSTOMER_NOT_FOUND",
        actual="200 with an empty body",
        request=f"curl -sS {CRM}/api/v1/crm/customer/CUST-404",
        replay=f"wxc verify crm --base-url {CRM} --case 'a customer that is not there'",
    )
    unknown = row("getVehicle", Verdict.UNKNOWN, actual="the service holds no such row", what="a vehicle")
    theirs = [one for one in passed if one.contract in {"searchCustomers", "searchVehicles"}]
    when = "2026-11-23T08:12:00Z"
    told = "2,620 passed, 0 unknown, 0 failed against providers"
    return (
        run("verify", *passed, target="providers", typed="wxc verify --all", told=told, started_at=when),
        run(
            "verify",
            broken,
            unknown,
            *theirs,
            target=CRM,
            typed=f"wxc verify crm --base-url {CRM}",
            told=f"262 passed, 1 unknown, 1 failed against {CRM}",
            started_at="2026-11-24T09:40:00Z",
        ),
    )


def _drifted() -> Run:
    changed = row(
        "searchParts",
        Verdict.FAILED,
        what="a member that WorkExec reads is gone",
        clause="Product/Catalog Domain / Search Parts",
        expected="`unitPrice` in each part",
        actual="`price` in each part",
        file="theirs/catalog openapi.yaml",
        pointer="/components/schemas/Part/properties",
        replay="wxc drift catalog --openapi 'theirs/catalog openapi.yaml'",
    )
    agreed = held("copies that agree", 5, (one for one in contracts() if one.domain != "catalog"))
    return run("drift", changed, *agreed, told="1 breaking difference", started_at="2026-11-24T10:02:00Z")


def _loaded() -> Run:
    rows, figures = [], []
    for at, one in enumerate(objectives()):
        value = one.limit_s * (0.08 + 0.11 * (at % 7)) if at != 1 else one.limit_s * 1.6
        verdict = Verdict.PASSED if value <= one.limit_s else Verdict.FAILED
        found = {"expected": f"p95 within {one.limit_s:g} s", "actual": f"{value * 1000:,.0f} ms"}
        rows.append(row(one.operation, verdict, what="the SLA", clause=one.clause, **found))
        figures.append(Figure(contract=one.operation, name="p95", value=value, unit="s", limit=one.limit_s))
    told = f"{len(rows) - 1} SLAs passed, 0 SLAs unknown, 1 SLAs failed"
    when = "2026-11-25T18:00:00Z"
    return run("load", *rows, target="steady", figures=tuple(figures), told=told, started_at=when)


def _others() -> tuple[Run, ...]:
    fuzzed = [one for one in contracts() if not one.message]
    return (
        run(
            "fuzz",
            *held("drawn requests", 500, fuzzed),
            target="stubs",
            told="7,500 requests, 0 refused wrongly",
            started_at="2026-11-26T07:00:00Z",
            seconds=412.8,
        ),
        run(
            "simulate",
            row("", Verdict.PASSED, what="Money adds up", clause="Phase 4.7", count=40),
            row("", Verdict.PASSED, what="No event is lost", clause="Phase 4.7", count=40),
            typed="wxc simulate --faults bad-week --runs 4",
            told="13 invariants passed; 4 runs",
            started_at="2026-11-26T22:00:00Z",
            seconds=61.3,
        ),
        run(
            "mutate",
            *held("mutants noticed", 201, fuzzed),
            proves=False,
            told="3,022 of 3,022 killed",
            started_at="2026-11-27T06:00:00Z",
            seconds=598.0,
        ),
        run(
            "audit",
            *held("claims kept", 8, (one for one in contracts() if one.domain in {"pricing", "audit"})),
            target="http://workexec.staging.example",
            told="24 claims kept",
            contracts="those of last week",
            started_at="2026-11-19T16:00:00Z",
        ),
    )

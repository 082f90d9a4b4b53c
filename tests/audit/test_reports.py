"""An audit as JSON, JUnit and HTML."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from workexec_contracts.audit import AuditFinished, AuditStarted, Claim, ExperimentFinished, Ruled, Ruling
from workexec_contracts.report import audit as reports
from workexec_contracts.report.audit import AuditResult, Collector, as_json, audit_schema, html, junit
from workexec_contracts.verdict import Verdict

SCHEMA = Path(reports.__file__).with_name("audit.schema.json")


def ruling(verdict: Verdict, operation: str = "getCustomer", claim: Claim = Claim.SPACING) -> Ruled:
    told = () if verdict is Verdict.PASSED else ("retried <too> early",)
    return Ruled(
        ruling=Ruling(
            domain="crm",
            operation=operation,
            claim=claim,
            clause="Integration Patterns Summary (F10)",
            verdict=verdict,
            tested=1,
            told=told,
            evidence=("+0.000 s  GET /x: 503",) if told else (),
        )
    )


def collected(*rulings: Ruled, reason: str = "") -> AuditResult:
    collector = Collector()
    at = "2026-01-25T14:30:00Z"
    collector.on(
        AuditStarted(
            service="ours",
            source="http://x",
            plan="full",
            early_s=0.1,
            late_s=1.0,
            timeout_s=1.0,
            ttl_factor=None,
            at=at,
        )
    )
    collector.on(ExperimentFinished(number=1, of=1, name="one", seconds=1.0, problem=""))
    for one in rulings:
        collector.on(one)
    verdict = Verdict.FAILED if rulings else Verdict.UNKNOWN
    collector.on(
        AuditFinished(
            verdict=verdict,
            exit_code=1,
            requests=3,
            experiments=1,
            lag_s=0.0,
            reason=reason,
            seconds=1.0,
            at=at,
        )
    )
    return collector.result


@pytest.fixture
def result() -> AuditResult:
    return collected(
        ruling(Verdict.PASSED),
        ruling(Verdict.FAILED, claim=Claim.TRACE),
        ruling(Verdict.UNKNOWN, "getVehicle"),
    )


def test_the_json_report_fits_its_published_schema_and_is_read_back_as_it_was(result: AuditResult) -> None:
    text = as_json(result)
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert schema == audit_schema(), "write audit.schema.json anew from audit_schema()"
    assert AuditResult.model_validate_json(text) == result


def test_a_pipeline_sees_failures_and_never_a_pass_where_nothing_is_known(result: AuditResult) -> None:
    root = ET.fromstring(junit(result))  # noqa: S314  # our own report
    suites = {suite.get("name"): suite for suite in root.findall("testsuite")}
    assert [(s.get("tests"), s.get("failures"), s.get("skipped")) for s in suites.values()] == [
        ("2", "1", "0"),
        ("1", "0", "1"),
    ]
    failure = suites["getCustomer"].find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "Integration Patterns Summary (F10)"
    assert "+0.000 s  GET /x: 503" in (failure.text or "")


def test_an_audit_that_shows_nothing_is_an_error_for_a_pipeline() -> None:
    root = ET.fromstring(junit(collected(reason="no request reached the stubs")))  # noqa: S314  # the same
    (error,) = root.iter("error")
    assert error.get("message") == "no request reached the stubs"


def test_the_page_shows_every_claim_and_escapes_what_came_from_outside(result: AuditResult) -> None:
    page = html(result)
    parser = HTMLParser()
    parser.feed(page)
    assert "retried &lt;too&gt; early" in page
    assert all(page.count(f'<td class="{verdict}">{verdict}</td>') == 1 for verdict in Verdict)


def test_a_report_is_made_of_an_audit_that_has_finished() -> None:
    with pytest.raises(ValueError, match="wait for AuditFinished"):
        _ = Collector().result

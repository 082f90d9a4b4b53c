from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import rich.console

from tests.report.conftest import HOSTILE, case, collected
from workexec_contracts import report as reports
from workexec_contracts.lint.present import read_verified
from workexec_contracts.report import Collector, Console, Report, as_json, html, junit, record, report_schema
from workexec_contracts.verification import Kind, Verdict

if TYPE_CHECKING:
    from pathlib import Path as PathType

SCHEMA = Path(reports.__file__).with_name("report.schema.json")


class Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action", "data"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def printed(report: Report, *, quiet: bool = False) -> str:
    out = io.StringIO()
    Console(rich.console.Console(file=out, width=200), quiet=quiet).close(report)
    return out.getvalue()


def test_a_contract_without_a_case_is_unknown(report: Report) -> None:
    verdicts = {contract.operation: contract.verdict for contract in report.contracts}
    assert verdicts == {
        "searchParts": Verdict.UNKNOWN,
        "getCustomer": Verdict.FAILED,
        "getVehicle": Verdict.PASSED,
    }


def test_a_run_that_has_not_finished_has_no_report() -> None:
    with pytest.raises(ValueError, match="has finished"):
        _ = Collector().report


def test_the_next_steps_name_who_must_mend_ask_unblock_and_confirm(report: Report) -> None:
    steps = [(step.who, step.what) for step in report.next_steps]
    assert steps[0][0] == "pos-crm"
    assert steps[0][1].startswith("mend getCustomer: 1 case broken (clause ")
    assert ("whoever runs this", "make searchParts known: no case was executed") in steps
    assert ("pos-catalog", "unblock what is PENDING: Product domain spec needed") in steps
    assert any(who == "pos-crm" and what.startswith("confirm ") for who, what in steps)


def test_junit_parses_and_an_unknown_is_never_a_pass(report: Report) -> None:
    root = ET.fromstring(junit(report))  # noqa: S314  # our own
    suites = {suite.get("name"): suite for suite in root}
    crm = suites["crm.getCustomer"]
    assert [crm.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["4", "1", "1", "1"]
    kinds = [[child.tag for child in element] for element in crm]
    assert kinds == [[], ["failure"], ["error"], ["skipped"]]
    nothing = suites["catalog.searchParts"]
    assert (nothing.get("tests"), nothing.get("errors")) == ("1", "1")
    told = crm[1][0].text or ""
    assert "curl <script>" in told
    assert "wxc verify crm" in told


def test_pacts_are_counted_beside_cases_in_the_table_the_page_and_junit() -> None:
    told = collected(case(Verdict.PASSED, "a"), case(Verdict.FAILED, "b", kind=Kind.PACT))
    row = next(line for line in printed(told).splitlines() if "Customer Look-up" in line)
    assert [cell.strip() for cell in row.split("│")][4:10] == ["1", "1", "0", "1", "1", "0"]
    assert "getCustomer pact: case b" in printed(told)
    assert "(1 cases, 1 interactions of pacts, 0 checks of drawn requests)" in Page(html(told)).text
    suite = next(s for s in ET.fromstring(junit(told)) if s.get("name") == "crm.getCustomer")  # noqa: S314  # our own
    assert [element.get("classname") for element in suite] == ["crm.getCustomer", "crm.getCustomer.pact"]


def test_the_page_shows_hostile_text_as_text(report: Report) -> None:
    page = Page(html(report))
    assert page.tags.count("script") == 1
    assert "<script>alert(1)</script> ]]>" in page.text
    assert "$verdict" in page.text


def test_the_page_refers_to_nothing_outside_itself(report: Report) -> None:
    text = html(report)
    links = Page(text).links
    assert links
    assert all(link.startswith("#") for link in links)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_first_screen_of_the_page_says_what_holds_what_is_unknown_and_who_must_act(
    report: Report,
) -> None:
    text = Page(html(report)).text
    first = text[: text.index("Contracts", text.index("What must who do next?"))]
    for claim in ("1 hold", "1 broken", "1 unknown", "CRM: Vehicle Look-up", "pos-crm: mend getCustomer"):
        assert claim in first


def test_the_json_report_fits_its_published_schema(report: Report) -> None:
    text = as_json(collected(case(Verdict.FAILED, "plain")))
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert schema == report_schema(), "write report.schema.json anew from report_schema()"
    assert Report.model_validate_json(text).contracts


def test_the_console_prints_each_failure_with_clause_curl_and_replay(report: Report) -> None:
    text = printed(report)
    for line in (
        "clause:   clause",
        "expected: 200",
        "actual:   500",
        "curl:     curl",
        "replay:   wxc verify",
    ):
        assert line in text
    assert "[bold]" in text, "markup of a stranger is text"
    assert "unknown: make 1 case known" in text


def test_quiet_leaves_the_verdict_alone(report: Report) -> None:
    assert len(printed(report, quiet=True).splitlines()) == 1


def test_the_verdicts_are_recorded_beside_those_of_other_operations(tmp_path: PathType) -> None:
    path = tmp_path / ".wxc" / "verified.json"
    record(collected(case(Verdict.PASSED, "a"), operations=("getCustomer",)), path)
    record(collected(case(Verdict.FAILED, "a", operation="getVehicle"), operations=("getVehicle",)), path)
    assert {name: found.verdict for name, found in read_verified(path).items()} == {
        "getCustomer": "passed",
        "getVehicle": "failed",
    }


def test_some_cases_of_an_operation_record_no_verdict(tmp_path: PathType) -> None:
    path = tmp_path / "verified.json"
    record(collected(case(Verdict.PASSED, "a"), narrowed=True), path)
    assert not path.exists()


def test_a_file_of_verdicts_that_nobody_can_read_is_written_anew(tmp_path: PathType) -> None:
    path = tmp_path / "verified.json"
    path.write_text("[")
    record(collected(case(Verdict.PASSED, "a"), operations=("getCustomer",)), path)
    assert set(read_verified(path)) == {"getCustomer"}


def test_what_is_hostile_is_hostile_enough() -> None:
    assert {"<", "&", '"', "'", "$", "\x00", "["} <= set(HOSTILE)

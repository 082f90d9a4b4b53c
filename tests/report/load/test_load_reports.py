from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tests.load.conftest import CALM
from tests.load.test_result import ABOUT, PROFILE, outage
from tests.report.conftest import HOSTILE
from tests.report.test_reports import Page
from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.load import (
    Clocks,
    FailModes,
    Journey,
    LoadResult,
    OperationRetries,
    Retries,
    StepEnd,
    StepOutcomes,
    conclude,
    objectives,
    with_retries,
)
from workexec_contracts.report import load as reports
from workexec_contracts.report.load import as_csv, as_json, html, junit, load_schema
from workexec_contracts.verdict import Verdict

SCHEMA = Path(reports.__file__).with_name("load.schema.json")
WHOLE = HOSTILE.replace("\ud800", "")
"""JSON has no half surrogate pairs; a report that was read has none either."""


@pytest.fixture
def result() -> LoadResult:
    """CRM's look-ups: one keeps its SLA, one breaks it; nobody searched."""
    clocks = outage()
    for number in range(600):
        clocks.attempt("getVehicle", number / 10, 2.049, WHOLE if number % 50 == 0 else None)
    about = ABOUT.model_copy(update={"target": f"http://service/{WHOLE}", "seed": WHOLE})
    profile = PROFILE.model_copy(update={"title": WHOLE})
    return conclude(clocks, about, profile, CALM, objectives(["crm"]))


def test_junit_has_a_suite_for_each_integration_and_an_unknown_is_never_a_pass(result: LoadResult) -> None:
    suites = list(ET.fromstring(junit(result)))  # noqa: S314  # our own
    assert [suite.get("name") for suite in suites] == ["crm"]
    assert [suites[0].get(name) for name in ("tests", "failures", "errors")] == ["4", "1", "2"]
    kinds = {case.get("classname"): [child.tag for child in case] for case in suites[0]}
    assert kinds == {
        "crm.searchCustomers": ["error"],
        "crm.searchVehicles": ["error"],
        "crm.getCustomer": [],
        "crm.getVehicle": ["failure"],
    }


def test_a_failure_in_junit_says_what_was_measured(result: LoadResult) -> None:
    failure = ET.fromstring(junit(result)).find(".//failure")  # noqa: S314  # our own
    assert failure is not None
    assert "p95 2,049 ms" in (failure.get("message") or "")


def test_the_json_report_fits_its_published_schema_and_is_read_back_as_it_was(result: LoadResult) -> None:
    text = as_json(result)
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert schema == load_schema(), "write load.schema.json anew from load_schema()"
    assert LoadResult.model_validate_json(text) == result


def test_the_table_has_a_line_for_each_operation_and_says_nothing_where_nothing_is_known(
    result: LoadResult,
) -> None:
    rows = {row["operation"]: row for row in csv.DictReader(io.StringIO(as_csv(result)))}
    assert set(rows) == {"searchCustomers", "searchVehicles", "getCustomer", "getVehicle"}
    assert (rows["getVehicle"]["percentile_s"], rows["getVehicle"]["verdict"]) == ("2.049", "failed")
    assert rows["searchVehicles"]["percentile_s"] == ""


def test_the_page_shows_hostile_text_as_text(result: LoadResult) -> None:
    page = Page(html(result))
    assert page.tags.count("script") == 1
    assert "<script>alert(1)</script> ]]>" in page.text
    assert "$verdict" in page.text


def test_the_page_refers_to_nothing_outside_itself(result: LoadResult) -> None:
    text = html(result)
    links = Page(text).links
    assert links
    assert all(link.startswith("#") for link in links)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_page_has_the_pictures_of_what_was_called_and_the_faults_on_them(result: LoadResult) -> None:
    page = Page(html(result))
    assert page.tags.count("svg") == 2 * 2
    assert page.text.count("crm down, 10 to 20 s") == 2
    assert page.text.count("No attempt was made.") == 2


def test_every_picture_is_well_formed(result: LoadResult) -> None:
    text = html(result)
    pictures = [part.split("</svg>")[0] + "</svg>" for part in text.split("<svg")[1:]]
    for picture in pictures:
        root = ET.fromstring("<svg" + picture)  # noqa: S314  # our own
        assert root.find("rect") is not None


def test_a_single_attempt_of_no_time_has_its_pictures_with_the_limit() -> None:
    clocks = Clocks(slice_s=1)
    clocks.attempt("getCustomer", 0, 0)
    one = [objective for objective in objectives(["crm"]) if objective.operation == "getCustomer"]
    page = html(conclude(clocks, ABOUT, PROFILE, CALM, one))
    assert page.count('<line class="limit"') == 2
    assert page.count('<polyline class="p95"') == 1


@pytest.fixture
def away(result: LoadResult) -> LoadResult:
    """The same, with a step that was held up, one that went on, and one that nothing put to the test."""
    held = StepOutcomes(
        domain="crm",
        operation="getVehicle",
        journey=Journey.SERVICE_ADVISOR,
        fail_mode=FailMode.OPEN,
        verdict=Verdict.FAILED,
        reasons=("3 held up although fail-open", "40 went on without its neighbour"),
        ends={StepEnd.HELD_UP: 3, StepEnd.WENT_ON: 40},
    )
    kept = held.model_copy(
        update={"operation": "getCustomer", "verdict": Verdict.PASSED, "ends": {StepEnd.WENT_ON: 43}}
    )
    calm = held.model_copy(update={"journey": Journey.TECHNICIAN, "verdict": None, "ends": {}})
    modes = FailModes(verdict=Verdict.FAILED, steps=(held, kept, calm))
    return result.model_copy(update={"fail_modes": modes})


def test_the_json_report_with_fail_modes_fits_its_schema(away: LoadResult) -> None:
    text = as_json(away)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(text))
    assert LoadResult.model_validate_json(text) == away


def test_fail_modes_are_a_suite_of_their_own_in_junit(result: LoadResult, away: LoadResult) -> None:
    assert "fail modes" not in junit(result)
    suite = list(ET.fromstring(junit(away)))[-1]  # noqa: S314  # our own
    assert [suite.get(name) for name in ("name", "tests", "failures", "errors")] == [
        "fail modes",
        "2",
        "1",
        "0",
    ]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert "3 held up although fail-open" in (failure.get("message") or "")


def test_the_table_counts_the_ends_of_steps_of_all_journeys(away: LoadResult) -> None:
    rows = {row["operation"]: row for row in csv.DictReader(io.StringIO(as_csv(away)))}
    held, kept, other = (rows[name] for name in ("getVehicle", "getCustomer", "searchVehicles"))
    assert (held["fail_mode_verdict"], held["steps_held_up"], held["steps_went_on"]) == ("failed", "3", "40")
    assert (kept["fail_mode_verdict"], kept["steps_held_up"], kept["steps_went_on"]) == ("passed", "0", "43")
    assert (other["fail_mode_verdict"], other["steps_went_on"]) == ("", "0")


def test_the_page_has_a_table_of_the_steps_that_were_put_to_the_test(
    result: LoadResult, away: LoadResult
) -> None:
    assert "Fail modes" not in Page(html(result)).text
    page = Page(html(away))
    assert page.tags.count("table") == 2
    assert "3 held up although fail-open" in page.text
    assert "technician" not in page.text


@pytest.fixture
def retried(result: LoadResult) -> LoadResult:
    """The same, with a journal in which one operation broke its policy and another kept it."""
    kept = OperationRetries(
        domain="crm",
        operation="getCustomer",
        verdict=Verdict.PASSED,
        calls=9,
        attempts=10,
        retried=1,
        broken={},
        examples=(),
    )
    told = {"verdict": Verdict.FAILED, "broken": {"retried too early": 2}, "examples": (WHOLE,)}
    broke = kept.model_copy(update={"operation": "getVehicle", **told})
    retries = Retries(
        verdict=Verdict.FAILED, reasons=("it forgot",), early_s=0.1, late_s=1, operations=(kept, broke)
    )
    return with_retries(result, retries)


def test_the_json_report_with_retries_fits_its_schema(retried: LoadResult) -> None:
    text = as_json(retried)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(text))
    assert LoadResult.model_validate_json(text) == retried


def test_retries_are_a_suite_of_their_own_in_junit(retried: LoadResult) -> None:
    suite = list(ET.fromstring(junit(retried)))[-1]  # noqa: S314  # our own
    assert [suite.get(name) for name in ("name", "tests", "failures", "errors")] == [
        "retry policies",
        "3",
        "1",
        "1",
    ]


def test_the_page_has_a_table_of_retries_only_where_a_journal_was_read(
    result: LoadResult, retried: LoadResult
) -> None:
    assert "Retry policies" not in Page(html(result)).text
    page = Page(html(retried))
    assert "2 retried too early" in page.text
    assert page.tags.count("table") == 2
    assert page.tags.count("script") == 1

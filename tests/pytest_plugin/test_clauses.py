from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    import pytest

    from .conftest import Project

MARKED = """
import pytest

@pytest.mark.contract("F11", "CRM Domain / Search Customers")
def test_held():
    pass

@pytest.mark.contract("F11")
def test_broken():
    assert not "a retry too many"

@pytest.mark.contract("F12")
@pytest.mark.skip(reason="nobody knows")
def test_unknown():
    pass
"""


def test_clauses_are_properties_in_junit(pytester: pytest.Pytester, project: Project) -> None:
    project(MARKED, "--junit-xml", "junit.xml")
    suites = ET.parse(pytester.path / "junit.xml").getroot()  # noqa: S314  # our own file
    found = {
        case.get("name"): [named.get("value") for named in case.iter("property")]
        for case in suites.iter("testcase")
    }
    assert found == {
        "test_held": ["F11", "CRM Domain / Search Customers"],
        "test_broken": ["F11"],
        "test_unknown": ["F12"],
    }


def test_the_end_of_a_run_lists_clauses_and_failed_beats_unknown_beats_passed(project: Project) -> None:
    ended = project(MARKED)
    ended.assert_outcomes(passed=1, failed=1, skipped=1)
    ended.stdout.fnmatch_lines(
        [
            "*- contract -*",
            "F11: one attempt, then up to three retries*",
            "*= contract clauses =*",
            "passed  CRM Domain / Search Customers (1 test)",
            "failed  F11 (2 tests)",
            "unknown F12 (1 test)",
        ]
    )


def test_workers_tell_clauses_too(project: Project) -> None:
    ended = project(MARKED, "-n", "1")
    ended.stdout.fnmatch_lines(["failed  F11 (2 tests)"])


def test_a_name_that_no_contract_has_stops_the_collection(project: Project) -> None:
    ended = project(
        "import pytest\n@pytest.mark.contract('CRM Domain / Serch Customers')\ndef test_it(): pass"
    )
    assert ended.ret != 0
    told = ended.stdout.str() + ended.stderr.str()
    assert "no finding and no clause of the contract document is called" in told
    assert "did you mean 'CRM Domain / Search Customers'?" in told


def test_a_heading_of_the_document_is_a_clause(project: Project) -> None:
    marked = "@pytest.mark.contract('Integration Guidelines / Caching Strategies')\ndef test_it(): pass"
    project(f"import pytest\n{marked}", "--strict-markers").assert_outcomes(passed=1)


def test_a_file_that_cannot_be_collected_is_told_as_pytest_tells_it(
    pytester: pytest.Pytester, project: Project
) -> None:
    pytester.makepyfile(test_wrong="import nothing_of_that_name")
    told = project(MARKED, "--continue-on-collection-errors").stdout.str()
    assert "No module named 'nothing_of_that_name'" in told
    assert "INTERNALERROR" not in told
    assert "failed  F11" in told

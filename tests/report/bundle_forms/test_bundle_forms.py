"""What is made of a bundle: for a code host, a pipeline, a pull request, a browser."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from workexec_contracts.contracts import operations
from workexec_contracts.report.bundle import bundle_of
from workexec_contracts.report.bundle.forms import FORMS
from workexec_contracts.report.bundle.forms.junit import junit
from workexec_contracts.report.bundle.forms.markdown import MOST, markdown
from workexec_contracts.report.bundle.forms.page import html
from workexec_contracts.report.bundle.forms.sarif import sarif
from workexec_contracts.report.bundle.places import place_of
from workexec_contracts.verdict import Verdict
from workexec_contracts.verification import contracts

from .made import made, realistic, row, run

ROOT = Path(__file__).parents[3]
PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN


# --- SARIF


@pytest.mark.parametrize("contract", [one.name for one in contracts()])
def test_a_contracts_place_is_the_line_that_names_it(contract: str) -> None:
    place = place_of(contract)
    line = (ROOT / place.path).read_text(encoding="utf-8").splitlines()[place.line - 1]
    delivers = {one.operation_id: one.events for _, one in operations() if one.events}
    named = delivers[contract][0].name if contract in delivers else contract
    assert f'"{named}"' in line


def logs() -> list[dict[str, Any]]:
    log = json.loads(sarif(made()))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 5)
    found: list[dict[str, Any]] = log["runs"]
    return found


def test_what_does_not_hold_is_a_result_at_its_contract() -> None:
    results = [result for log in logs() for result in log["results"]]
    told = [(one["level"], one["locations"][0]["physicalLocation"]) for one in results]
    crm, vehicle, package = place_of("getCustomer"), place_of("getVehicle"), place_of("")
    assert told == [
        (level, {"artifactLocation": {"uri": place.path}, "region": {"startLine": place.line}})
        for level, place in (("error", crm), ("warning", vehicle), ("error", package))
    ]
    assert results[0]["message"]["text"].splitlines()[-1] == "replay: wxc verify crm --case 'answers'"
    assert results[2]["message"]["text"].splitlines()[-1] == "replay: wxc simulate --seed 3"


def test_each_result_names_a_rule_of_its_run_and_has_a_fingerprint_that_stays() -> None:
    for log, again in zip(logs(), logs(), strict=True):
        rules = log["tool"]["driver"]["rules"]
        for result in log["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len({result["partialFingerprints"]["check/v1"] for result in log["results"]}) == len(
            log["results"]
        )
        assert log["results"] == again["results"]


def test_a_difference_is_a_result_at_the_file_where_it_is() -> None:
    found = row("getCustomer", FAILED, file="their/openapi.yaml", pointer="/paths/x")
    (log,) = json.loads(sarif(made(run("drift", found))))["runs"]
    (place,) = log["results"][0]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "their/openapi.yaml"}}
    assert place["logicalLocations"][1]["fullyQualifiedName"] == "their/openapi.yaml#/paths/x"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("documents/openapi/crm.yaml", "documents/openapi/crm.yaml"),
        ("their api/50% #1.yaml", "their%20api/50%25%20%231.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("C:\\apis\\crm.yaml", "file:///C:/apis/crm.yaml"),
        ("\udcff.yaml", "%3F.yaml"),
    ],
)
def test_the_place_of_a_difference_is_a_uri(file: str, uri: str) -> None:
    (log,) = json.loads(sarif(made(run("drift", row("getCustomer", FAILED, file=file)))))["runs"]
    (place,) = log["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": uri}


# --- JUnit


def parsed(text: str) -> list[ET.Element]:
    return ET.fromstring(text).findall("testsuite")  # noqa: S314  # our own


def test_junit_counts_what_it_holds_and_what_is_unknown_is_an_error() -> None:
    suites = parsed(junit(made()))
    counts = [
        (suite.get("name"), *(int(suite.get(kind, "")) for kind in ("tests", "failures", "errors")))
        for suite in suites
    ]
    assert counts[:5] == [
        (realistic()[0].name, 3, 1, 1),
        ("load-smoke", 1, 0, 0),
        ("simulate", 1, 1, 0),
        ("mutate", 1, 0, 0),
        ("fuzz", 1, 0, 1),
    ]
    name, tests, failures, errors = counts[5]
    assert (name, failures) == ("contracts without evidence", 0)
    assert tests == errors == len(contracts()) - 5
    for suite, (_, tests, failures, errors) in zip(suites, counts, strict=True):
        found = [len(suite.findall(kind)) for kind in ("testcase", "testcase/failure", "testcase/error")]
        assert found == [tests, failures, errors]


def test_a_run_that_shows_nothing_is_an_error() -> None:
    first, *_ = parsed(junit(made(run("verify"))))
    assert (first.get("tests"), first.get("errors")) == ("1", "1")


# --- Markdown


def test_the_summary_tells_what_is_broken_first_and_how_it_is_run_again() -> None:
    text = markdown(made())
    rows = [line for line in text.splitlines() if line.startswith("| CRM:")]
    assert "getCustomer" in rows[0]
    assert "❌ failed" in rows[0]
    assert "wxc verify crm --case 'answers'" in text
    assert "1. **pos\\-crm**" in text or "1. **pos-crm**" in text


def test_the_summary_holds_nothing_but_its_own_mark_up() -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown(made()))
    assert "<script" not in rendered
    assert "@team" not in re.sub(r"<pre>.*?</pre>", "", rendered, flags=re.DOTALL), "nobody is called"
    table = rendered.split("<table>")[1]
    assert {line.count("<td>") for line in table.split("</tr>") if "<td>" in line} == {3}


def test_the_summary_is_no_longer_than_a_comment_may_be() -> None:
    rows = [row("getCustomer", FAILED, what=f"case {at}", actual="x" * 5_000) for at in range(200)]
    text = markdown(made(run("verify", *rows)))
    assert MOST / 2 < len(text) < 65_536
    assert "The rest is in the bundle" in text


# --- HTML


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_asks_nobody_for_anything_and_runs_only_its_own_script() -> None:
    elements = Elements(html(made())).found
    assert [tag for tag, _ in elements].count("script") == 1
    outside = [value for _, of in elements for name, value in of.items() if name in {"src", "href"} and value]
    assert [value for value in outside if not value.startswith(("#", "runs/"))] == []


def test_every_link_of_the_page_leads_somewhere() -> None:
    elements = Elements(html(made())).found
    ids = {of.get("id") for _, of in elements}
    links = {str(of["href"])[1:] for tag, of in elements if tag == "a" and str(of["href"]).startswith("#")}
    assert len(links) >= len(contracts())
    assert links - ids == set()


def test_the_page_leads_from_a_verdict_to_clause_contract_pact_stub_request_and_replay() -> None:
    text = html(made())
    own = text[text.index('id="getCustomer"') : text.index('id="getVehicle"')]
    for told in (
        "CRM Domain / Search Customers",
        "curl -sS http://127.0.0.1:1/api/v1/crm/customer/CUST-001",
        "wxc verify crm --case",
        "GET /api/v1/crm/customer/{customerId}",
        "interactions</summary>",
        "mappings</summary>",
        f"crm.py:{place_of('getCustomer').line}",
    ):
        assert told in own, told


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_bundle_names_every_contract_but_where_only_results_are(name: str) -> None:
    text = FORMS[name](bundle_of((), ""))
    assert all(one.name in text for one in contracts()) or (name == "results.sarif" and '"runs": []' in text)


def test_what_is_hostile_is_shown_as_it_is() -> None:
    text = html(made())
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; | `x` @team" in text
    assert "{{ 7 * 7 }}" in text

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tests.load.test_throughput import LIMITS, ORDER, step
from tests.report.conftest import HOSTILE
from tests.report.test_reports import Page
from workexec_contracts.load import ThroughputResult, concluded, consumers
from workexec_contracts.report import throughput as reports
from workexec_contracts.report.throughput import as_csv, as_json, html, throughput_schema

SCHEMA = Path(reports.__file__).with_name("throughput.schema.json")
WHOLE = HOSTILE.replace("\ud800", "")
"""JSON has no half surrogate pairs; a report that was read has none either."""


@pytest.fixture
def result() -> ThroughputResult:
    """Order's knee is known, of People nothing was tried."""
    steps = [step(100), step(200, seconds=1), step(210, seconds=4, failed=0.1)]
    people = consumers(["people"])[0]
    return ThroughputResult(
        target=f"http://service/{WHOLE}",
        seed=WHOLE,
        workers=1,
        started_at="2026-01-25T14:30:00Z",
        seconds=21,
        limits=LIMITS,
        exit_code=3,
        endpoints=(concluded(ORDER, LIMITS, steps), concluded(people, LIMITS, [])),
    )


def test_the_json_report_fits_its_published_schema_and_is_read_back_as_it_was(
    result: ThroughputResult,
) -> None:
    text, schema = as_json(result), json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert schema == throughput_schema(), "write throughput.schema.json anew from throughput_schema()"
    assert ThroughputResult.model_validate_json(text) == result


def test_the_table_has_a_line_for_each_rate_with_what_it_showed(result: ThroughputResult) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(result))))
    assert [(row["rate_hz"], row["outcome"]) for row in rows] == [
        ("100.0", "sustained"),
        ("200.0", "sustained"),
        ("210.0", "errors"),
    ]
    assert {row["sustained_hz"] for row in rows} == {"200.0"}


def test_the_page_shows_hostile_text_as_text(result: ThroughputResult) -> None:
    page = Page(html(result))
    assert "script" not in page.tags
    assert "<script>alert(1)</script> ]]>" in page.text
    assert "$verdict" in page.text


def test_the_page_refers_to_nothing_outside_itself(result: ThroughputResult) -> None:
    text = html(result)
    links = Page(text).links
    assert links
    assert all(link.startswith("#") for link in links)
    assert "url(" not in text
    assert "default-src 'none'" in text


def test_the_plot_has_two_dots_for_each_rate_and_marks_the_sustained_one(result: ThroughputResult) -> None:
    text = html(result)
    assert text.count("No rate was tried.") == 1
    (picture,) = [part.split("</svg>")[0] for part in text.split("<svg")[1:]]
    root = ET.fromstring(f"<svg{picture}</svg>")  # noqa: S314  # our own
    dots = [dot.get("class") for dot in root.iter("rect")]
    assert (dots.count("answered"), dots.count("failed")) == (4, 2)
    assert len([line for line in root.iter("line") if line.get("class") == "knee"]) == 1
    assert "200 events/s" in "".join(root.itertext())


def test_a_single_rate_without_an_answer_has_its_plot(result: ThroughputResult) -> None:
    silent = step(100).model_copy(update={"p95_s": None, "error_share": None})
    one = result.model_copy(update={"endpoints": (concluded(ORDER, LIMITS, [silent]),)})
    assert html(one).count('<rect class="answered"') == 1

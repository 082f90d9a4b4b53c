"""A mutation run as JSON, JUnit and HTML: one set of trials, three readers."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import fromstring

import jsonschema

from workexec_contracts.report import mutation as reports
from workexec_contracts.report.mutation import as_json, html, junit, mutation_schema, rows
from workexec_contracts.verdict import Verdict
from workexec_contracts.verification.mutation import Judgement, Kind, Layer, MutationRun, Trial

SCHEMA = Path(reports.__file__).with_name("mutation.schema.json")


def trial(name: str, *killers: Layer, equivalent: str = "") -> Trial:
    return Trial(
        id=name,
        kind=Kind.PAGING,
        subject="searchParts",
        domain="catalog",
        clause="a clause",
        says="pages <b>are</b> counted from one",
        judgements=tuple(
            Judgement(
                layer=layer,
                verdict=Verdict.FAILED if layer in killers else Verdict.PASSED,
                asked=3,
                seconds=0.5,
            )
            for layer in Layer
        ),
        equivalent=equivalent,
        replay=f"wxc mutate --mutant '{name}' --seed 1",
    )


RUN = MutationRun(
    seed=1,
    jobs=2,
    started_at="2026-01-25T14:30:00Z",
    seconds=60.0,
    derived=3,
    narrowed=False,
    trials=(
        trial("s/p/killed", Layer.RULES),
        trial("s/p/gap"),
        trial("s/p/equal", equivalent="nobody can tell"),
    ),
    baselines=(),
    problems=("a new survivor: s/p/gap",),
    verdict=Verdict.FAILED,
)


def test_the_published_schema_is_that_of_the_report_and_the_report_fits_it() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == mutation_schema(), "write mutation.schema.json anew from mutation_schema()"
    jsonschema.validate(json.loads(as_json(RUN)), schema)
    assert MutationRun.model_validate_json(as_json(RUN)) == RUN


def test_the_matrix_has_a_row_for_each_class_and_one_for_all() -> None:
    first, last = rows(RUN)
    expected = {
        "class": "paging broken",
        "mutants": 3,
        "equivalent": 1,
        "rules": 1,
        "together": 1,
        "score": "50.0%",
    }
    assert {name: first[name] for name in expected} == expected
    assert last == {**first, "class": "all"}


def test_a_survivor_is_a_failure_in_junit_an_equivalent_is_skipped_and_a_problem_fails_the_run() -> None:
    suites = {suite.get("name"): suite for suite in fromstring(junit(RUN))}  # noqa: S314  # our own
    found = suites["searchParts"]
    assert (found.get("tests"), found.get("failures"), found.get("skipped")) == ("3", "1", "1")
    assert suites["run"].get("failures") == "1"
    assert "--mutant 's/p/gap'" in "".join(found.itertext())


def test_the_page_is_whole_escaped_and_says_how_a_survivor_is_replayed() -> None:
    page = html(RUN)
    HTMLParser().feed(page)
    assert "<b>are</b>" not in page
    assert "&lt;b&gt;are&lt;/b&gt;" in page
    assert "wxc mutate --mutant &#x27;s/p/gap&#x27; --seed 1" in page
    assert "nobody can tell" in page
    assert "http" not in page.replace("http-equiv", "")

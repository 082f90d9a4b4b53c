from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tests.report.conftest import HOSTILE
from tests.report.test_reports import Page
from workexec_contracts.load import Histogram
from workexec_contracts.report import simulation as reports
from workexec_contracts.report.simulation import (
    About,
    SimulationResult,
    as_csv,
    as_json,
    html,
    junit,
    result_of,
    sentence_of,
    simulation_schema,
)
from workexec_contracts.simulation.checkers import Violation
from workexec_contracts.simulation.faults import Crash, Down, Faults, Slow
from workexec_contracts.simulation.figures import Backlog, Integration, Summary
from workexec_contracts.simulation.run import Outcome, Ruling
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.simulation.totals import total
from workexec_contracts.verdict import Verdict

SCHEMA = Path(reports.__file__).with_name("simulation.schema.json")
WHOLE = HOSTILE.replace("\ud800", "")
ABOUT = About(started_at="2026-01-25T14:30:00Z", seconds=1.5, command=f"wxc simulate {WHOLE}")
FAULTS = (
    Down(target="order", from_s=36_000, until_s=43_200),
    Slow(target="getCustomer", latency_ms_median=1500, from_s=80_000),
    Crash(at_s=40_000, down_s=900),
    Crash(at_write=7),
)
SETTING = Setting(seed=3, days=1, faults=Faults(title=WHOLE, faults=FAULTS))
FIGURES = Summary(
    integrations=(
        Integration("deliverOrderEvent", 10, 14, 1, 3, Histogram([0.04] * 13 + [4.0]), 3.0, 1),
        Integration("getCustomer", 2, 2, 0, 0, Histogram(), 2.0, 0),
    ),
    outcomes={"billed": 9, "unfinished": 1},
    events=50,
    deliveries=60,
    dead_letters=2,
    replayed=1,
    blocked_finalizations=4,
    unanswered_steps=1,
    crashes=2,
    backlog=(Backlog(3_600, 0, 0, 1), Backlog(7_200, 3, 1, 2), Backlog(90_000, 0, 0, 0)),
    virtual_s=90_000,
)


def ruling(name: str, verdict: Verdict, *violations: Violation) -> Ruling:
    tested = 0 if verdict is Verdict.UNKNOWN else 20
    return Ruling(name, f"clause of {name}", verdict, tested, len(violations), violations)


def outcome(*rulings: Ruling, seed: int = 3) -> Outcome:
    setting = SETTING.model_copy(update={"seed": seed})
    return Outcome(
        setting, rulings, f"{seed:032x}", 1000, FIGURES, frozenset({("getCustomer attempt 1: 200", "slow")})
    )


BREACH = Violation(
    "money_adds_up", "clause of money_adds_up", 3_600_500_000, 1_000_004, f"120 is not 121 {WHOLE}"
)
HELD = ruling("effects_happen_exactly_once", Verdict.PASSED)
BROKEN = ruling("money_adds_up", Verdict.FAILED, BREACH, replace(BREACH, order=-1))
UNTESTED = ruling("audit_is_complete_and_immutable", Verdict.UNKNOWN)


def reported(*outcomes: Outcome) -> SimulationResult:
    return result_of(total(outcomes), ABOUT, lambda seed: f"wxc simulate --seed {seed}")


@pytest.fixture
def result() -> SimulationResult:
    """One claim holds, one is broken twice, one was not tested."""
    return reported(outcome(HELD, BROKEN, UNTESTED))


@pytest.fixture
def many() -> SimulationResult:
    """The second of two seeds breaks a claim."""
    held = ruling("money_adds_up", Verdict.PASSED)
    return reported(outcome(HELD, held, UNTESTED), outcome(HELD, BROKEN, UNTESTED, seed=4))


def test_the_json_report_fits_its_published_schema_and_is_read_back_as_it_was(
    result: SimulationResult,
) -> None:
    text = as_json(result)
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert schema == simulation_schema(), "write simulation.schema.json anew from simulation_schema()"
    assert SimulationResult.model_validate_json(text) == result


def test_a_violation_says_when_where_and_how_it_is_seen_again(result: SimulationResult) -> None:
    (claim, breach), (_, nobodys) = result.breaches
    assert (claim.name, breach.seed, breach.at_s, breach.at) == (
        "money_adds_up",
        3,
        3600.5,
        "2026-01-05T01:00:00.500Z",
    )
    assert (breach.order, nobodys.order) == (1_000_004, None)
    assert breach.replay == "wxc simulate --seed 3"


@pytest.mark.parametrize(
    ("rulings", "verdict", "code"),
    [
        ((HELD, UNTESTED), Verdict.PASSED, 0),
        ((HELD, BROKEN), Verdict.FAILED, 1),
        ((UNTESTED,), Verdict.UNKNOWN, 3),
        ((), Verdict.UNKNOWN, 3),
    ],
    ids=["held", "broken", "untested", "none"],
)
def test_the_whole_is_judged_by_what_was_tested(
    rulings: tuple[Ruling, ...], verdict: Verdict, code: int
) -> None:
    judged = reported(outcome(*rulings))
    assert (judged.verdict, judged.exit_code) == (verdict, code)


def test_many_runs_say_which_seed_breaks_what(many: SimulationResult) -> None:
    broken = next(claim for claim in many.invariants if claim.verdict is Verdict.FAILED)
    assert (broken.checked, broken.broken, broken.seeds) == (40, 2, (4,))
    assert [(run.seed, run.verdict, run.broken) for run in many.runs] == [
        (3, Verdict.PASSED, 0),
        (4, Verdict.FAILED, 2),
    ]
    assert many.breaches[0][1].replay == "wxc simulate --seed 4"


def test_junit_has_a_case_for_each_claim_and_an_untested_one_is_no_pass(result: SimulationResult) -> None:
    (suite,) = ET.fromstring(junit(result))  # noqa: S314  # our own
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["3", "1", "0", "1"]
    kinds = {case.get("name"): [child.tag for child in case] for case in suite}
    assert kinds == {
        "Effects happen exactly once": [],
        "Money adds up": ["failure"],
        "Audit is complete and immutable": ["skipped"],
    }
    told = suite.findtext("testcase/failure") or ""
    assert "clause: clause of money_adds_up" in told
    assert "replay: wxc simulate --seed 3" in told


def test_junit_of_a_run_that_tested_nothing_is_an_error() -> None:
    (suite,) = ET.fromstring(junit(reported(outcome(UNTESTED))))  # noqa: S314  # our own
    assert (suite.get("errors"), suite.get("tests")) == ("1", "2")
    assert suite.find("testcase/error") is not None


def test_the_table_has_a_line_for_each_operation_and_says_nothing_where_nothing_is_known(
    result: SimulationResult,
) -> None:
    rows = {row["operation"]: row for row in csv.DictReader(io.StringIO(as_csv(result)))}
    order, customer = rows["deliverOrderEvent"], rows["getCustomer"]
    assert (order["amplification"], order["p99_s"], order["sla_s"], order["slower"]) == (
        "1.4",
        "4.0",
        "3.0",
        "1",
    )
    assert (customer["p50_s"], customer["domain"]) == ("", "crm")


def test_the_page_shows_hostile_text_as_text(result: SimulationResult) -> None:
    page = Page(html(result))
    assert page.tags.count("script") == 1
    assert "<script>alert(1)</script> ]]>" in page.text
    assert "$verdict" in page.text


def test_the_page_refers_to_nothing_outside_itself(many: SimulationResult) -> None:
    text = html(many)
    assert Page(text).links == []
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text
    assert "color-scheme: light dark" in text


def test_the_backlog_has_the_faults_on_its_time_axis(result: SimulationResult) -> None:
    assert [(fault.from_s, fault.until_s) for fault in result.faults] == [
        (36_000, 43_200),
        (80_000, 86_400),
        (40_000, 40_900),
    ]
    page = Page(html(result))
    assert page.text.count("down order, 10 to 12 h") == 2
    assert page.text.count("slow getCustomer: latency_ms_median 1500") == 3


def test_every_picture_is_well_formed(many: SimulationResult) -> None:
    pictures = [part.split("</svg>")[0] + "</svg>" for part in html(many).split("<svg")[1:]]
    assert len(pictures) == 4
    for picture in pictures:
        root = ET.fromstring("<svg" + picture)  # noqa: S314  # our own
        assert root.find("rect") is not None


def test_what_is_slower_than_its_sla_is_red(result: SimulationResult) -> None:
    picture = html(result).split('aria-label="Percentiles')[1].split("</svg>")[0]
    assert picture.count('class="failed"') == 2, "p95 and p99 of fourteen attempts are the slow one"
    assert picture.count('class="limit"') == 1


def test_only_many_runs_have_a_table_of_runs(result: SimulationResult, many: SimulationResult) -> None:
    assert "<h2>Runs</h2>" not in html(result)
    runs = html(many).split("<h2>Runs</h2>")[1]
    assert runs.index("<td>4</td>") < runs.index("<td>3</td>"), "what is broken comes first"


def test_a_run_in_which_nothing_happened_has_a_page() -> None:
    nothing = replace(FIGURES, integrations=(), outcomes={}, backlog=())
    page = Page(html(reported(replace(outcome(UNTESTED), figures=nothing))))
    assert "Nothing happened." in page.text
    assert "No attempt ended." in page.text


def test_names_are_read_as_sentences() -> None:
    assert sentence_of("caches_never_serve_beyond_their_ttl") == "Caches never serve beyond their TTL"

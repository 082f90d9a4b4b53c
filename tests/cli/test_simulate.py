"""`wxc simulate` as a person types it, under virtual time."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import jsonschema
import psutil
import pytest
from rich.console import Console

from tests.cli.test_load import is_alive
from workexec_contracts.cli import progressing
from workexec_contracts.cli.durations import seconds_of
from workexec_contracts.cli.problem import UsageProblem
from workexec_contracts.cli.progressing import progress_on
from workexec_contracts.cli.simasked import Asked
from workexec_contracts.cli.simulate import complete_faults
from workexec_contracts.cli.sparkline import sparkline
from workexec_contracts.report import simulation as reports
from workexec_contracts.report.simulation import hunt_schema, live_schema
from workexec_contracts.simulation.checkers import ALL, Invariant

from .conftest import ROOT, until

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Closed

    from .conftest import Wxc

HUNT = Path(reports.__file__).with_name("hunt.schema.json")
LIVE = Path(reports.__file__).with_name("live.schema.json")
SHORT = ("--shops", "1", "--days", "0.5")
LOSSY = """
[[faults]]
kind = "lost_answers"
percent = 20
"""
SCENARIO = """
about = "as in a scenario"
[setting]
shops = 9
[setting.faults]
title = "within a scenario"
[[setting.faults.faults]]
kind = "lost_answers"
percent = 20
"""


class NoWorkOrder(Invariant):
    name = "no_work_order_is_billed"
    clause = "none, this is a test"

    def on_closed(self, record: Closed) -> None:
        self.checked += 1
        self.breach(record.at_us, record.order, "it came [to] an end")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--faults", "order-outtage"], "did you mean order-outage?"),
        (["--faults", "nowhere/at-all"], "no faults are called"),
        (["--dask", "tcp://127.0.0.1:9"], "--dask without --runs"),
        (["--runs", "2", "--jobs", "2", "--dask", "tcp://127.0.0.1:9"], "both --jobs and --dask"),
        (["--runs", "2", "--dask", "nonsense:"], "no scheduler answers"),
        (["--html", "one", "--csv", "one"], "--html and --csv name one file"),
        (["--replay", "nowhere.json"], "the replay cannot be read"),
        (["--replay", "pyproject.toml"], "the replay is no JSON"),
        (["--replay", "x.json", "--seed", "3"], "--seed with --replay"),
        (["--replay", "x.json", "--search"], "--replay and --search exclude each other"),
        (["--search", "--exhaustive"], "--search and --exhaustive exclude each other"),
        (["--search", "--shops", "3"], "--shops with --search"),
        (["--search", "--html", "page.html"], "--html with --search"),
        (["--search", "--budget", "soon"], "'soon' is no duration"),
        (["--exhaustive", "--faults", "crashes"], "--faults with --exhaustive"),
        (["--exhaustive", "--workflow", "fnalize"], "one of whole, approval, status, session, finalize"),
        (["--workflow", "finalize"], "--workflow without --exhaustive"),
        (["--faults-at-most", "2"], "--faults-at-most without --exhaustive"),
        (["--budget", "60s"], "--budget without --shrink"),
        (["--scenario", "clock_skew"], "no scenario is called clock_skew"),
        (["--scenario", "clock_skew_changes_no_outcome", "--days", "2"], "--days with --scenario"),
        (["--live"], "--live without --faults"),
        (["--live", "--faults", "flaky-network"], "no switch of a running neighbour does"),
        (["--against", "stubs"], "--against without --live"),
        (["--shops", "0"], "'--shops'"),
        (["--days", "-1"], "'--days'"),
        (["--shop", "3"], "--shop"),
        (["--days", "inf"], "--days"),
        (["--days", "1e9"], "less than or equal to 3650"),
        (["--a-day", "inf"], "--a-day"),
        (["--faults", ""], "no faults are called ''"),
        (["--scenario", ""], "no scenario is called"),
        (["--exhaustive", "--workflow", ""], "no workflow is called ''"),
    ],
)
def test_wrong_usage_is_told(wxc: Wxc, arguments: list[str], says: str) -> None:
    done = wxc("simulate", *arguments)
    assert done.code == 2
    assert says in done.err
    assert "fix:" in done.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[faults]]\nkind = 'donw'", "kind"),
        ("[[faults]]\nkind = 'down'\ntarget = 'ordr'", "no neighbour or operation is called 'ordr'"),
        ("[[faults]]\nkind = 'slow'\nlatency = 3", "faults.0.slow.latency"),
        ("[[faults", "no TOML"),
        ("[setting]\nfaults = 3", "faults"),
    ],
)
def test_a_file_of_faults_that_cannot_be_says_where(wxc: Wxc, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    done = wxc("simulate", "--faults", str(file))
    assert done.code == 2
    assert says in done.err
    assert "wrong.toml" in done.err


def test_a_run_says_of_every_claim_and_every_integration_what_came_of_it(wxc: Wxc) -> None:
    done = wxc("simulate", "--faults", "flaky-network", "--shops", "1", "--days", "1")
    assert done.code == 0, done.out
    assert all(kind.name.split("_")[-1].lower() in done.out.lower() for kind in ALL)
    assert "Phase 4.4" in done.out
    assert "deliverOrderEvent" in done.out
    assert "deliveries attempted" in done.out
    assert "open work orders" in done.out
    assert "simulation: passed (" in done.out
    assert "the network loses, doubles and reorders: 1 shop(s), 1 day(s), seed 0" in done.err


def test_a_narrow_terminal_shows_fewer_columns_and_whole_words(
    wxc: Wxc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    done = wxc("simulate", "--shops", "1", "--days", "0.5", "--faults", "flaky-network")
    assert "deliverAccountingEvent" in done.out
    assert "30,000 ms" in done.out
    assert max(map(len, done.out.splitlines()[:-1])) <= 80
    monkeypatch.setenv("COLUMNS", "60")
    assert "Phase 4.4" not in wxc("simulate", "--shops", "1", "--days", "0.5").out


def test_the_reports_tell_the_same(wxc: Wxc, tmp_path: Path) -> None:
    html, junit, told, table = (tmp_path / f"sim.{kind}" for kind in ("html", "xml", "json", "csv"))
    files = ("--html", str(html), "--junit", str(junit), "--json", str(told), "--csv", str(table))
    done = wxc("simulate", *SHORT, "--seed", "5", "--format", "json", *files)
    result = json.loads(done.out)
    assert result == json.loads(told.read_text())
    assert (result["setting"]["seed"], result["about"]["command"]) == (
        5,
        "wxc simulate --seed 5 --shops 1 --days 0.5 --a-day 5",
    )
    cases = ET.fromstring(junit.read_text()).findall(".//testcase")  # noqa: S314  # our own text
    assert len(cases) == len(result["invariants"]) == len(ALL)
    operations = [one["operation"] for one in result["figures"]["integrations"]]
    assert [row["operation"] for row in csv.DictReader(io.StringIO(table.read_text()))] == operations
    assert result["digest"] in html.read_text()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has no faults: nothing goes wrong"),
        ("[[faults]]\nkind = 'lost_answers'", "lost answers all: does nothing, since percent is 0"),
        ("[[faults]]\nkind = 'skew'", "does nothing, since skew_s is 0"),
        ("[[faults]]\nkind = 'down'\nfrom_s = 9e4", "never comes on, since all faults stop after 864 s"),
        ("[[faults]]\nkind = 'crash'\nat_s = 9e4", "never comes on, since all faults stop after 864 s"),
    ],
)
def test_faults_that_change_nothing_are_told(wxc: Wxc, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    done = wxc("simulate", "--faults", str(tmp_path / "own.toml"), "--shops", "1", "--days", "0.01")
    assert says in " ".join(done.err.split())


def test_a_report_that_cannot_be_written_is_wrong_usage(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc("simulate", *SHORT, "--html", str(tmp_path))
    assert done.code == 2
    assert "a report cannot be written" in done.err


def test_quiet_prints_the_verdict_alone(wxc: Wxc) -> None:
    done = wxc("simulate", *SHORT, "--quiet")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("simulation: passed (")
    assert done.out.count("\n") == 1


def test_days_without_a_work_order_are_unknown(wxc: Wxc) -> None:
    done = wxc("simulate", *SHORT, "--a-day", "0", "--quiet")
    assert done.code == 3
    assert done.out.startswith(f"simulation: unknown (0 hold, 0 broken, {len(ALL)} not tested")


def test_a_violation_is_shown_with_the_command_that_shows_it_again(
    wxc: Wxc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workexec_contracts.simulation.run.ALL", (NoWorkOrder,))
    done = wxc("simulate", *SHORT, "--runs", "2", "--jobs", "1", "--faults", "crashes")
    assert done.code == 1
    assert "broken: No work order is billed" in done.out
    assert "clause: none, this is a test" in done.out
    assert "what:   it came [to] an end" in done.out
    replay = "wxc simulate --seed 0 --shops 1 --days 0.5 --a-day 5 --faults crashes"
    assert f"replay: {replay}" in done.out
    assert "simulation: failed (" in done.out
    again = wxc(*replay.split()[1:])
    assert again.code == 1
    assert "it came [to] an end" in again.out


def test_many_seeds_over_processes_are_one_result(wxc: Wxc, tmp_path: Path) -> None:
    file = tmp_path / "lossy.toml"
    file.write_text(LOSSY)
    arguments = ("simulate", *SHORT, "--faults", str(file), "--seeds", "2", "--format", "json")
    by_two, alone = (json.loads(wxc(*arguments, "--jobs", jobs).out) for jobs in "21")
    assert [run["seed"] for run in by_two["runs"]] == [0, 1]
    assert {**by_two, "about": None} == {**alone, "about": None}


def test_the_faults_of_a_scenario_can_be_taken(wxc: Wxc, tmp_path: Path) -> None:
    (tmp_path / "simulations").mkdir()
    (tmp_path / "simulations" / "a_claim.toml").write_text(SCENARIO)
    done = wxc("simulate", *SHORT, "--faults", "a_claim", "--format", "json", cwd=tmp_path)
    setting = json.loads(done.out)["setting"]
    assert (setting["faults"]["title"], setting["shops"]) == ("within a scenario", 1)
    assert setting["faults"]["faults"][0]["percent"] == 20


def test_every_schedule_of_ours_can_be_read_and_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    from workexec_contracts.simulation import schedules  # noqa: PLC0415  # beside what is tested

    monkeypatch.chdir(ROOT)
    assert complete_faults("order-") == ["order-outage"]
    assert len(schedules.names()) >= 4
    assert all(schedules.named(name).faults is not None for name in schedules.names())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_no_process_is_left(number: signal.Signals, tmp_path: Path) -> None:
    with (tmp_path / "out.txt").open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "workexec_contracts", "simulate", "--runs", "500", "--jobs", "2"],
            cwd=ROOT,
            stdout=out,
            stderr=out,
        )
    parent = psutil.Process(running.pid)
    until("workers run", lambda: sum(one.cpu_times().user > 0.3 for one in parent.children()) >= 2)
    children = parent.children()
    running.send_signal(number)
    code = running.wait(timeout=30)
    until("all have ended", lambda: not any(map(is_alive, children)))
    assert code == (-signal.SIGKILL if number is signal.SIGKILL else 130)
    if number is not signal.SIGKILL:
        assert "stopped: nothing is left running" in (tmp_path / "out.txt").read_text()


# --- modes that look for violations


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workexec_contracts.simulation.run.ALL", (NoWorkOrder,))


def test_a_search_tells_what_it_has_met(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc("simulate", "--search", "--runs", "5", "--seed", "2", "--json", "hunt.json", cwd=tmp_path)
    assert done.code == 0
    assert "states of its policy that met a fault" in done.out
    assert "search: passed (5 runs" in done.out
    told = json.loads((tmp_path / "hunt.json").read_text())
    jsonschema.Draft202012Validator(json.loads(HUNT.read_text())).validate(told)
    assert (told["runs"], told["found"], told["complete"]) == (5, [], None)
    assert told["about"]["command"] == "wxc simulate --search --seed 2 --runs 5"
    assert {"state", "fault"} == set(told["coverage"][0])


def test_the_schema_of_hunts_is_the_published_one() -> None:
    assert json.loads(HUNT.read_text()) == hunt_schema(), "write hunt.schema.json anew from hunt_schema()"


@pytest.mark.usefixtures("broken")
def test_what_a_search_finds_is_made_small_drawn_and_replayed_by_the_command_it_prints(
    wxc: Wxc, tmp_path: Path
) -> None:
    done = wxc("simulate", "--search", "--runs", "3", cwd=tmp_path)
    assert done.code == 1
    assert "broken: No work order is billed" in done.out
    assert "found in run 1: no_work_order_is_billed (seed" in done.err
    assert "faults: none" in done.out, "it breaks without any"
    assert "WorkExec" in done.out
    command = "wxc simulate --replay report/replay-no_work_order_is_billed.json"
    assert f"replay: {command}" in done.out
    again = wxc(*command.split()[1:], "--html", "page.html", cwd=tmp_path)
    assert again.code == 1
    assert "The same violation of no_work_order_is_billed comes again." in again.out
    assert "The history is the same, byte for byte." in again.out
    assert command in (tmp_path / "page.html").read_text()
    as_json = wxc(*command.split()[1:], "--format", "json", cwd=tmp_path)
    assert json.loads(as_json.out)["verdict"] == "failed"
    assert "The same violation of no_work_order_is_billed" in " ".join(as_json.err.split())


@pytest.mark.usefixtures("broken")
def test_the_violation_of_a_run_can_be_made_small(wxc: Wxc, tmp_path: Path) -> None:
    (tmp_path / "lossy.toml").write_text(LOSSY)
    arguments = ("--faults", "lossy.toml", "--runs", "2", "--jobs", "1", "--shrink", "--budget", "5s")
    done = wxc("simulate", *SHORT, *arguments, cwd=tmp_path)
    assert done.code == 1
    replay = json.loads((tmp_path / "report" / "replay-no_work_order_is_billed.json").read_text())
    assert replay["setting"]["faults"]["faults"] == []
    assert len(replay["setting"]["only"]) == 1
    as_json = wxc("simulate", *SHORT, *arguments, "--format", "json", cwd=tmp_path)
    assert json.loads(as_json.out)["verdict"] == "failed"
    assert wxc("simulate", *SHORT, *arguments, "--quiet", cwd=tmp_path).out.count("\n") == 1


def test_every_fault_is_tried_in_a_workflow(wxc: Wxc) -> None:
    done = wxc("simulate", "--exhaustive", "--workflow", "status", "--format", "json")
    told = json.loads(done.out)
    assert done.code == 0
    assert (told["mode"], told["complete"], told["verdict"]) == ("exhaustive", True, "passed")
    assert told["runs"] > 20
    alone = json.loads(wxc("simulate", "--exhaustive", "--faults-at-most", "0", "--format", "json").out)
    assert alone["runs"] == 1


def test_combinations_that_were_not_all_tried_are_unknown(wxc: Wxc) -> None:
    done = wxc("simulate", "--exhaustive", "--faults-at-most", "2", "--budget", "0.1s")
    assert done.code == 3
    assert "not all combinations, for want of time" in done.out


@pytest.mark.usefixtures("broken")
def test_what_an_exhaustive_run_finds_has_its_command(wxc: Wxc, tmp_path: Path) -> None:
    arguments = ("--exhaustive", "--faults-at-most", "0", "--workflow", "status", "--report", "else/where")
    done = wxc("simulate", *arguments, cwd=tmp_path)
    assert done.code == 1
    assert "replay: wxc simulate --replay else/where/replay-no_work_order_is_billed.json" in done.out
    assert not (tmp_path / "report").exists()


def test_a_name_of_faults_where_none_are_known_says_where_they_are(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc("simulate", "--faults", "bad-week", cwd=tmp_path)
    assert done.code == 2
    assert "run it where simulations/ is, in a clone of the project" in " ".join(done.err.split())


# --- claims in files, and real time


def test_a_scenario_is_judged_by_what_it_expects(wxc: Wxc, tmp_path: Path) -> None:
    (tmp_path / "simulations").mkdir()
    for name, least in (("some_are_billed", 1), ("many_are_billed", 1000)):
        text = f"{SCENARIO}[expect]\noutcomes.billed.at_least = {least}\n"
        (tmp_path / "simulations" / f"{name}.toml").write_text(text.replace("shops = 9", "shops = 1"))
    held = wxc("simulate", "--scenario", "some_are_billed", cwd=tmp_path)
    assert held.code == 0, held.out
    assert "some are billed: passed" in held.out
    missed = wxc("simulate", "--scenario", "many_are_billed", "--quiet", "--json", "sim.json", cwd=tmp_path)
    assert missed.code == 1
    assert "expected at least 1000" in missed.out
    report = json.loads((tmp_path / "sim.json").read_text())
    assert report["about"]["command"] == "wxc simulate --scenario many_are_billed"
    assert (report["verdict"], report["exit_code"]) == ("failed", 1)
    assert "expected at least 1000" in report["scenario"]["told"][0]
    printed = wxc("simulate", "--scenario", "many_are_billed", "--format", "json", cwd=tmp_path)
    assert (printed.code, json.loads(printed.out)["verdict"]) == (1, "failed")


def test_a_violation_is_run_again_with_every_digit_of_what_was_asked() -> None:
    assert "--days 0.1234567 --a-day 20" in Asked(days=0.1234567, a_day=20.0).command(3)


def test_faults_are_had_in_real_time_too(wxc: Wxc, tmp_path: Path) -> None:
    file = tmp_path / "poison.toml"
    file.write_text('[[faults]]\nkind = "poison"\ntarget = "audit"\npercent = 100\n')
    arguments = ("simulate", "--live", "--faults", str(file), "--against", "providers")
    done = wxc(*arguments, "--json", str(tmp_path / "live.json"))
    assert done.code == 0, done.out
    assert "while the faults are on: 400 after createAuditEvent 400" in done.out
    assert "live: passed (2 steps" in done.out
    told = json.loads((tmp_path / "live.json").read_text())
    jsonschema.Draft202012Validator(json.loads(LIVE.read_text())).validate(told)
    assert {step["verdict"] for step in told["steps"]} == {"passed"}
    (attempt,) = told["steps"][0]["real"]["attempts"]
    assert (attempt["operation"], attempt["at_s"], attempt["status"]) == ("createAuditEvent", 0.0, 400)
    assert told["about"]["command"] == f"wxc simulate --live --faults {file} --against providers"


def test_the_schema_of_both_worlds_is_the_published_one() -> None:
    assert json.loads(LIVE.read_text()) == live_schema(), "write live.schema.json anew from live_schema()"


# --- small parts


@pytest.mark.parametrize(
    ("text", "seconds"), [("60s", 60), ("2m", 120), ("90", 90), ("1.5 min", 90), ("1h", 3600)]
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert seconds_of(text, "--budget") == seconds


@pytest.mark.parametrize("text", ["", "soon", "0s", "5d", "-3", "1m30"])
def test_what_is_no_duration_is_told(text: str) -> None:
    with pytest.raises(UsageProblem, match="--budget 60s"):
        seconds_of(text, "--budget")


def test_a_sparkline_shows_the_highest_of_each_slice_and_nothing_as_a_blank() -> None:
    assert sparkline([0, 1, 8, 4]) == " ▁█▄"
    assert sparkline([0, 0, 9, 0, 1, 0], width=3) == " █▁"
    assert sparkline([0, 2], ascii_only=True) == " @"
    assert sparkline([0, 0]) == "  "
    assert sparkline([]) == ""


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (1e6, False)], ids=["long", "short"])
def test_a_bar_is_shown_to_those_who_wait_long_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, patience: float, *, shown: bool
) -> None:
    monkeypatch.setattr(progressing, "PATIENCE_S", patience)
    for terminal in (True, False):
        out = io.StringIO()
        console = Console(file=out, force_terminal=terminal, width=100)
        with progress_on(console, "simulating") as progress:
            progress(0.25)
            progress(0.5)
        assert ("simulating" in out.getvalue()) == (shown and terminal)

"""A bundle of much: what must not be lost, and how large its forms may get."""

from __future__ import annotations

import json
import re

import pytest

from workexec_contracts.contracts import FINDINGS
from workexec_contracts.contracts import domains as neighbours
from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.report.bundle import bundle_of
from workexec_contracts.report.bundle.forms.markdown import MOST, markdown
from workexec_contracts.report.bundle.forms.page import html, rows_of_each
from workexec_contracts.report.bundle.forms.sarif import sarif
from workexec_contracts.report.bundle.shown.gathering import MOST as KEPT
from workexec_contracts.report.next_steps import CALLER
from workexec_contracts.verdict import Verdict
from workexec_contracts.verification import contracts

from .made import made, row, run, week

FAILED = Verdict.FAILED
COMMENT = 65_536
PAGE = 4_000_000


def test_the_summary_of_many_runs_keeps_its_verdict_and_its_next_steps() -> None:
    runs = [run("verify", row("getCustomer", FAILED), target=f"h{at}", told="*" * 400) for at in range(150)]
    text = markdown(made(*runs))
    assert text.startswith("## ❌ Contracts: failed")
    assert "1. **pos-crm**: mend getCustomer: 150 checks broken" in text
    assert "and 130 more" in text


@pytest.mark.parametrize("letter", ["x", "é", "漢", "*", "|"])
def test_the_summary_is_measured_in_bytes(letter: str) -> None:
    rows = [row("getCustomer", FAILED, what=f"{at} {letter * 900}") for at in range(100)]
    text = markdown(made(run("verify", *rows)))
    assert MOST / 2 < len(text.encode()) < COMMENT
    assert text.rstrip().endswith("*The rest is in the bundle: `report/index.html`.*")


def test_the_summary_tells_how_what_is_unknown_is_found_out() -> None:
    text = markdown(made(run("verify", row("getCustomer", Verdict.PASSED))))
    block = text.split("<summary>How to find out</summary>")[1].split("</details>")[0]
    assert "\nwxc verify inventory\n" in block


@pytest.mark.parametrize("count", [1, 9])
def test_a_page_where_everything_is_broken_stays_small_and_tells_what_it_leaves_out(count: int) -> None:
    long = {"expected": "x" * 5_000, "actual": "y" * 500, "request": f"curl {'z' * 800}"}
    rows = [row(one.name, FAILED, what=f"case {at}", **long) for one in contracts() for at in range(KEPT)]
    text = html(made(*(run("verify", *rows, target=f"target {at}") for at in range(count))))
    assert len(text.encode()) < PAGE
    left = KEPT - rows_of_each(count)
    assert text.count(f"{left} more do not hold or are unknown") == count * len(contracts())
    assert "(5,000 characters in all)" in text


def test_what_held_is_shown_although_much_did_not() -> None:
    rows = [row("getCustomer", FAILED, what=f"case {at}") for at in range(KEPT)]
    text = html(made(run("verify", *rows, row("getCustomer", Verdict.PASSED, what="held", count=77))))
    assert "<small>77 times</small>" in text


def test_a_file_of_any_name_is_a_uri_in_sarif() -> None:
    found = row("getCustomer", FAILED, file="their specs\\open <api>%.yaml", pointer="/paths/~1x y")
    (log,) = json.loads(sarif(made(run("drift", found))))["runs"]
    uri = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "their%20specs/open%20%3Capi%3E%25.yaml"


def test_where_nothing_was_run_one_step_has_the_command_for_every_contract() -> None:
    (step,) = (one for one in bundle_of((), "").next_steps if one.who == CALLER)
    assert step.what == f"find out about {len(contracts())} contracts: nothing was run"
    told = dict(zip(step.details[1::2], (names.split(", ") for names in step.details[::2]), strict=True))
    assert set(told) == {f"wxc verify {name}" for name in (*(one.name for one in neighbours()), WORKEXEC)}
    for one in contracts():
        assert one.name in told[f"wxc verify {WORKEXEC if one.message else one.domain}"]


def test_each_owner_is_asked_once_to_confirm_all_that_is_theirs() -> None:
    steps = {one.who: one for one in made().next_steps if one.what.startswith("confirm")}
    sides = {one.owner: one.name for one in neighbours()} | {WORKEXEC: WORKEXEC}
    assert set(steps) == set(sides)
    for owner, side in sides.items():
        asked = [re.match(r"F\d+", detail) for detail in steps[owner].details]
        assert [found and found[0] for found in asked] == [one.id for one in FINDINGS if side in one.confirm]
    assert len([one for one in made().next_steps if one.what.startswith("confirm")]) == len(steps)


def test_a_week_of_every_command_has_a_column_for_each_run_and_both_plots() -> None:
    bundle = made(*week())
    text = html(bundle)
    assert text.count('<th scope="col" class="run">') == len(bundle.runs) == 8
    assert len(re.findall("<svg ", text)) == 2
    assert bundle.sentence == "failed: 13 hold, 3 broken, 4 unknown of 20 contracts; 8 runs"

"""`wxc mutate` as a person types it; the runs are of few mutants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Wxc

MUTANT = "getApprovalPolicy/response/policyMode/dropped"


def test_one_mutant_is_replayed_with_what_each_layer_says(wxc: Wxc, tmp_path: Path) -> None:
    page, report, xml = tmp_path / "m.html", tmp_path / "m.json", tmp_path / "m.xml"
    files = ("--html", str(page), "--json", str(report), "--junit", str(xml))
    done = wxc("mutate", "--mutant", MUTANT, "--jobs", "1", *files)
    assert done.code == 0
    assert "policyMode is left out" in done.out
    assert [
        line.split()[:2] for line in done.out.splitlines() if line.startswith("  ") and "killed" in line
    ] == [
        ["pacts:", "killed"],
        ["rules:", "killed"],
        ["fuzzing:", "killed"],
    ]
    assert json.loads(report.read_text(encoding="utf-8"))["trials"][0]["id"] == MUTANT
    assert MUTANT in page.read_text(encoding="utf-8")
    assert MUTANT in xml.read_text(encoding="utf-8")


def test_mutants_are_listed_by_class(wxc: Wxc) -> None:
    done = wxc("mutate", "--list", "--class", "rounding broken", "--format", "json")
    assert done.code == 0
    assert {row["class"] for row in json.loads(done.out)} == {"rounding broken"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--mutant", "searchParts/no/such"), "nothing is called 'searchParts/no/such'"),
        (("--class", "no such class"), "nothing is called 'no such class'"),
        (("--sample", "a few"), "'a few' is no sample"),
        (("--sample", "0"), "'0' is no sample"),
        (("--update", "--sample", "10"), "only a full run can be committed"),
        (("--layer", "luck"), "'luck' is not one of"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_started(wxc: Wxc, arguments: tuple[str, ...], told: str) -> None:
    done = wxc("mutate", *arguments)
    assert done.code == 2
    assert told in done.err

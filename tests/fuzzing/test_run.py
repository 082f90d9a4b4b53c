"""The parent of the fuzzing processes, with other processes in their place."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fuzzing.test_claims import CUSTOMER, OURS, SECRET, STRANGER
from workexec_contracts.verification import (
    CaseFinished,
    Effort,
    Fuzzed,
    Fuzzer,
    Kind,
    Progress,
    Selection,
    WrongUsage,
)
from workexec_contracts.verification.errors import Ended
from workexec_contracts.verification.fuzzing import process
from workexec_contracts.verification.fuzzing.plan import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.verification import Target

EFFORT = Effort(seed=3)
DONE = Outcome(
    operation=CUSTOMER.operation_id,
    requests=5,
    successes=2,
    passed={"adds_up": 5},
    found=(),
    errors=(),
    excepted=1,
    seconds=0.1,
)
TELLS = f"""
import json, os, sys
for plan in map(json.loads, sys.argv[1:]):
    print("Progress", json.dumps({{"domain": plan["domain"], "requests": 5}}))
    print("Outcome", {DONE.model_dump_json()!r})
    if plan["har"]:
        entry = {{"seed": plan["seed"], "token": os.environ["WXC_TOKEN"]}}
        json.dump({{"log": {{"entries": [entry]}}}}, open(plan["har"], "w"))
"""
ENDS = "import sys; sys.exit('the disk is full')"


def replaced(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another program instead of Schemathesis."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", script))


def results(
    effort: Effort = EFFORT, target: Target = OURS, heard: list[Progress] | None = None
) -> list[CaseFinished | Fuzzed]:
    selection = Selection(operation=CUSTOMER.operation_id, only=Kind.FUZZ)

    async def listen() -> list[CaseFinished | Fuzzed]:
        fuzzer = Fuzzer(target, selection, effort, None if heard is None else heard.append)
        return [told async for told in fuzzer.results()]

    return asyncio.run(listen())


def test_progress_is_heard_and_outcomes_become_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, TELLS)
    heard: list[Progress] = []
    claim, fuzzed = results(heard=heard)
    assert heard == [Progress(domain="crm", requests=5)]
    assert isinstance(claim, CaseFinished)
    assert isinstance(fuzzed, Fuzzed)
    assert claim.name == "adds up"
    assert (fuzzed.requests, fuzzed.successes, fuzzed.excepted, fuzzed.seed) == (5, 2, 1, 3)


def test_several_seeds_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, TELLS)
    claim, fuzzed = results(Effort(seed=3, seeds=2))
    assert isinstance(claim, CaseFinished)
    assert isinstance(fuzzed, Fuzzed)
    assert (claim.expected, fuzzed.requests) == ("in 10 requests", 10)


def test_a_process_that_ends_by_itself_is_told_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, ENDS)
    with pytest.raises(Ended) as ended:
        results()
    assert "the fuzzer of crm ended by itself" in str(ended.value)
    assert "exit code 1" in str(ended.value)
    assert "seed 3" in ended.value.fix
    assert "the disk is full" in ended.value.fix


def test_archives_of_all_seeds_become_one_without_the_users_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    replaced(monkeypatch, TELLS)
    whole = tmp_path / "deep" / "failing.har"
    results(Effort(seed=3, seeds=2, har=whole), STRANGER)
    entries = json.loads(whole.read_text())["log"]["entries"]
    assert [entry["seed"] for entry in entries] == [3, 4]
    assert {entry["token"] for entry in entries} == {"$WXC_TOKEN"} != {SECRET}


def test_nothing_to_fuzz_is_wrong_usage() -> None:
    nothing = Selection(domains=("pricing",), operation=CUSTOMER.operation_id)
    with pytest.raises(WrongUsage, match="nothing to fuzz"):
        Fuzzer(OURS, nothing, EFFORT).plans()


def test_the_token_is_on_no_command_line() -> None:
    (plan,) = Fuzzer(STRANGER, Selection(domains=("crm",)), EFFORT).plans()
    assert SECRET not in plan.model_dump_json()

"""What a person gets wrong, asks for help with, or completes with the tab key."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.stubs.switches import Mode

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Wxc

DEAD = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["switch", "cmr", "down"], "did you mean crm?"),
        (["switch", "nothing", "down"], "one of all, catalog, pricing"),
        (["switch", "crm", "broken"], "one of down, reset, empty, slow, flaky, lossy, error, ok"),
        (["switch", "crm", "error"], "takes the code of an error"),
        (["switch", "crm", "error", "NOPE"], "one of INVALID_PAGE_SIZE"),
        (["switch", "crm", "down", "NOT_FOUND"], "takes no code"),
        (["switch", "crm", "down", "--ms", "5"], "mode down takes no --ms"),
        (["switch", "crm", "flaky", "--percent", "5"], "mode lossy, or no --percent"),
        (["switch", "crm", "slow", "--sigma", "1"], "half of a lognormal delay"),
        (["switch", "crm", "slow", "--ms", "5", "--median-ms", "5"], "half of a lognormal delay"),
        (["switch", "crm", "lossy", "--percent", "101"], "expected: 0 to 100"),
        (["switch", "crm", "flaky", "--times", "0"], "expected: 1 to 1000"),
        (["switch", "crm", "slow", "--ms", "99999999999"], "--ms 99999999999 is out of bounds"),
        (["switch", "crm", "slow", "--ms", "-1"], "expected: 0 to 3600000"),
        (["switch", "crm", "slow", "--median-ms", "inf"], "--median-ms inf is out of bounds"),
        (["switch", "crm", "slow", "--median-ms", "nan"], "expected: 1 to 3600000"),
        (["switch", "crm", "slow", "--median-ms", "1e300"], "wxc switch crm slow --median-ms 800"),
        (["switch", "crm", "slow", "--median-ms", "-5"], "--median-ms -5.0 is out of bounds"),
        (["switch", "crm", "slow", "--median-ms", "5", "--sigma", "1000"], "expected: 0 to 3"),
        (["switch", "crm", "slow", "--median-ms", "5", "--sigma", "nan"], "--sigma nan is out of bounds"),
        (["switch", "crm"], "expected: wxc switch"),
        (["switch", "crm", "down"], "start them with `wxc up`"),
        (["switch", "crm", "down", "--url", DEAD], "no stubs answer"),
        (["switch", "crm", "down", "--url", "nowhere"], "no base URL"),
        (["up", "--real", "pricing"], "DOMAIN=URL"),
        (["up", "--real", f"prices={DEAD}"], "did you mean pricing?"),
        (["up", "--real", f"crm={DEAD}", "--real", f"crm={DEAD}9"], f"drop one of {DEAD} and {DEAD}9"),
        (["up", "--record", "kept"], "--real beside it"),
        (["up", "--mocks", "nowhere"], "is no WireMock root"),
        (["status", "--mocks", "nowhere"], "is no WireMock root"),
        (["up", "--profile", "warp"], "dev or load"),
        (["up", "--per-domain-ports", "--port", "8089"], "exclude each other"),
        (["up", "--prot", "8089"], "--port"),
        (["findings", "--domain", "cmr"], "no domain is called cmr"),
        (["verify", "pricing", "--message-url", DEAD], "--message-url without WorkExec"),
        (["verify", "workexec", "--base-url", DEAD], "--base-url without a neighbour"),
        (["verify", "pricing", "--states-url", DEAD], "--states-url without --base-url or --message-url"),
        (["verify", "pricing", "--dataset"], "--dataset without --base-url"),
        (["verify", "pricing", "--base-url", DEAD, "--against", "stubs"], "--against with --base-url"),
        (["verify", "pricing", "--base-url", DEAD, "--mocks", "mocks"], "--mocks with --base-url"),
        (["verify", "workexec", "--message-url", "nowhere"], "is no message URL"),
        (["verify", "workexec", "--message-url", DEAD], "nobody answers"),
        (["verify", "pricing", "--base-url", DEAD, "--only", "pacts"], "nobody answers"),
        (["verify", "pricing", "--only", "everything"], "'--only'"),
        (["verify", "pricing", "--pacts", "nowhere", "--only", "pacts"], "no pact can be read"),
        (["verify", "pricing", "--operation", "getCustomer"], "nothing to verify"),
        (["fuzz"], "nothing to fuzz"),
        (["fuzz", "crm", "--all"], "both --all and names"),
        (["fuzz", "--operation", "getCustomer", "--all"], "both --all and names"),
        (["fuzz", "cmr"], "no contract is called 'cmr'"),
        (["fuzz", "crm", "--operation", "getCustomers"], "no contract is called 'getCustomers'"),
        (["fuzz", "pricing", "--operation", "getCustomer"], "nothing to fuzz"),
        (["fuzz", "workexec"], "nothing to fuzz"),
        (["fuzz", "crm", "--base-url", DEAD], "nobody answers"),
        (["fuzz", "crm", "--base-url", "nowhere"], "is no base URL"),
        (["fuzz", "crm", "--base-url", DEAD, "--against", "stubs"], "--against with --base-url"),
        (["fuzz", "crm", "--dataset"], "--dataset without --base-url"),
        (["fuzz", "crm", "--examples", "0"], "'--examples'"),
        (["fuzz", "crm", "--examples", "many"], "'--examples'"),
        (["fuzz", "crm", "--seed", "-1"], "'--seed'"),
        (["fuzz", "crm", "--seeds", "0"], "'--seeds'"),
        (["fuzz", "crm", "--workers", "0"], "'--workers'"),
        (["fuzz", "crm", "--phase", "guessing"], "'--phase'"),
        (["fuzz", "crm", "--against", "providers", "--har", "/proc/none/x.har"], "cannot be written"),
        (["providers"], "Missing command"),
        (["swich"], "wxc --help"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_exits_with_2_in_one_style(
    arguments: list[str], told: str, tmp_path: Path, wxc: Wxc
) -> None:
    done = wxc(*arguments, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("wxc: ")
    assert told in done.err
    assert [line.split(":")[0].strip() for line in done.err.splitlines()[-3:]] == ["where", "expected", "fix"]


def test_a_missing_jar_says_how_to_get_it(tmp_path: Path, wxc: Wxc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXC_HOME", str(tmp_path / "empty"))
    done = wxc("up", cwd=tmp_path)
    assert done.code == 2
    assert "wxc setup" in done.err


def test_a_taken_port_is_named(tmp_path: Path, wxc: Wxc) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wxc("up", "--port", str(port), cwd=tmp_path)
    assert done.code == 2
    assert str(port) in done.err


@pytest.mark.parametrize("command", ["up", "status"])
def test_a_broken_mapping_file_is_named(command: str, tmp_path: Path, wxc: Wxc) -> None:
    (tmp_path / "mocks" / "mappings").mkdir(parents=True)
    (tmp_path / "mocks" / "mappings" / "own.json").write_text('{"request":')
    done = wxc(command, cwd=tmp_path)
    assert done.code == 2
    assert "where:    mocks/mappings/own.json" in done.err


@pytest.mark.parametrize(
    "command",
    [
        "setup",
        "up",
        "switch",
        "fuzz",
        "regenerate",
        "lint",
        "findings",
        "status",
        "providers serve",
        "workexec serve",
        "workexec messages",
        "deadletters list",
        "deadletters replay",
    ],
)
def test_help_has_an_example(command: str, wxc: Wxc) -> None:
    done = wxc(*command.split(), "--help")
    assert done.code == 0
    assert f"wxc {command}" in done.out.split("Options")[0].replace("Usage: wxc", "")


def test_the_help_of_switch_names_every_mode(wxc: Wxc) -> None:
    shown = wxc("switch", "--help").out
    assert [mode for mode in Mode if mode.value not in shown] == []


def test_without_a_command_help_is_shown(wxc: Wxc) -> None:
    done = wxc()
    assert done.code == 2
    assert "Commands" in done.out


def test_the_version_is_printed(wxc: Wxc) -> None:
    assert wxc("--version").out.strip()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("wxc switch pri", "pricing"),
        ("wxc switch calc", "calculateTax"),
        ("wxc switch pricing fl", "flaky"),
        ("wxc switch calculateTax error TAX", "TAX_CODE_NOT_CONFIGURED"),
        ("wxc up --real cr", "crm=http://"),
        ("wxc findings --domain acc", "accounting"),
    ],
)
def test_the_tab_key_completes(typed: str, expected: str, wxc: Wxc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_WXC_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    assert wxc().out.split() == [expected]


def test_help_loads_neither_contracts_nor_clients() -> None:
    """What makes `wxc --help` slow is what it imports."""
    code = (
        "import sys; from workexec_contracts.cli import app; "
        "print(*{'pydantic', 'httpx2', 'faker', 'watchfiles'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.split() == []

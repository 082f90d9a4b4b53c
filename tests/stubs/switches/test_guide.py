"""The calls that docs/switches.md gives to those who have no Python."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.switches import Mode, Switch, apply, as_curl, guide, state

if TYPE_CHECKING:
    from workexec_contracts.stubs.admin import Admin

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / guide.FILE).read_text(encoding="utf-8")
CUSTOMER = "/api/v1/crm/customer/CUST-001"


def typed(calls: str) -> str:
    return subprocess.run(["sh", "-ec", calls], capture_output=True, text=True, check=True).stdout


def block_after(heading: str, admin: Admin) -> str:
    return TEXT.split(heading)[1].split("```sh\n")[1].split("```")[0].replace(guide.URL, admin.url)


def seen(caller: httpx2.Client) -> int | str:
    try:
        return caller.get(CUSTOMER).status_code
    except httpx2.TransportError as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("getCustomer down", [503, 503]),
        ("getCustomer reset", ["ReadError"]),
        ("getCustomer empty", ["RemoteProtocolError"]),
        ("getCustomer flaky", [503, 503, 200]),
        ("getCustomer error NOT_FOUND", [404]),
        ("getCustomer ok", [200]),
    ],
)
def test_a_documented_call_does_what_its_command_does(
    command: str, expected: list[int | str], admin: Admin, caller: httpx2.Client
) -> None:
    typed(block_after(f"### `wxc switch {command}`\n", admin))
    assert [seen(caller) for _ in expected] == expected


@pytest.mark.parametrize("command", [command for command, _ in guide.EXAMPLES])
def test_every_documented_call_replaces_what_was_switched_before(command: str, admin: Admin) -> None:
    typed(block_after("### `wxc switch getCustomer flaky`\n", admin))
    said = typed(block_after(f"### `wxc switch {command}`\n", admin))
    mode = command.split()[1]
    assert "error" not in said
    assert state(admin) == ({} if mode == "ok" else {"getCustomer": mode})


def test_every_mode_is_documented() -> None:
    assert {switch.mode for _, switch in guide.EXAMPLES} == set(Mode)


def test_the_document_is_what_the_contracts_give(tmp_path: Path) -> None:
    file = tmp_path / guide.FILE
    file.parent.mkdir()
    file.write_text("# Our own words\n")
    assert guide.write(tmp_path) == [file]
    assert guide.stale(tmp_path) == []
    file.write_text(file.read_text().replace("priority", "importance"))
    assert guide.stale(tmp_path) == [guide.FILE]
    assert file.read_text().startswith("# Our own words\n")


def test_a_project_without_the_document_stays_without_it(tmp_path: Path) -> None:
    assert (guide.write(tmp_path), guide.stale(tmp_path)) == ([], [])


def test_the_first_documented_call_shows_what_is_switched(admin: Admin) -> None:
    apply(admin, Switch(Mode.DOWN), list(operations()))
    assert '"mode" : "down"' in typed(block_after("see what is switched with", admin))


def test_one_documented_call_ends_every_switch(admin: Admin) -> None:
    apply(admin, Switch(Mode.DOWN), list(operations()))
    typed(block_after("To end every switch:", admin))
    assert state(admin) == {}


def test_all_neighbours_are_switched_by_two_calls(admin: Admin) -> None:
    typed(as_curl(Switch(Mode.LOSSY), list(operations()), admin.url))
    assert set(state(admin).values()) == {"lossy"}
    assert len(state(admin)) == len(operations())

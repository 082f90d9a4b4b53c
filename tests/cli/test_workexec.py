"""`wxc workexec serve` and `wxc deadletters`, as a person types them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx2
import pytest

from workexec_contracts.consumer import Composer, Identity, Letter, Publisher, Standing, Store, SyncDriver
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.providers import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Wxc

USER = Identity("a.b.c")


@pytest.fixture(scope="module")
def neighbours() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one dead letter: nobody listened."""
    file = tmp_path / "store.sqlite"
    kept, data = Store(file), dict(status_changed.example["data"])
    del data["correlationId"]
    letter = Composer().letter(status_changed, USER, "WO-001", "WO-001", data)
    kept.accept(letter)
    publisher = Publisher(kept)
    with httpx2.Client() as client:
        driver = SyncDriver(client, {"shopmgmt": "http://127.0.0.1:9"}, sleep=lambda _: None)
        driver.run(publisher.deliver(letter, USER))
    kept.close()
    return file


def dead(store: Path) -> list[Letter]:
    return Store(store).letters(Standing.DEAD)


def test_dead_letters_are_listed_with_why(store: Path, wxc: Wxc) -> None:
    done = wxc("deadletters", "list", "--store", str(store))
    assert done.code == 0
    assert "status_changed" in done.out
    assert "connection failed after 4 attempts" in done.out


def test_the_json_of_a_dead_letter_has_the_event_and_its_announcement(store: Path, wxc: Wxc) -> None:
    ((row),) = json.loads(wxc("deadletters", "list", "--store", str(store), "--format", "json").out)
    assert row["envelope"]["type"] == status_changed.type
    assert row["announced"]["data"]["event"] == row["envelope"]


def test_a_replay_delivers_the_same_event(store: Path, neighbours: Server, wxc: Wxc) -> None:
    ((letter),) = dead(store)
    done = wxc("deadletters", "replay", letter.id, "--neighbours", neighbours.url, "--store", str(store))
    assert (done.code, done.out.strip()) == (0, f"{letter.id}: acknowledged (202 after 1 attempt)")
    assert letter.id in {key for _, key in neighbours.app.neighbours.state.remembered}
    assert dead(store) == []
    assert wxc("deadletters", "list", "--store", str(store)).out.strip() == "no dead letters"


def test_a_replay_that_fails_leaves_the_letter_dead(store: Path, neighbours: Server, wxc: Wxc) -> None:
    wrong = f"shopmgmt={neighbours.url}/nowhere"  # answers 404
    done = wxc("deadletters", "replay", "--all", "--neighbours", wrong, "--store", str(store))
    assert (done.code, len(dead(store))) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["deadletters", "replay"], "nothing to replay"),
        (["deadletters", "replay", "evt-x", "--all"], "both --all and ids"),
        (["deadletters", "replay", "evt-x", "--store", "STORE"], "evt-x is no dead letter: it is unknown"),
        (
            ["deadletters", "replay", "--all", "--store", "STORE"],
            "nothing says where shopmgmt can be reached",
        ),
        (["deadletters", "list", "--store", "nowhere.sqlite"], "there is no store"),
        (["workexec", "serve"], "nothing says where catalog, pricing"),
        (["workexec", "serve", "--neighbours", "crm=ftp://x"], "'ftp://x' is no base URL"),
        (["workexec", "serve", "--neighbours", "moon=http://x"], "no domain is called 'moon'"),
    ],
    ids=["no id", "both", "unknown", "no address", "no store", "no neighbours", "no URL", "no domain"],
)
def test_wrong_usage_says_what_to_mend(arguments: list[str], told: str, store: Path, wxc: Wxc) -> None:
    done = wxc(*(str(store) if word == "STORE" else word for word in arguments))
    assert done.code == 2
    assert told in done.err
    assert "fix:" in done.err


def test_messages_are_served_to_any_verifier(wxc: Wxc) -> None:
    command = [sys.executable, "-m", "workexec_contracts", "workexec", "messages"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split()[4]
        verified = wxc("verify", "workexec", "--message-url", url, "--quiet")
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=30)
    assert (verified.code, serving.returncode) == (0, 0)
    assert "31 passed" in verified.out


def test_workexec_serves_until_ctrl_c(tmp_path: Path, neighbours: Server) -> None:
    command = [
        sys.executable,
        "-m",
        "workexec_contracts",
        "workexec",
        "serve",
        "--neighbours",
        neighbours.url,
    ]
    with subprocess.Popen(
        [*command, "--store", str(tmp_path / "store.sqlite")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split()[2]
        answer = httpx2.get(f"{url}/api/v1/workorder/WO-001", headers={"Authorization": "Bearer x"})
        serving.send_signal(signal.SIGINT)
        _, told = serving.communicate(timeout=30)
    assert answer.json()["customer"]["name"] == "John Doe"
    assert (serving.returncode, told.strip()) == (0, "stopped")

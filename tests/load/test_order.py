from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.load import Order, Plan, read_profile
from workexec_contracts.load.order import LOOPBACK, PARENT_VARIABLE, TOKEN_VARIABLE

if TYPE_CHECKING:
    import pytest

PROFILES = Path(__file__).parents[2] / "loadtests" / "profiles"
FOLDER = Path("folder")


def order(workers: int = 1, token: str | None = None) -> Order:
    plan = Plan(profile=read_profile("smoke", PROFILES), seed="s")
    return Order(plan=plan, host="http://127.0.0.1:1", workers=workers, token=token)


def test_one_worker_is_one_process() -> None:
    (alone,) = order().commands(FOLDER)
    assert not {"--master", "--worker"} & set(alone)


def test_several_workers_have_a_master_that_listens_on_loopback_alone() -> None:
    master, *workers = order(workers=4).commands(FOLDER)
    assert len(workers) == 4
    assert master[master.index("--master-bind-host") + 1] == LOOPBACK
    assert {worker[-1] for worker in workers} == {master[master.index("--master-bind-port") + 1]}


def test_the_token_stands_on_no_command_line() -> None:
    ordered = order(workers=2, token="secret")
    assert not any("secret" in text for command in ordered.commands(FOLDER) for text in command)
    assert ordered.environment()[TOKEN_VARIABLE] == "secret"


def test_settings_of_another_locust_do_not_get_into_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCUST_RUN_TIME", "1s")
    monkeypatch.setenv(TOKEN_VARIABLE, "another")
    environment = order().environment()
    assert not {"LOCUST_RUN_TIME", TOKEN_VARIABLE} & set(environment)
    assert PARENT_VARIABLE in environment

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from benchmarks import __main__ as command
from benchmarks import memory, throughput
from benchmarks.cases import HELLO, STATIC, Case, cases, mix
from benchmarks.client import Client
from benchmarks.figures import Figure, Goal, exit_code
from benchmarks.throughput import Plan, Server
from benchmarks.wire import UNIQUE, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from .conftest import FakeServer

    Serve = Callable[..., FakeServer]

PLAN = Plan(rounds=2, sample_s=0.1, warm_up=50)


def test_the_harness_measures_two_servers_in_turns(serve: Serve) -> None:
    bare, ours = serve(), serve()
    said: list[str] = []
    with Client(connections=4) as client:
        figures = throughput.measure(
            client,
            Server(bare.port),
            Server(ours.port, os.getpid()),
            [Case("same", HELLO, STATIC), Case("again", HELLO, Goal("at least", 0.01))],
            PLAN,
            said.append,
        )
    assert [figure.name for figure in figures] == [
        "hello: bare stub, own process",
        "hello with a query",
        "same",
        "again",
        "same, at last",
    ]
    assert [figure.name for figure in figures if figure.goal] == ["same", "again"]
    assert exit_code([figure for figure in figures if figure.name != "same"]) == 0
    assert said[-1] == "same, at last"


def test_memory_is_the_largest_seen_and_all_requests_are_answered(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "mix", lambda: (HELLO,) * 20)
    server = serve()
    with Client(connections=4) as client:
        figure = memory.measure(client, Server(server.port, os.getpid()), 200, lambda _: None)
    assert len(server.asked) == 200
    assert figure.name == "resident after 200 requests, 10 keys"
    assert figure.value is not None
    assert figure.value > 1


def test_every_goal_of_the_issue_has_a_case() -> None:
    bounds = {case.goal.bound for case in cases() if case.goal}
    assert bounds == {0.8, 0.4, 0.12}


def test_a_twentieth_of_the_mix_are_events_with_fresh_keys() -> None:
    requests = mix()
    assert len(requests) == 20
    assert [UNIQUE in request.body for request in requests].count(True) == 1


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, figures: list[Figure] | Exception) -> int:
    def fake(*_: object) -> list[Figure]:
        if isinstance(figures, Exception):
            raise figures
        return figures

    monkeypatch.setattr(command, "run", fake)
    monkeypatch.setattr("sys.argv", ["benchmarks", *arguments])
    return command.main()


def test_a_missed_goal_is_exit_code_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    goal = Goal("below", 400)
    file = tmp_path / "figures.json"
    assert run(monkeypatch, "--json", str(file), figures=[Figure("memory", 401, "MB", goal)]) == 1
    assert '"MISSED"' in file.read_text()
    assert run(monkeypatch, figures=[Figure("memory", 399, "MB", goal)]) == 0


def test_a_wrong_answer_is_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, figures=WrongAnswer("GET /hello: 500")) == 1
    assert "would have measured errors: GET /hello: 500" in capsys.readouterr().err

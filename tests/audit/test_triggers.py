"""Triggers: the reference's steps are read off its routes, a file says how another service differs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from workexec_contracts.audit import REFERENCE, Claim, WrongTriggers, read
from workexec_contracts.audit.experiments.subject import subject
from workexec_contracts.audit.recorded import OPERATIONS
from workexec_contracts.audit.triggers import Reply, Step
from workexec_contracts.consumer import ROUTES

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE, DOCUMENT = DOCS / "audit-triggers.toml", DOCS / "audit.md"


def test_every_route_of_the_reference_is_a_step() -> None:
    steps = [step for step in REFERENCE.steps.values() if step.operations]
    assert [(step.method, step.operations) for step in steps] == [
        (route.method, route.calls) for route in ROUTES
    ]


def test_a_template_of_one_name_keeps_the_type_of_its_value() -> None:
    values = {"token": "t", "correlation_id": "c", "traceparent": "p", "estimate_id": "E/1", "sku": "S"}
    sent = REFERENCE.request(REFERENCE.steps["add-part"], {**values, "quantity": 2})
    assert json.loads(sent.body or "") == {"sku": "S", "quantity": 2}
    assert sent.target.endswith("/estimates/E%2F1/items:add-part")
    assert sent.headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize(
    ("text", "found"),
    [('{"quote": {"id": "Q"}}', {"id": "Q"}), ('{"quote": 1}', {}), ("no JSON", {}), ('{"a~/b": 7}', {})],
)
def test_ids_are_found_by_json_pointers(text: str, found: dict[str, str]) -> None:
    step = Step(name="x", method="GET", path="/", find={"id": "/quote/id"})
    assert step.found(Reply(0, 0, 200, text)) == found


@pytest.mark.parametrize(
    ("expect", "status", "succeeded"),
    [((), 299, True), ((), 303, False), ((303,), 303, True), ((303,), 200, False), ((), None, False)],
)
def test_a_step_succeeds_by_its_statuses(
    expect: tuple[int, ...],
    status: int | None,
    succeeded: bool,  # noqa: FBT001  # a row of a table
) -> None:
    assert Step(name="x", method="GET", path="/", expect=expect).succeeded(Reply(0, 0, status)) is succeeded


def test_the_example_of_the_documentation_has_all_steps_in_30_lines() -> None:
    triggers = read(EXAMPLE)
    needed = {operation for step in REFERENCE.steps.values() for operation in step.operations}
    assert {operation for step in triggers.steps.values() for operation in step.operations} == needed
    assert len(EXAMPLE.read_text().splitlines()) <= 30


def test_a_file_in_yaml_can_extend_the_reference(tmp_path: Path) -> None:
    file = tmp_path / "triggers.yaml"
    file.write_text(
        "service: {name: ours, extends: true}\n"
        "steps:\n  approve: {send: POST /ok, find: {workorder_id: /id}}\n"
    )
    triggers = read(file)
    assert triggers.steps["approve"].path == "/ok"
    assert triggers.steps["finalize"] == REFERENCE.steps["finalize"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("t.toml", "steps = 3", "steps: Input should be"),
        ("t.toml", "[steps]\npay = { send = 'GET /x' }", "no step is called pay"),
        ("t.toml", "[steps]\napprove = { send = 'FETCH /x' }", "steps.approve.send"),
        ("t.toml", "[steps]\napprove = { send = 'GET /x', sned = 1 }", "steps.approve.sned"),
        ("t.toml", "[steps", "neither TOML (*.toml) nor YAML"),
        ("t.yaml", "steps: [", "neither TOML (*.toml) nor YAML"),
        ("none.toml", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_understood_is_told(
    name: str, text: str | None, told: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(WrongTriggers, match="the triggers cannot be used") as problem:
        read(tmp_path / name)
    assert told in problem.value.what
    assert problem.value.where == str(tmp_path / name)


def test_the_documentation_names_every_step_and_every_value() -> None:
    told = DOCUMENT.read_text(encoding="utf-8")
    values = subject(OPERATIONS["getCustomer"][1], 1, "run", real=True).values
    hidden = {"customer_name", "vin", "subtotal"}  # nobody sends what answers are known by
    names = {*REFERENCE.steps, *values} - hidden
    assert {name for name in names if f"`{name}`" not in told} == set()


def test_the_documentation_names_every_claim() -> None:
    told = DOCUMENT.read_text(encoding="utf-8").lower()
    last_words = {claim: " ".join(claim.lower().split()[-2:]) for claim in Claim}
    assert {claim for claim, words in last_words.items() if words not in told} == set()


def test_the_triggers_within_the_documentation_are_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "t.toml").write_text(block)
    assert set(read(tmp_path / "t.toml").steps) == {"create-estimate", "approve", "replay"}

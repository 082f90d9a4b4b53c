from __future__ import annotations

import ast
import sys
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from workexec_contracts import contracts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from workexec_contracts.contracts.vocabulary import Domain

ALLOWED = {*sys.stdlib_module_names, "pydantic", "pydantic_core"}


def modules(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from modules(entry)
        elif entry.name.endswith(".py"):
            yield entry


def imported(module: Traversable) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def test_contracts_import_pydantic_and_the_standard_library_alone() -> None:
    found = {name for module in modules(resources.files(contracts)) for name in imported(module)}
    assert "pydantic" in found
    assert found <= ALLOWED


def test_ten_neighbours_in_the_documents_order() -> None:
    assert [domain.name for domain in contracts.domains()] == [
        "catalog",
        "pricing",
        "location",
        "crm",
        "audit",
        "inventory",
        "people",
        "shopmgmt",
        "order",
        "accounting",
    ]


def test_every_endpoint_and_event_of_the_document_is_there() -> None:
    endpoints = [operation for domain in contracts.domains() for operation in domain.endpoints]
    assert len(endpoints) == 10
    assert [event.name for domain in contracts.domains() for event in domain.consumes] == [
        "parts_usage_recorded",
        "work_session_recorded",
        "status_changed",
        "ready_for_billing",
        "snapshot_finalized",
    ]
    assert len(contracts.events()) == 11


def test_deliveries_are_operations_of_their_domain() -> None:
    delivered = [operation for _, operation in contracts.operations() if operation.events]
    assert [operation.path for operation in delivered] == [
        f"/api/v1/{name}/events" for name in ("inventory", "people", "shopmgmt", "order", "accounting")
    ]
    assert {operation.media_type for operation in delivered} == {"application/cloudevents+json"}


def test_findings_are_numbered_without_a_gap() -> None:
    ids = [finding.id for finding in contracts.FINDINGS]
    assert ids == [f"F{number:02d}" for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize("domain", contracts.domains(), ids=lambda domain: domain.name)
def test_every_operation_answers_when_it_is_down_and_when_nobody_signed_in(
    domain: Domain,
) -> None:
    for operation in domain.operations:
        assert operation.unavailable.status == 503
        assert operation.error("UNAUTHORIZED").status == 401

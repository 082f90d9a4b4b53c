from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.contracts import events, operations
from workexec_contracts.drift.agreement import COPIES, Detail, Standing, matrix
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.drift.agreement import Matrix

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    for folder in ("documents", "mocks", "pacts"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def _standing(found: Matrix) -> dict[tuple[str, str], tuple[Detail, ...]]:
    return {
        (row.contract, cell.copy_): cell.details
        for row in found.rows
        for cell in row.cells
        if cell.standing is not Standing.AGREES and cell.standing is not Standing.NONE
    }


def test_all_copies_of_all_contracts_agree() -> None:
    found = matrix(ROOT)
    assert found.verdict is Verdict.PASSED
    assert _standing(found) == {}
    assert len(found.rows) == len(operations()) + len(events())
    assert found.columns == tuple(COPIES)


@pytest.mark.parametrize(
    ("name", "change", "contract", "copy", "pointer"),
    [
        (
            "documents/openapi/crm.yaml",
            lambda text: text.replace("operationId: getVehicle", "operationId: readVehicle", 1),
            "getVehicle",
            "OpenAPI, AsyncAPI",
            "/operationId",
        ),
        (
            "documents/asyncapi/workexec.yaml",
            lambda text: text.replace("title: Ready for billing", "title: Billed", 1),
            "ready_for_billing",
            "OpenAPI, AsyncAPI",
            "/title",
        ),
        (
            "documents/schemas/crm/v1/getCustomer.response.json",
            lambda text: text.replace("Customer", "Person"),
            "getCustomer",
            "OpenAPI, AsyncAPI",
            "/",
        ),
        (
            "pacts/workexec-pos-price.json",
            lambda text: text.replace('"status": 200', '"status": 203', 1),
            "calculateTax",
            "pact",
            "/interactions/",
        ),
        (
            "mocks/mappings/crm/getVehicle.json",
            lambda text: text.replace('"status": 404', '"status": 410', 1),
            "getVehicle",
            "stub",
            "/mappings/",
        ),
    ],
)
def test_a_copy_that_drifted_is_told_with_its_place(  # the columns of the table above
    name: str, change: Callable[[str], str], contract: str, copy: str, pointer: str, copies: Path
) -> None:
    file = copies / name
    text = file.read_text(encoding="utf-8")
    assert change(text) != text, "the change must hit something"
    file.write_text(change(text), encoding="utf-8")
    found = matrix(copies)
    assert found.verdict is Verdict.FAILED
    told = _standing(found)
    assert (contract, copy) in told
    assert {column for _, column in told} == {copy}
    assert all(detail.file == name and pointer in detail.pointer for detail in told[contract, copy])


def test_a_copy_that_is_gone_or_unreadable_differs(copies: Path) -> None:
    (copies / "mocks/mappings/crm/getVehicle.json").unlink()
    (copies / "documents/openapi/audit.yaml").write_text("a: [", encoding="utf-8")
    told = _standing(matrix(copies))
    assert set(told) == {("getVehicle", "stub"), ("createAuditEvent", "OpenAPI, AsyncAPI")}


def test_white_space_is_a_difference_too(copies: Path) -> None:
    file = copies / "pacts/workexec-pos-audit.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8"))), encoding="utf-8")
    told = _standing(matrix(copies))
    assert [detail.says for details in told.values() for detail in details] == ["the same, written otherwise"]


def test_a_service_is_one_more_column_and_unknown_is_no_agreement() -> None:
    says = Detail(file="service", pointer="", says="nobody knows")
    live = {"service": {"getVehicle": (Verdict.UNKNOWN, (says,)), "getCustomer": (Verdict.PASSED, ())}}
    found = matrix(ROOT, frozenset({"crm"}), live)
    assert _standing(found) == {("getVehicle", "service"): (says,)}
    assert found.verdict is Verdict.UNKNOWN
    assert {row.domain for row in found.rows} == {"crm"}

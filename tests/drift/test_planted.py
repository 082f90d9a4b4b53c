from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.drift.foreign import Foreign, foreign
from tests.drift.planted import PLANTS, Plant, plant
from workexec_contracts.drift import provider
from workexec_contracts.drift.difference import Class, Row, Style

if TYPE_CHECKING:
    from pathlib import Path

REWRITTEN = ("crm", "pricing", "order")
STYLES = {
    "crm": {Style.PREFIX, Style.IDS, Style.PAGING, Style.ENVELOPE},
    "pricing": {Style.PREFIX, Style.IDS, Style.MONEY, Style.ENVELOPE},
    "order": {Style.PREFIX, Style.IDS, Style.MONEY, Style.ENVELOPE},
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Foreign]:
    return {domain: foreign(domain) for domain in REWRITTEN}


def _compared(document: Foreign, folder: Path) -> tuple[Row, ...]:
    mapping = provider.mapping(document.map)
    return provider.against(document.write(folder), [document.domain], [mapping]).differences


@pytest.mark.parametrize("domain", REWRITTEN)
def test_a_rewritten_document_differs_in_style_alone(
    domain: str, documents: dict[str, Foreign], tmp_path: Path
) -> None:
    found = _compared(documents[domain], tmp_path)
    assert {row.kind for row in found} == {Class.STYLE}
    assert {row.style for row in found} == STYLES[domain]


@pytest.mark.parametrize("domain", REWRITTEN)
def test_a_rewritten_document_is_one_of_openapi_3_0(domain: str, documents: dict[str, Foreign]) -> None:
    document = documents[domain].copy()
    document.root["components"]["schemas"] = document.common["components"]["schemas"]
    local = _localised(document.root)
    assert not list(OpenAPIV30SpecValidator(local).iter_errors())


def _localised(value: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(json.dumps(value).replace("schemas/common.json#/", "#/"))
    return found


@pytest.mark.parametrize("planted", PLANTS, ids=str)
def test_a_planted_difference_is_found_where_it_is(
    planted: Plant, documents: dict[str, Foreign], tmp_path: Path
) -> None:
    untouched = documents[planted.domain]
    before = {_key(row) for row in _compared(untouched, tmp_path)}
    touched = untouched.copy()
    plant(touched, planted.pointer, planted.file, planted.value)
    new = [row for row in _compared(touched, tmp_path) if _key(row) not in before]
    file, pointer = planted.told_at
    told = [row for row in new if row.file.endswith(file) and row.pointer == pointer and row.style is None]
    assert [(row.aspect, row.kind) for row in told] == [(planted.aspect, planted.kind)], new
    assert all(row.clauses[0] for row in told)
    more = [row for row in new if row not in told and row.kind is not Class.STYLE]
    assert {row.kind for row in more} <= {planted.kind, Class.COMPATIBLE}, (
        "one mistake is not told as another"
    )


def _key(row: Row) -> tuple[object, ...]:
    return row.kind, row.aspect, row.relied, row.offered, row.file, row.pointer, row.places


def test_forty_differences_are_planted_in_all_three_documents() -> None:
    assert len(PLANTS) >= 40
    assert {planted.domain for planted in PLANTS} == set(REWRITTEN)

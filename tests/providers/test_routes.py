"""Paths that are looked up as they stand give what all patterns together give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.contracts import operations
from workexec_contracts.providers.routes import found_at

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

ALL = operations()
PATHS = sorted({operation.path for _, operation in ALL})
segments = st.text(st.characters(codec="ascii", exclude_characters="/%\n"), min_size=1, max_size=9)


def fitting(path: str) -> list[tuple[Domain, Endpoint]]:
    """One after the other, whether it has parameters or none."""
    return [
        (domain, operation)
        for domain, operation in ALL
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", operation.path), path)
    ]


@given(st.sampled_from(PATHS), segments)
def test_every_operation_is_found_at_its_path(template: str, value: str) -> None:
    path = re.sub(r"\{\w+\}", lambda _: value, template)
    found = found_at(path)
    assert [(domain.name, operation.operation_id) for domain, operation, _ in found] == [
        (domain.name, operation.operation_id) for domain, operation in fitting(path)
    ]
    assert all(set(given.values()) <= {value} for _, _, given in found)


@given(st.sampled_from(PATHS), segments)
def test_nothing_is_found_beside_a_path(template: str, value: str) -> None:
    assert found_at(f"{template}/{value}/") == []


@pytest.mark.parametrize("path", ["", "/", "/api/v1", "/api/v1/crm/customer/"])
def test_nothing_is_found_where_nobody_is(path: str) -> None:
    assert found_at(path) == []

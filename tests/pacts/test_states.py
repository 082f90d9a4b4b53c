"""Provider states are few, and each can be implemented from its name and parameters alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows
from workexec_contracts.pacts import Given, StateKind, guide, interactions
from workexec_contracts.pacts.states import noun

if TYPE_CHECKING:
    from pathlib import Path

STATES = [(found, state) for found in interactions() for state in found.states]


def of_kind(kind: StateKind) -> list[Given]:
    return [state for _, state in STATES if state.kind is kind]


def test_every_placeholder_of_a_name_is_a_parameter() -> None:
    for _, state in STATES:
        assert set(re.findall(r"\{(\w+)\}", state.name)) <= set(state.parameters)


def test_a_row_that_has_to_exist_is_a_row_of_our_stubs_and_providers() -> None:
    held = of_kind(StateKind.EXISTS)
    assert held
    for state in held:
        (entity,) = state.entities
        assert dict(state.parameters) in [dict(row) for row in rows(entity)]


def test_a_row_that_must_not_exist_is_none_of_ours() -> None:
    gone = of_kind(StateKind.ABSENT)
    assert gone
    for state in gone:
        (entity,) = state.entities
        assert not any(state.parameters.items() <= row.items() for row in rows(entity))


def test_no_row_of_ours_matches_what_nothing_matches() -> None:
    for state in of_kind(StateKind.UNMATCHED):
        (entity,) = state.entities
        text = str(state.parameters["query"])
        assert not any(text in str(value).lower() for row in rows(entity) for value in row.values())


def test_a_location_without_approval_policy_reads_as_one() -> None:
    (state,) = of_kind(StateKind.UNLINKED)
    assert state.name == "a location {locationId} without approval policy"
    assert state.sentence == "a location LOC-004 without approval policy"


def test_a_documented_state_needs_the_contracts_own_rows_alone() -> None:
    for state in of_kind(StateKind.EXISTS):
        own = collections()[state.entities[0]].rows
        assert state.documented == (dict(state.parameters) in [dict(row) for row in own])


def test_most_successes_need_the_documents_entities_alone() -> None:
    answered = [found for found in interactions() if found.reply and found.code is None]
    bare = [found for found in answered if all(state.documented for state in found.states)]
    assert len(bare) > 0.8 * len(answered)


def test_the_body_that_used_a_key_before_is_the_same_or_another_as_the_state_says() -> None:
    for found, state in STATES:
        if state.kind in {StateKind.REPEATED, StateKind.TAKEN}:
            assert found.request is not None
            same = state.parameters["body"] == found.request.example
            assert same == (state.kind is StateKind.REPEATED)
            assert state.parameters["key"] == found.request.headers["Idempotency-Key"]


def test_the_names_of_collections_become_nouns() -> None:
    names = ("customers", "approvalPolicies", "taxCodes", "people", "stock")
    assert [noun(name) for name in names] == ["customer", "approval policy", "tax code", "person", "stock"]


def test_the_documentation_names_every_state_and_every_interaction_that_has_one() -> None:
    text = guide.text()
    for found, state in STATES:
        assert f"## `{state.name}`" in text
        assert found.description.replace("|", "\\|") in text


def test_documentation_that_differs_is_stale(tmp_path: Path) -> None:
    assert guide.stale(tmp_path) == [guide.FILE]
    (file,) = guide.write(tmp_path)
    assert guide.stale(tmp_path) == []
    file.write_text("other")
    assert guide.stale(tmp_path) == [guide.FILE]

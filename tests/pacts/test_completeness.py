"""Nothing of the contracts is without an interaction; what is missing is named."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.pacts.conftest import OPERATIONS
from workexec_contracts.contracts import FINDINGS, domains, events
from workexec_contracts.contracts.vocabulary import METHOD_NOT_ALLOWED, NOT_FOUND, Lookup, Status
from workexec_contracts.pacts import HOW, WORKEXEC, Kind, StateKind, interactions, pairs

if TYPE_CHECKING:
    from tests.pacts.conftest import Json
    from workexec_contracts.contracts.vocabulary import Endpoint


def test_every_operation_has_a_success() -> None:
    served = {found.operation for found in interactions() if found.kind is Kind.HTTP and found.code is None}
    assert set(OPERATIONS) - served == set()


def test_every_error_code_of_every_operation_has_an_interaction() -> None:
    """Two aside that WorkExec cannot bring about: another method, and a path that is no operation's."""
    covered = {(found.operation, found.code) for found in interactions()}
    wanted = {
        (name, error.code)
        for name, operation in OPERATIONS.items()
        for error in operation.errors
        if error.code != METHOD_NOT_ALLOWED.code
        and (error.code != NOT_FOUND.code or answers_not_found(operation))
    }
    assert wanted - covered == set()


def answers_not_found(operation: Endpoint) -> bool:
    return isinstance(operation.behaviour, Lookup) and operation.behaviour.missing == NOT_FOUND.code


def test_every_event_of_workexec_that_has_a_consumer_has_a_message() -> None:
    told = {found.operation for found in interactions() if found.kind is Kind.MESSAGE}
    wanted = {event.name for event in events() if event.publisher == WORKEXEC and event.consumer}
    assert wanted - told == set()


def test_every_rule_and_every_reference_has_a_refusal_of_its_own() -> None:
    descriptions = " ".join(found.description for found in interactions())
    wanted = [
        *(rule.says for operation in OPERATIONS.values() for rule in operation.rules),
        *(known.says for operation in OPERATIONS.values() for known in operation.requires),
    ]
    assert [says for says in wanted if says not in descriptions] == []


def test_every_parameter_is_used_by_some_successful_request() -> None:
    used = {
        (found.operation, name)
        for found in interactions()
        if found.request and found.code is None
        for name in found.request.parameters
    }
    wanted = {(name, given.name) for name, found in OPERATIONS.items() for given in found.parameters}
    assert wanted - used == set()


def test_every_neighbour_is_a_provider_and_every_consumer_of_events_a_consumer() -> None:
    providers = {(WORKEXEC, domain.owner) for domain in domains() if domain.operations}
    consumers = {(domain.owner, WORKEXEC) for domain in domains() if domain.consumes}
    assert set(pairs()) == providers | consumers


def test_no_two_interactions_of_a_pair_share_description_and_states() -> None:
    counted = Counter(found.identity for found in interactions())
    assert [identity for identity, count in counted.items() if count > 1] == []


def test_no_two_interactions_of_a_pair_share_a_description() -> None:
    counted = Counter((found.pair, found.description) for found in interactions())
    assert [shared for shared, count in counted.items() if count > 1] == []


def test_no_two_interactions_share_an_idempotency_key() -> None:
    keys = Counter(
        found.request.headers["Idempotency-Key"]
        for found in interactions()
        if found.request and isinstance(found.request.headers.get("Idempotency-Key"), str)
        if found.code is None
    )
    assert [key for key, count in keys.items() if count > 1] == []
    assert keys


def test_every_interaction_rests_on_findings_that_exist() -> None:
    known = {finding.id for finding in FINDINGS}
    assert {name for found in interactions() for name in found.findings} - known == set()


def test_pending_contracts_are_pending_in_their_pact_and_ready_ones_are_not(
    committed: dict[str, Json],
) -> None:
    pending = {
        ("-".join(found.pair), found.description)
        for found in interactions()
        if found.status is Status.PENDING
    }
    written = {
        (name, found["description"])
        for name, pact in committed.items()
        for found in pact["interactions"]
        if found["pending"]
    }
    assert written == pending
    assert 0 < len(pending) < len(interactions())


def test_every_kind_of_state_is_used_and_explained() -> None:
    used = {state.kind for found in interactions() for state in found.states}
    assert used == set(StateKind) == set(HOW)

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest

from workexec_contracts import variations
from workexec_contracts.contracts import operations
from workexec_contracts.verification import Case, Needs, cases_of
from workexec_contracts.verification.cases import rules
from workexec_contracts.verification.subject import Subject

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

OPERATIONS = [
    pytest.param(domain, operation, id=operation.operation_id) for domain, operation in operations()
]
every_operation = pytest.mark.parametrize(("domain", "operation"), OPERATIONS)


@cache
def cases() -> list[Case]:
    return [case for domain, operation in operations() for case in cases_of(domain, operation, "seed")]


def of(operation: Endpoint) -> list[Case]:
    return [case for case in cases() if case.operation == operation.operation_id]


def takes_nothing(operation: Endpoint) -> bool:
    """Without parameters and body no input is invalid."""
    return operation.request is None and not operation.parameters


def test_every_operation_has_cases() -> None:
    silent = {operation.operation_id for _, operation in operations()} - {case.operation for case in cases()}
    assert not silent


def test_every_declared_error_code_of_every_operation_has_a_case_and_no_other_has() -> None:
    declared = {(o.operation_id, error.code) for _, o in operations() for error in o.errors}
    declared -= {(o.operation_id, "VALIDATION_ERROR") for _, o in operations() if takes_nothing(o)}
    expected = {(case.operation, code) for case in cases() for code in case.codes}
    assert expected == declared, f"missing: {declared - expected}; undeclared: {expected - declared}"


def test_only_the_outage_needs_a_switch() -> None:
    unavailable = {(o.operation_id, o.unavailable.code) for _, o in operations()}
    switched = {(case.operation, *case.codes) for case in cases() if case.needs is Needs.SWITCH}
    assert switched == unavailable


@every_operation
def test_the_name_of_a_case_is_its_own(domain: Domain, operation: Endpoint) -> None:
    names = Counter(case.name for case in of(operation))
    assert [name for name, count in names.items() if count > 1] == []


@every_operation
def test_the_same_seed_gives_the_same_cases(domain: Domain, operation: Endpoint) -> None:
    assert list(cases_of(domain, operation, "seed")) == of(operation)


@every_operation
def test_no_two_accepted_mutations_share_a_key(domain: Domain, operation: Endpoint) -> None:
    keys = [
        {dict(step.call.headers).get("Idempotency-Key") for step in case.steps} - {None}
        for case in of(operation)
    ]
    flat = Counter(key for found in keys for key in found if key and key != "another-key")
    assert all(count == 1 for count in flat.values())


@every_operation
def test_every_rule_is_broken_by_a_case_of_its_own(domain: Domain, operation: Endpoint) -> None:
    subject = Subject(domain, operation, "seed")
    for sample in subject.samples:
        for rule in sample.rules:
            document = rules.breaking(subject, sample, rule, subject.document(sample, "x"))
            assert document is not None, f"no value found that breaks {rule.name} alone"
            assert variations.first_broken(sample.rules, document) is rule


@every_operation
def test_every_reference_is_broken_by_an_unknown_value_and_by_a_row_that_does_not_fit(
    domain: Domain, operation: Endpoint
) -> None:
    names = {case.name for case in of(operation)}
    for known in operation.requires:
        assert f"refuses an unknown {known.member}: {known.says}" in names
        if known.where or known.linked:
            assert f"refuses a known {known.member} that does not fit: {known.says}" in names


@pytest.mark.parametrize("operation", [o for _, o in operations() if o.request], ids=lambda o: o.operation_id)
def test_every_required_member_of_the_body_is_left_out_once(operation: Endpoint) -> None:
    assert operation.request is not None
    names = " | ".join(case.name for case in of(operation))
    schema = operation.request.model_json_schema()
    missing = [name for name in schema.get("required", ()) if f"a body without {name} with" not in names]
    assert missing == []


def test_the_members_of_a_list_that_the_document_leaves_empty_are_refused_too() -> None:
    names = {case.name for case in cases() if case.operation == "deliverOrderEvent"}
    assert "refuses null for data.billableSnapshot.parts[0].workorderPartId with VALIDATION_ERROR" in names

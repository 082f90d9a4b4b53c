"""Valid parts of a request lead to real data more often than not; what is wrong stays wrong."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification.fuzzing.steering import _steered
from workexec_contracts.verification.fuzzing.words import words

CUSTOMERS, AUDIT = BY_ID["searchCustomers"], BY_ID["createAuditEvent"]
THROWS = range(200)


def steered(throw: int, operation_id: str, *, negative: bool = False, **parts: object) -> Any:  # noqa: ANN401  # stands for a Case
    """The case after that throw of the dice."""
    raw = {"operationId": operation_id}
    case: Any = SimpleNamespace(
        operation=SimpleNamespace(definition=SimpleNamespace(raw=raw)),
        meta=SimpleNamespace(is_negative_at=lambda _: negative),
        **{"query": {}, "path_parameters": {}, "body": None, **parts},
    )
    return _steered(case, Random(throw))  # noqa: S311  # no secret


def queries(value: object, *, negative: bool = False) -> list[object]:
    cases = (steered(at, "searchCustomers", negative=negative, query={"query": value}) for at in THROWS)
    return [case.query["query"] for case in cases]


def test_a_valid_value_becomes_more_often_than_not_one_that_means_something() -> None:
    known = words("searchCustomers", dataset=False)["query"]
    found = queries("drawn")
    assert len(THROWS) / 2 < sum(value in known for value in found) < len(THROWS)
    assert {value for value in found if value not in known} == {"drawn"}


def test_a_value_that_is_wrong_on_purpose_or_by_the_contract_stays() -> None:
    assert set(queries("drawn", negative=True)) == {"drawn"}
    pages = [steered(at, "searchCustomers", query={"pageSize": "101"}).query["pageSize"] for at in THROWS]
    assert set(pages) == {"101"}


def test_a_parameter_that_the_contract_does_not_know_stays() -> None:
    assert steered(1, "searchCustomers", query={"colour": "red"}).query == {"colour": "red"}


def test_a_body_that_is_wrong_stays() -> None:
    right = AUDIT.examples[0].request
    for body, negative in (({**right, "action": "DELETE"}, False), (right, True), ([], False), (None, False)):
        found = [steered(at, "createAuditEvent", negative=negative, body=body).body for at in THROWS]
        assert [other for other in found if other != body] == []


def test_the_same_throw_steers_alike() -> None:
    assert queries("drawn") == queries("drawn")

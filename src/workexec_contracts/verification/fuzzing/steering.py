"""Leads generated requests to where a service has something to answer; what is wrong on purpose stays.

What Schemathesis draws hits no row, no location with tax codes and no person. So a valid part of a
request is, more often than not, exchanged for one that means something; a part that was made invalid stays.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation

from workexec_contracts.contracts.vocabulary import TaxCalculation
from workexec_contracts.verification.documents import schema_fault

from . import settings
from .bodies import documents, taxed
from .knowledge import operation_of
from .words import words

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from workexec_contracts.contracts.vocabulary import Endpoint, Parameter

Case = schemathesis.Case[Any]
OFTEN = 3 / 4
THROWS = 2**32


def operation_under(case: Case) -> Endpoint:
    """The contract behind a case. Raises KeyError for an operation that no contract has."""
    return operation_of(case.operation.definition.raw["operationId"])


def steered(case: Case) -> SearchStrategy[Case]:
    """The case, parts of it exchanged.

    Hypothesis prefers the first of every choice; dice thrown by what was drawn prefer none.
    """
    body = None if isinstance(case.body, NotSet) else case.body  # of nothing, the address would be shown
    about = f"{case.headers} {case.path_parameters} {case.query} {body!r}"
    thrown = st.integers(0, THROWS)
    return thrown.map(lambda drawn: _steered(case, Random(f"{drawn} {about}")))  # noqa: S311  # no secret


def _steered(case: Case, dice: Random) -> Case:
    operation = operation_under(case)
    for location, container in (
        (ParameterLocation.QUERY, case.query),
        (ParameterLocation.PATH, case.path_parameters),
    ):
        if container and not _wrong_on_purpose(case, location):
            exchanged = {name: _value(dice, operation, name, value) for name, value in container.items()}
            if exchanged != container:
                setattr(case, location.container_name, exchanged)
    if isinstance(case.body, dict) and not _wrong_on_purpose(case, ParameterLocation.BODY):
        case.body = _body(dice, operation, case.body)
    return case


def _wrong_on_purpose(case: Case, location: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(location)


def _value(dice: Random, operation: Endpoint, name: str, value: Any) -> Any:  # noqa: ANN401  # as Schemathesis draws
    known = words(operation.operation_id, dataset=settings.dataset()).get(name)
    parameter = next((found for found in operation.parameters if found.name == name), None)
    if not known or parameter is None or not _valid(parameter, value):
        return value
    return dice.choice(known) if dice.random() < OFTEN else value


def _valid(parameter: Parameter, value: object) -> bool:
    return isinstance(value, str | int) and parameter.fault(str(value)) is None


def _body(dice: Random, operation: Endpoint, body: dict[str, Any]) -> dict[str, Any]:
    if schema_fault(operation, body) is not None:
        return body
    if isinstance(operation.behaviour, TaxCalculation):
        return taxed(dice, operation.behaviour.collection, body, dataset=settings.dataset())
    return documents(dice, operation, body, dataset=settings.dataset())

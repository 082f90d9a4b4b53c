"""Examples: each satisfies the schema and the rules that it illustrates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import ValidationError

from workexec_contracts.lint.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from workexec_contracts.contracts.vocabulary import Endpoint, Example, Rule
    from workexec_contracts.lint.given import Given

_UUID = UUID(int=1)


def examples_are_valid(given: Given) -> Iterator[Problem]:
    """Requests and responses of every operation."""
    for _, operation in given.operations:
        for example in operation.examples:
            for kind, fault in _faults(operation, example):
                yield Problem(
                    kind=kind,
                    subject=f"{operation.operation_id} {example.name}",
                    detail=fault,
                    clause=example.clause,
                )


def _faults(operation: Endpoint, example: Example) -> Iterator[tuple[str, str]]:
    yield from (
        ("example-breaks-response", fault) for fault in _invalid(operation.response, example.response)
    )
    if operation.request is not None:
        yield from (
            ("example-breaks-request", fault) for fault in _invalid(operation.request, example.request)
        )
    else:
        yield from (("example-breaks-request", fault) for fault in _parameter_faults(operation, example))
    known = {operation.status_code, *(error.status for error in operation.errors)}
    if example.status not in known:
        yield "example-breaks-response", f"{example.status} is no status of the operation"


def _parameter_faults(operation: Endpoint, example: Example) -> Iterator[str]:
    for parameter in operation.parameters:
        code = parameter.fault(example.request.get(parameter.name))
        if code:
            yield f"{parameter.name}: {code}"
    for name in sorted(set(example.request) - {parameter.name for parameter in operation.parameters}):
        yield f"{name} is no parameter"
    if operation.at_least_one and not set(operation.at_least_one) & set(example.request):
        yield f"none of {', '.join(operation.at_least_one)}"


def events_are_valid(given: Given) -> Iterator[Problem]:
    """The payload of every event, completed by the base schema, satisfies the envelope and the rules."""
    for event in given.events:
        whole = event.complete(f"{event.id_prefix}-{_UUID}", f"corr-{_UUID}")
        faults = [("example-breaks-event", fault) for fault in _invalid(event.envelope, whole)]
        if not faults:
            broken = (rule for rule in event.rules if _broken(rule, whole))
            faults = [("example-breaks-rule", f"{rule.name}: {rule.says}") for rule in broken]
        for kind, fault in faults:
            yield Problem(kind=kind, subject=event.name, detail=fault, clause=event.clause)


def _broken(rule: Rule, whole: dict[str, Any]) -> bool:
    try:
        return rule.broken_by(whole)
    except (KeyError, TypeError):  # a member that is absent or no number satisfies nothing
        return True


def collections_fit(given: Given) -> Iterator[Problem]:
    """The rows of a collection have different keys and are not more than its size."""
    for domain in given.domains:
        for collection in domain.collections:
            keys = [row.get(collection.key) for row in collection.rows]
            fault = "two rows have one key" if len(set(keys)) < len(keys) else None
            if len(keys) > collection.size:
                fault = f"{len(keys)} rows, size {collection.size}"
            if fault:
                yield Problem(
                    kind="collection-misfit", subject=collection.name, detail=fault, clause=domain.clause
                )


def _invalid(model: type[BaseModel], value: Any) -> Iterator[str]:  # noqa: ANN401  # a JSON value
    try:
        model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        for fault in error.errors():
            yield f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"

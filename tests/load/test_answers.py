from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.load.answers import fits

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

OPERATIONS = {operation.operation_id: operation for _, operation in operations()}
EXAMPLES = [
    pytest.param(operation, example.response, id=f"{name}-{example.name}")
    for name, operation in OPERATIONS.items()
    for example in operation.examples
    if example.status == operation.status_code
]


@pytest.mark.parametrize(("operation", "response"), EXAMPLES)
def test_the_documents_own_answers_fit(operation: Endpoint, response: dict[str, object]) -> None:
    assert fits(operation, json.dumps({**response, "more": 1}).encode())


@pytest.mark.parametrize(("operation", "response"), EXAMPLES)
def test_an_answer_without_one_of_its_members_does_not_fit(
    operation: Endpoint, response: dict[str, object]
) -> None:
    required = [field.alias or name for name, field in operation.response.model_fields.items()]
    required = [name for name in required if name in response]
    missing = [{key: value for key, value in response.items() if key != name} for name in required]
    fitting = [one for one in missing if fits(operation, json.dumps(one).encode())]
    assert len(fitting) < len(missing)


def test_every_operation_demands_some_member() -> None:
    assert [name for name, operation in OPERATIONS.items() if fits(operation, b"{}")] == []

"""The try-it forms as the page sends them."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.control import forms
from workexec_contracts.control.trial import SHOWN, _laid_out

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from workexec_contracts.control.forms import Form


def filled(form: Form, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    return {
        "operation": form.operation.operation_id,
        "parameters": {field.name: field.value for field in form.parameters},
        "headers": {field.name: field.value for field in form.headers},
        "body": form.bodies[0].text if form.bodies else "",
        **more,
    }


def form_of(operation: str) -> Form:
    return next(form for form in forms.forms() if form.operation.operation_id == operation)


def sent(client: TestClient, operation: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    answer = client.post("/try", json=filled(form_of(operation), **more))
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("form", forms.forms(), ids=lambda form: str(form.operation.operation_id))
def test_every_form_as_it_is_gets_the_success_of_its_contract(client: TestClient, form: Form) -> None:
    told = client.post("/try", json=filled(form)).json()
    assert told["status"] == form.operation.status_code, told
    assert told["sla_ms"] == form.operation.policy.sla_s * 1000


def test_every_example_of_a_delivery_is_accepted(client: TestClient) -> None:
    for form in forms.forms():
        for body in form.bodies[1:]:
            headers = {field.name: field.value for field in form.headers} | {"Idempotency-Key": body.key}
            assert sent(client, form.operation.operation_id, body=body.text, headers=headers)["status"] == 202


def test_an_empty_header_or_parameter_is_not_sent(client: TestClient) -> None:
    assert sent(client, "getCustomer", headers={"Authorization": ""})["status"] == 401
    parameters = {field.name: "" for field in form_of("listTaxCodes").parameters}
    assert sent(client, "listTaxCodes", parameters=parameters)["status"] == 400


def test_what_a_person_types_cannot_leave_its_place_in_the_path(client: TestClient) -> None:
    told = sent(client, "getCustomer", parameters={"customerId": "../../__admin/mappings?x=<b>#é"})
    assert told["status"] == 404
    assert "customer/..%2F..%2F__admin%2Fmappings%3Fx%3D%3Cb%3E%23%C3%A9" in told["curl"]


def test_the_curl_line_says_what_was_sent(client: TestClient) -> None:
    told = sent(client, "calculateTax", body='{"it": "isn\'t"}')
    words = shlex.split(told["curl"])
    assert words[words.index("--data-binary") + 1] == '{"it": "isn\'t"}'
    assert "Content-Type: application/json" in words


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"operation": "nothing"}, "no operation 'nothing'"),
        ({"operation": "getCustomer", "parameters": {"customerId": ""}}, "customerId is empty"),
        (
            {
                "operation": "getCustomer",
                "parameters": {"customerId": "1"},
                "headers": {"Authorization": "a\r\nb: c"},
            },
            "Authorization holds a line break",
        ),
        ({"operation": "getCustomer", "parameters": 3}, "parameters: Input should be"),
        ({"operation": "getCustomer", "url": "http://evil.test"}, "url: Extra inputs"),
        ({}, "operation: Field required"),
    ],
)
def test_a_wrong_form_is_told(client: TestClient, wrong: dict[str, Any], told: str) -> None:
    answer = client.post("/try", json=wrong)
    assert answer.status_code == 400
    assert told in answer.json()["what"]


def test_a_connection_that_breaks_is_an_answer_too(client: TestClient) -> None:
    client.post("/switch", json={"target": "getCustomer", "mode": "empty"})
    told = sent(client, "getCustomer")
    assert (told["status"], told["body"]) == (0, "")
    assert "RemoteProtocolError" in told["reason"]


def test_a_body_is_laid_out_cut_and_shows_what_hides() -> None:
    assert _laid_out('{"a":1}') == '{\n  "a": 1\n}'
    assert _laid_out("a\u202eb\x00") == "a\\u202eb\\u0000"
    assert _laid_out(json.dumps("x" * (SHOWN + 98))) == f'"{"x" * (SHOWN - 1)}\n… 100 characters more'

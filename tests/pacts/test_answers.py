"""The HTTP pacts, put by the stock verifier to providers of which all but one break the contract."""

from __future__ import annotations

import gc
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from pact import Verifier
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workexec_contracts.contracts.vocabulary import VALIDATION_ERROR
from workexec_contracts.pacts import Interaction, Kind, interactions
from workexec_contracts.pacts.build import pact_of
from workexec_contracts.serving import Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request

    Json = dict[str, Any]
    Spoil = Callable[[Json], object]

METHODS = ["GET", "POST"]
HTTP = [found for found in interactions() if found.kind is Kind.HTTP]


def interaction(operation: str, code: str | None = None) -> Interaction:
    """The first one; of a success the first whose items there are."""
    fitting = (found for found in HTTP if (found.operation, found.code) == (operation, code))
    return next(found for found in fitting if found.reply and found.reply.example.get("items") != [])


def complaints(found: Interaction, spoil: Spoil, folder: Path) -> list[Json]:
    """What the verifier has against a provider that answers the example, spoilt."""
    reply = found.reply
    assert reply is not None
    body = json.loads(json.dumps(reply.example))
    spoil(body)

    async def answer(request: Request) -> Response:
        return JSONResponse(body, reply.status, headers={"X-Correlation-Id": "corr-1"})

    pact_of(found.pair, [found]).write_file(folder)
    [pact] = folder.glob("*.json")
    with Server(Starlette(routes=[Route("/{path:path}", answer, methods=METHODS)])) as server:
        verifier = Verifier(found.provider, host="127.0.0.1").add_source(pact).add_transport(url=server.url)
        verifier.set_coloured_output(enabled=False)
        try:
            verifier.verify()
        except RuntimeError:
            assert verifier.results["errors"]
    results = verifier.results
    del verifier
    gc.collect()
    [result] = results["interactionResults"]
    mismatches: list[Json] = result.get("mismatch", {}).get("mismatches", [])
    assert (result["result"] == "OK") == (mismatches == []), result
    return mismatches


def every_item(member: str, **changes: object) -> Spoil:
    return lambda body: [item.update(changes) for item in body[member]]


def with_(**changes: object) -> Spoil:
    return lambda body: body.update(changes)


SPOILT: dict[str, tuple[str, str | None, Spoil]] = {
    "a customer's name is null": ("getCustomer", None, with_(name=None)),
    "a customer's name is a number": ("getCustomer", None, with_(name=42)),
    "a customer's name is an object": ("getCustomer", None, with_(name={"a": 1})),
    "a customer's name is a list": ("getCustomer", None, with_(name=["a"])),
    "a customer's name is true": ("getCustomer", None, with_(name=True)),
    "a vehicle's vin is null": ("getVehicle", None, with_(vin=None)),
    "a part's sku is null": ("searchParts", None, every_item("items", sku=None)),
    "a part's name is null": ("searchParts", None, every_item("items", name=None)),
    "a part's tax code is null": ("searchParts", None, every_item("items", taxCode=None)),
    "a part's price has three decimals": ("searchParts", None, every_item("items", unitPrice=1.234)),
    "a part's price is null": ("searchParts", None, every_item("items", unitPrice=None)),
    "a service's rate has three decimals": ("searchServices", None, every_item("items", unitRate=0.001)),
    "a tax code is a number": ("listTaxCodes", None, every_item("taxCodes", taxCode=7)),
    "a tax code's description is null": ("listTaxCodes", None, every_item("taxCodes", description=None)),
    "an audit event's id is null": ("createAuditEvent", None, with_(auditEventId=None)),
    "an error's message is null": ("createAuditEvent", VALIDATION_ERROR.code, with_(message=None)),
    "an error's message is an object": ("createAuditEvent", VALIDATION_ERROR.code, with_(message={})),
    "a field error's message is null": (
        "createAuditEvent",
        VALIDATION_ERROR.code,
        every_item("fieldErrors", message=None),
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_provider_that_breaks_the_contract_fails(how: str, tmp_path: Path) -> None:
    operation, code, spoil = SPOILT[how]
    assert complaints(interaction(operation, code), spoil, tmp_path)


KEPT: dict[str, tuple[str, Spoil]] = {
    "the example": ("searchParts", lambda _: None),
    "a whole price": ("searchParts", every_item("items", unitPrice=90)),
    "a price with one decimal": ("searchParts", every_item("items", unitPrice=0.5)),
    "the greatest price": ("searchParts", every_item("items", unitPrice=999999999.99)),
    "another name": ("getCustomer", with_(name="null")),
    "a member more": ("getCustomer", with_(since=2020)),
}


@pytest.mark.parametrize("how", KEPT)
def test_a_provider_that_keeps_the_contract_passes(how: str, tmp_path: Path) -> None:
    operation, spoil = KEPT[how]
    assert complaints(interaction(operation), spoil, tmp_path) == []


def test_a_refusal_of_the_example_passes(tmp_path: Path) -> None:
    refusal = interaction("createAuditEvent", VALIDATION_ERROR.code)
    assert refusal.reply is not None
    assert refusal.reply.status == HTTPStatus.BAD_REQUEST
    assert complaints(refusal, with_(message="another"), tmp_path) == []

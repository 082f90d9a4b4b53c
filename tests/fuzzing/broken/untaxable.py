"""Pricing: what must be refused is taxed, or refused in another way; what must be taxed is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzzing.asking import WITHOUT, send
from tests.fuzzing.broken.tax import FIRST, TAX, lines
from tests.fuzzing.spoiling import crashed, forgiving, refused_as
from tests.fuzzing.variant import FINDINGS, Broken, breaks
from workexec_contracts.contracts.vocabulary import STANDARDS, VALIDATION_ERROR
from workexec_contracts.providers.checks import parsed

if TYPE_CHECKING:
    from workexec_contracts.providers import Call, Reply

NOT_CONFIGURED, MISSING = (TAX.error(code) for code in ("TAX_CODE_NOT_CONFIGURED", "MISSING_TAX_CODE"))


@breaks(TAX, NOT_CONFIGURED.clause, by=(lines({**FIRST, "itemType": "LABOR"}),))
def code_of_another_item_type_taxed(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if reply.body.get("code") != NOT_CONFIGURED.code:
        return reply
    codes = {row["taxCode"] for row in provider.state.table("taxCodes").values()}
    known = all(item["taxCode"] in codes for item in parsed(call.body)["items"])
    return forgiving(provider, call, NOT_CONFIGURED) if known else reply


@breaks(TAX, NOT_CONFIGURED.clause, by=(send(TAX, {"locationId": "LOC-999"}),))
def not_configured_answered_400(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    found = reply.body.get("code") == NOT_CONFIGURED.code
    return refused_as(reply, NOT_CONFIGURED, status=VALIDATION_ERROR.status) if found else reply


@breaks(TAX, MISSING.clause, FINDINGS["F31"], by=(lines({**FIRST, "taxCode": " "}),))
def missing_tax_code_as_validation_error(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return refused_as(reply, VALIDATION_ERROR) if reply.body.get("code") == MISSING.code else reply


@breaks(TAX, TAX.clause, VALIDATION_ERROR.clause, by=(lines({**FIRST, "subtotal": -0.01}),))
def negative_subtotal_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field=r"items\.\d+\.subtotal", says="greater than or equal")


@breaks(TAX, TAX.clause, VALIDATION_ERROR.clause, by=(send(TAX, text="{'locationId': LOC-001}"),))
def malformed_json_answered_200(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="body", says="must be a JSON object")


@breaks(TAX, TAX.clause, VALIDATION_ERROR.clause, by=(send(TAX, {"locationId": WITHOUT}),))
def missing_location_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="locationId", says="Field required")


@breaks(TAX, TAX.clause, STANDARDS, by=(lines({**FIRST, "itemId": "PIÈCE-001"}),))
def other_than_ascii_crashes(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    ascii_only = all(line["itemId"].isascii() for line in reply.body.get("items", ()))
    return reply if ascii_only else crashed(reply)

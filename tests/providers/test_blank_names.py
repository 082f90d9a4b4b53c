from __future__ import annotations

import json

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import AUTHORIZATION, ErrorBody
from workexec_contracts.providers import Call, Neighbours

INVENTORY = next(o for _, o in operations() if o.operation_id == "deliverInventoryEvent")


def test_a_refused_member_whose_name_is_blank_is_still_told_as_the_contract_says() -> None:
    headers = {
        "authorization": AUTHORIZATION.example,
        "content-type": INVENTORY.media_type,
        "idempotency-key": "k",
    }
    body = json.dumps({"\x1a": []}).encode()
    reply = Neighbours().handle(Call("POST", INVENTORY.path, headers=headers, body=body))
    told = ErrorBody.parse(json.dumps(reply.body))
    assert "body" in {fault.field for fault in told.field_errors or ()}

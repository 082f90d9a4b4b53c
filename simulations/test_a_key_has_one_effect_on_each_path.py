"""A neighbour remembers the first success of a key on a path (F20, F32), beside a dict from key to answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulations.town import PACE, Town
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.providers import Call

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Reply

MUTATIONS = {operation.operation_id: operation for _, operation in operations() if operation.mutates}
EVENT_IDS = {
    name: f"{operation.events[0].id_prefix}-00000000-0000-4000-8000-00000000000"
    for name, operation in MUTATIONS.items()
    if operation.events
}
GROWS = {
    "salesOrders": "deliverOrderEvent",
    "ledger": "deliverAccountingEvent",
    "sessions": "deliverPeopleEvent",
    "createAuditEvent": "createAuditEvent",
}


class Keys(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.first: dict[tuple[str, str], tuple[int, Any]] = {}
        """Operation and key to the variant of the body that came first, and its answer."""
        part = parts_usage_recorded.example["data"]["parts"][0]
        self.in_stock = self.town.state.table("stock")[part["productId"]]["quantityOnHand"]

    @rule(
        operation_id=st.sampled_from(sorted(MUTATIONS)),
        number=st.integers(1, 2),
        variant=st.integers(0, 2),
        backwards=st.booleans(),
        wrong=st.sampled_from([False, False, False, True]),
    )
    def send(self, operation_id: str, number: int, variant: int, backwards: bool, wrong: bool) -> None:  # noqa: FBT001  # drawn
        operation = MUTATIONS[operation_id]
        key = f"{EVENT_IDS.get(operation_id, EVENT_IDS['deliverPeopleEvent'])}{number}"
        body = {**operation.examples[0].request}
        body |= (
            {"id": key, "subject": f"variant {variant}"} if operation.events else {"userId": f"U-{variant}"}
        )
        reply = self._send(operation, key, body | ({"unknown": True} if wrong else {}), backwards=backwards)
        name = (operation_id, key)
        if wrong:
            assert (reply.status, reply.body["code"]) == (400, "VALIDATION_ERROR")
        elif name not in self.first:
            assert reply.status == operation.status_code
            self.first[name] = (variant, reply.body)
        elif self.first[name][0] == variant:
            assert (reply.status, reply.body) == (operation.status_code, self.first[name][1])
        else:
            assert (reply.status, reply.body["code"]) == (409, "IDEMPOTENCY_CONFLICT")
            assert reply.body["existingResourceId"] in self.first[name][1].values()

    def _send(self, operation: Endpoint, key: str, body: dict[str, Any], *, backwards: bool) -> Reply:
        spelled = json.dumps(dict(reversed(body.items())), indent=1) if backwards else json.dumps(body)
        headers = {
            "authorization": "Bearer a.b.c",
            "content-type": operation.media_type,
            "idempotency-key": key,
        }
        return self.town.neighbours.handle(Call("POST", operation.path, {}, headers, spelled.encode()))

    @invariant()
    def there_is_an_effect_for_each_first_one(self) -> None:
        for table, operation_id in GROWS.items():
            assert len(self.town.state.table(table)) == self._firsts(operation_id)

    @invariant()
    def stock_went_down_once_for_each(self) -> None:
        part = parts_usage_recorded.example["data"]["parts"][0]
        used = self._firsts("deliverInventoryEvent") * part["usageQuantity"]
        assert self.town.state.table("stock")[part["productId"]]["quantityOnHand"] == self.in_stock - used

    def _firsts(self, operation_id: str) -> int:
        return sum(known == operation_id for known, _ in self.first)


TestKeys = Keys.TestCase
TestKeys.settings = PACE

"""Every message interaction, taken by the real handler of the event: the reference provider."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workexec_contracts.contracts import domains
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS
from workexec_contracts.contracts.vocabulary import ACCEPTED, AUTHORIZATION
from workexec_contracts.pacts import Interaction, Kind, interactions
from workexec_contracts.pacts.build import pact_of
from workexec_contracts.providers import Call, Neighbours, Reply, State

Json = dict[str, Any]
TOLD = [found for found in interactions() if found.kind is Kind.MESSAGE]
DELIVERIES = {domain.name: domain.delivery for domain in domains()}


class Consumer:
    """A neighbour that is handed one message, as a broker or a POST would hand it over."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction
        self.neighbours = Neighbours()
        self.event: Json = {}
        self.reply: Reply | None = None

    def take(self, body: str | bytes | None, metadata: Json) -> None:
        delivery = DELIVERIES[self.interaction.domain]
        assert delivery is not None
        self.event = json.loads(body or "")
        headers = {
            AUTHORIZATION.name.lower(): AUTHORIZATION.example,
            "content-type": str(metadata["contentType"]),
            "idempotency-key": str(self.event["id"]),
        }
        content = body.encode() if isinstance(body, str) else body or b""
        self.reply = self.neighbours.handle(Call(delivery.method, delivery.path, {}, headers, content))


def consumed(interaction: Interaction) -> Consumer:
    consumer = Consumer(interaction)
    pact_of(interaction.pair, [interaction]).verify(consumer.take, "Async")
    return consumer


def those(found: list[Interaction]) -> pytest.MarkDecorator:
    named = [pytest.param(one, id=f"{one.provider} to {one.consumer}: {one.description}") for one in found]
    return pytest.mark.parametrize("interaction", named)


def of(event: str) -> pytest.MarkDecorator:
    return those([found for found in TOLD if found.operation == event])


@those(TOLD)
def test_the_consumer_accepts_the_event(interaction: Interaction) -> None:
    consumer = consumed(interaction)
    assert consumer.reply is not None
    assert consumer.reply.status == ACCEPTED, consumer.reply.body
    assert consumer.reply.body == {"eventId": consumer.event["id"], "status": "ACCEPTED"}


@those(TOLD)
def test_an_event_that_comes_twice_has_one_effect(interaction: Interaction) -> None:
    consumer = consumed(interaction)
    before = snapshot(consumer.neighbours.state)
    first = consumer.reply
    assert interaction.message is not None
    metadata = {"contentType": interaction.message.content_type}
    consumer.take(json.dumps(consumer.event), metadata)
    assert snapshot(consumer.neighbours.state) == before
    assert first is not None
    assert consumer.reply is not None
    assert consumer.reply.body == first.body


def snapshot(state: State) -> str:
    return json.dumps([state.tables, state.published, state.log], default=str)


@of("parts_usage_recorded")
def test_stock_goes_down_by_what_was_used_and_not_declined(interaction: Interaction) -> None:
    consumer = consumed(interaction)
    used = sum(part["usageQuantity"] for part in consumer.event["data"]["parts"] if not part["declined"])
    rows = State.fresh().table("stock"), consumer.neighbours.state.table("stock")
    before, after = (sum(row["quantityOnHand"] for row in table.values()) for table in rows)
    assert before - after == used


@of("work_session_recorded")
def test_the_work_session_is_stored_and_told(interaction: Interaction) -> None:
    consumer = consumed(interaction)
    sessions = consumer.neighbours.state.table("sessions")
    assert sessions == {consumer.event["id"]: consumer.event["data"]}
    assert [event["type"] for event in published(consumer)] == ["com.durion.people.work_session.completed"]


@of("status_changed")
def test_the_appointment_follows_the_work_order(interaction: Interaction) -> None:
    data = consumed_data(consumer := consumed(interaction))
    appointments = "appointments", data["appointmentId"]
    before = State.fresh().table(appointments[0])[appointments[1]]["status"]
    after = consumer.neighbours.state.table(appointments[0])[appointments[1]]["status"]
    assert after == APPOINTMENT_STATUS.get(data["newStatus"], before)
    assert len(published(consumer)) == (data["newStatus"] in APPOINTMENT_STATUS)


@of("ready_for_billing")
def test_a_pending_sales_order_is_traceable_to_the_work_order(interaction: Interaction) -> None:
    data = consumed_data(consumer := consumed(interaction))
    (order,) = consumer.neighbours.state.table("salesOrders").values()
    assert (order["status"], order["workorderId"]) == ("PENDING", data["workorderId"])
    assert len(order["items"]) == len(data["billableSnapshot"]["parts"])


@of("snapshot_finalized")
def test_the_snapshot_is_in_the_ledger_and_its_revenue_is_told(interaction: Interaction) -> None:
    data = consumed_data(consumer := consumed(interaction))
    (entry,) = consumer.neighbours.state.table("ledger").values()
    assert entry["workorderSnapshotId"] == data["workorderSnapshotId"]
    (told,) = published(consumer)
    assert told["data"]["amount"] == entry["billableSnapshot"]["grandTotal"]


def consumed_data(consumer: Consumer) -> Json:
    data: Json = consumer.event["data"]
    return data


def published(consumer: Consumer) -> list[Json]:
    return consumer.neighbours.state.published

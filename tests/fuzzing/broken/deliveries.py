"""Deliveries of events: what is taken that must be refused, and acknowledgements that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzzing.asking import merged, send
from tests.fuzzing.broken.rules import ACCOUNTING, ORDER, PEOPLE
from tests.fuzzing.spoiling import body_of, crashed, forgiving, having, succeeded
from tests.fuzzing.variant import DELIVERIES, FINDINGS, Broken, breaks, clauses_of
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS
from workexec_contracts.contracts.vocabulary import STANDARDS, VALIDATION_ERROR

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply

SHOPMGMT, INVENTORY = DELIVERIES["shopmgmt"], DELIVERIES["inventory"]
[USED] = INVENTORY.examples[0].request["data"]["parts"]


def invalid(operation: Endpoint, *findings: str) -> tuple[str, ...]:
    """Whose clause a 202 breaks where 400 was due."""
    return (operation.clause, VALIDATION_ERROR.clause, *(FINDINGS[finding] for finding in findings))


def parts(**members: object) -> dict[str, object]:
    return {"data": {"parts": [merged(USED, members)]}}


@breaks(
    SHOPMGMT,
    *invalid(SHOPMGMT, "F15"),
    by=(send(SHOPMGMT, {"type": "com.durion.workexec.workorder.reopened"}),),
)
def event_of_unknown_type_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="type", says="Input should be")


@breaks(SHOPMGMT, *invalid(SHOPMGMT, "F44"), by=(send(SHOPMGMT, {"time": "2026-01-25T14:30:00"}),))
def event_time_without_zone_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="time", says="should match pattern")


OUT_OF_STEP = {"data": {"previousStatus": "WORK_IN_PROGRESS", "newStatus": "COMPLETED"}}
"""The appointment is not in progress yet: the change before this one is still on its way."""


@breaks(SHOPMGMT, SHOPMGMT.clause, FINDINGS["F47"], FINDINGS["F60"], by=(send(SHOPMGMT, OUT_OF_STEP),))
def reordered_status_change_ignored(provider: Broken, call: Call) -> Reply:
    table = provider.state.table("appointments")
    before = {key: dict(row) for key, row in table.items()}
    published = len(provider.state.published)
    reply = provider.right(call)
    data = (body_of(call) or {}).get("data", {}) if succeeded(provider, reply) else {}
    row = before.get(data.get("appointmentId", ""))
    expected = APPOINTMENT_STATUS.get(data.get("previousStatus", ""))
    if row is not None and expected not in {None, row["status"]}:
        table[data["appointmentId"]] = row
        del provider.state.published[published:]
    return reply


@breaks(INVENTORY, *clauses_of(INVENTORY), FINDINGS["F14"], by=(send(INVENTORY),), in_example=True)
def another_event_acknowledged(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, eventId=f"{reply.body['eventId']}-1") if succeeded(provider, reply) else reply


@breaks(INVENTORY, INVENTORY.clause, FINDINGS["F43"], by=(send(INVENTORY, parts(declined=True)),))
def declined_parts_leave_the_stock(provider: Broken, call: Call) -> Reply:
    used = len(provider.state.remembered)
    reply = provider.right(call)
    new = len(provider.state.remembered) > used
    for part in body_of(call)["data"]["parts"] if new else ():
        row = provider.state.table("stock").get(part["productId"])
        if row is not None and part["declined"]:
            row["quantityOnHand"] -= int(part["usageQuantity"])
    return reply


@breaks(INVENTORY, *invalid(INVENTORY, "F42"), by=(send(INVENTORY, parts(usageQuantity=-1)),))
def negative_quantity_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(
        provider, call, field=r"data\.parts\.\d+\.(usageQ|q)uantity", says="greater than or equal"
    )


@breaks(INVENTORY, *invalid(INVENTORY), by=(send(INVENTORY, text='{"specversion": "1.0",'),))
def malformed_event_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="body", says="must be a JSON object")


@breaks(PEOPLE, *invalid(PEOPLE, "F14", "F31"), by=(send(PEOPLE, content_type="text/plain"),))
def any_content_type_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="Content-Type")


@breaks(ACCOUNTING, *invalid(ACCOUNTING, "F15"), by=(send(ACCOUNTING, {"durion:tenant": "north"}),))
def added_member_of_the_envelope_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="[^.]+", says="Extra inputs are not permitted")


@breaks(ACCOUNTING, *invalid(ACCOUNTING), by=(send(ACCOUNTING, {"data": {"poNumber": None}}),))
def null_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field=".+", says="should not be null")


@breaks(
    ACCOUNTING,
    *clauses_of(ACCOUNTING),
    STANDARDS,
    by=(send(ACCOUNTING, {"data": {"poNumber": "注文書-2026"}}),),
)
def po_number_that_is_not_ascii_crashes(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    number = body_of(call)["data"].get("poNumber", "") if succeeded(provider, reply) else ""
    return reply if number.isascii() else crashed(reply)


@breaks(ORDER, *clauses_of(ORDER), FINDINGS["F14"], by=(send(ORDER),), in_example=True)
def acknowledged_in_another_word(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, status="QUEUED") if succeeded(provider, reply) else reply

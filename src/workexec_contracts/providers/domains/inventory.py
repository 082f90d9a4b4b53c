"""Inventory: stock goes down by what was used and not declined (F36, F43)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.inventory import stock_shortage_alert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.providers.state import Row, State


def apply(event: Mapping[str, Any], state: State) -> None:
    """Decrements each part's stock; an unknown product is logged for operations.

    A product of which there is less than none afterwards is told once, however many parts it was.
    """
    data = event["data"]
    short: dict[str, tuple[Mapping[str, Any], Row]] = {}
    for part in data["parts"]:
        row = _stock(part, state)
        if row is None:
            state.note("error", f"product {part['productId']} not in inventory", data["correlationId"])
        elif not part["declined"]:
            row["quantityOnHand"] -= int(part["usageQuantity"])
            if row["quantityOnHand"] < 0:
                short.setdefault(row["productId"], (part, row))
    for part, row in short.values():
        _alert(event, part, row, state)


def _stock(part: Mapping[str, Any], state: State) -> Row | None:
    table = state.table("stock")
    by_sku = (row for row in table.values() if row["sku"] == part["sku"])
    return table.get(part["productId"]) or next(by_sku, None)


def _alert(event: Mapping[str, Any], part: Mapping[str, Any], row: Row, state: State) -> None:
    data = {
        "productId": row["productId"],
        "sku": part["sku"],
        "locationId": event["data"]["locationId"],
        "workorderId": event["data"]["workorderId"],
        "quantityOnHand": row["quantityOnHand"],
    }
    state.publish(stock_shortage_alert, event, row["productId"], data)

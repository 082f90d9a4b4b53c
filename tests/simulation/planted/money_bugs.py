"""Bugs of WorkExec's money: lines, totals, and what is billed."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import MONEY
from tests.simulation.planted.planting import Garden, restep
from workexec_contracts.consumer import envelope
from workexec_contracts.consumer.exchange import as_json
from workexec_contracts.consumer.workflow import finalize, lines, taxing
from workexec_contracts.contracts.vocabulary import CENT
from workexec_contracts.simulation.life import FINALIZE

if TYPE_CHECKING:
    import pytest

GARDEN = Garden()
plants = GARDEN.plants


@plants(MONEY)
def declined_parts_are_billed(patch: pytest.MonkeyPatch) -> None:
    right = finalize._totals
    patch.setattr(
        finalize,
        "_totals",
        lambda order, parts: right(order, [{**part, "declined": False} for part in parts]),
    )


@plants(MONEY)
def lines_are_rounded_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "amount", lambda value: value.quantize(CENT, ROUND_DOWN))


@plants(MONEY)
def lines_are_rounded_half_to_even(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "amount", lambda value: Decimal(value).quantize(CENT, ROUND_HALF_EVEN))


@plants(MONEY)
def the_bill_leaves_the_tax_out_of_its_total(patch: pytest.MonkeyPatch) -> None:
    right = finalize._totals

    def wrong(order: Any, parts: Any) -> Any:
        return right({**order, "taxTotal": 0}, parts) | {"taxTotal": order["taxTotal"]}

    patch.setattr(finalize, "_totals", wrong)
    patch.setattr(envelope, "sealed", lambda _event, told: as_json(told).encode())


@plants(MONEY)
def the_total_forgets_a_line(patch: pytest.MonkeyPatch) -> None:
    right = taxing._summed

    def wrong(estimate: Any, taxes: Any) -> Any:
        summed = right(estimate, taxes)
        less = summed["items"][-1]["subtotal"] if len(summed["items"]) > 2 else 0
        return {**summed, "subtotal": summed["subtotal"] - less}

    patch.setattr(taxing, "_summed", wrong)


@plants(MONEY)
def more_is_billed_than_was_used(patch: pytest.MonkeyPatch) -> None:
    right = finalize._used
    patch.setattr(
        finalize,
        "_used",
        lambda *args: {**(used := right(*args)), "usageQuantity": used["usageQuantity"] + 1},
    )


@plants(MONEY)
def what_was_planned_is_billed_instead_of_what_was_used(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, workorder_id: str, asked: Any) -> Any:
        parts = [part.model_copy(update={"usage_quantity": None}) for part in asked.parts or ()]
        return right(shop, identity, workorder_id, asked.model_copy(update={"parts": parts}))

    restep(patch, FINALIZE, wrong)

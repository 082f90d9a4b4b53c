"""Amounts in decimal, half-up per line (F06)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from workexec_contracts.contracts.vocabulary import CENT


def exact(value: float | Decimal | str) -> Decimal:
    """The decimal that a JSON number was written as."""
    return Decimal(str(value))


def amount(value: Decimal) -> Decimal:
    """Rounded half-up to cents."""
    return value.quantize(CENT, ROUND_HALF_UP)

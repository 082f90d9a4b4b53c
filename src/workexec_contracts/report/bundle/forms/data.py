"""The bundle as JSON; `bundle.schema.json` is its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.report.bundle.standing import Bundle


def as_json(bundle: Bundle) -> str:
    """`Bundle.model_validate_json` reads it."""
    return bundle.model_dump_json(indent=1) + "\n"

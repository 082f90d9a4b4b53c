"""JSON documents: places in them, and what the contract says of them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from workexec_contracts.contracts.vocabulary import TaxCalculation, json_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.variations import Path

INVALID = "VALIDATION_ERROR"


def as_text(document: object) -> str:
    """The JSON text of a document."""
    return json.dumps(document, ensure_ascii=False, default=json_default)


def as_json(text: str) -> Any:  # noqa: ANN401  # JSON of any type
    """The JSON value of a text, numbers exact. Raises ValueError."""
    return json.loads(text, parse_float=Decimal)


def shown(path: Path) -> str:
    """`data.parts[0].sku`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the body"


def paths(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  # JSON of any type
    """Every place of a document with its value; of each list the first item stands for all."""
    yield at, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from paths(member, (*at, name))
    if isinstance(value, list) and value:
        yield from paths(value[0], (*at, 0))


def schema_fault(operation: Endpoint, document: object) -> str | None:
    """The error code of a document that does not fit the schema, None where it does (F07)."""
    exact = as_json(as_text(document))
    if operation.request is None or _fits(operation.request, exact):
        return None
    behaviour, lenient = operation.behaviour, operation.lenient_request
    if lenient and isinstance(behaviour, TaxCalculation) and _fits(lenient, exact):
        return behaviour.missing
    return INVALID


def _fits(model: type[BaseModel], exact: object) -> bool:
    try:
        model.model_validate(exact)
    except ValidationError:
        return False
    return True

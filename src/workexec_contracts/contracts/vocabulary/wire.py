"""What crosses the wire: strict, camelCase JSON in which `null` is never a value.

Decisions F05, F06, F33, F40, F42 and F44 hold for every model below.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

from .data import without_derived

MAX_INTEGER = 2**31 - 1
MAX_MONEY = Decimal("999999999.99")
MAX_TOTAL = Decimal("9999999999999.99")
CENT = Decimal("0.01")

_DAY = (
    r"(?:(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29)"
)
_TIME = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
DATE_TIME_PATTERN = rf"^{_DAY}{_TIME}(?:Z|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00))$"
"""Offsets end at 18 hours: Java, which the neighbours are written in, knows none beyond."""
UTC_DATE_TIME_PATTERN = rf"^{_DAY}{_TIME}Z$"
NOT_BLANK_PATTERN = r"[^\u0000-\u0020]"
UUID_PATTERN = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


_BLANKS = "".join(map(chr, range(ord(" ") + 1)))


def is_blank(text: str) -> bool:
    """Whether `text` holds nothing but control characters and spaces (F28)."""
    return not text.strip(_BLANKS)


def decimal_of(value: object) -> Decimal:
    """The exact decimal of a JSON number; booleans, texts and infinities are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("number_type", "Input should be a number")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise PydanticCustomError("number_type", "Input should be a number") from None
    if not number.is_finite():
        raise PydanticCustomError("finite_number", "Input should be a finite number")
    return number


def _cents(value: object) -> Decimal:
    return _amount(value, MAX_MONEY)


def _total(value: object) -> Decimal:
    return _amount(value, MAX_TOTAL)


def _amount(value: object, most: Decimal) -> Decimal:
    number = decimal_of(value)
    if not -most <= number <= most:
        raise PydanticCustomError("money_range", f"Input should be at most {most} either way")
    rounded = number.quantize(CENT)
    if number != rounded:
        raise PydanticCustomError("money_decimals", "Input should have at most 2 decimals")
    return rounded


def _integer(value: object) -> int:
    if type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER:
        return value
    number = decimal_of(value)
    if abs(number) > MAX_INTEGER or number != number.to_integral_value():
        raise PydanticCustomError("int_type", "Input should be an integer of at most 32 bits")
    return int(number)


def _whole(value: object) -> int:
    if type(value) is int:
        return value
    number = decimal_of(value)
    if number != number.to_integral_value():
        raise PydanticCustomError("int_type", "Input should be a whole number")
    return int(number)


def as_number(value: Decimal) -> float | int:
    """A decimal as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


_TOTAL = {"type": "number", "multipleOf": 0.01}
_MONEY = {"type": "number", "maximum": float(MAX_MONEY), "multipleOf": 0.01}


def json_default(value: object) -> float | int:
    """For `json.dumps`: exact decimals as numbers. Raises TypeError for anything else."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is not JSON")
    return as_number(value)


_number = PlainSerializer(as_number, return_type=float, when_used="json")

Text = Annotated[str, StringConstraints(pattern=NOT_BLANK_PATTERN)]
"""Any non-blank text."""
Money = Annotated[
    Decimal, BeforeValidator(_cents), Field(ge=0), _number, WithJsonSchema({**_MONEY, "minimum": 0})
]
"""An amount >= 0 with at most two decimals (F06, F42)."""
Total = Annotated[
    Decimal, BeforeValidator(_total), Field(ge=0), _number, WithJsonSchema({**_TOTAL, "minimum": 0})
]
"""An amount of an answer, which may add up beyond what a request may hold (F63)."""
SignedMoney = Annotated[
    Decimal, BeforeValidator(_cents), _number, WithJsonSchema({**_MONEY, "minimum": -float(MAX_MONEY)})
]
"""An amount that a credit may make negative (F35)."""
Rate = Annotated[
    Decimal,
    BeforeValidator(decimal_of),
    Field(ge=0, le=1),
    _number,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
"""A share of one, 0.08 for 8 percent."""
Units = Annotated[
    Decimal,
    BeforeValidator(decimal_of),
    Field(ge=0, le=MAX_INTEGER),
    _number,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MAX_INTEGER}),
]
"""Labor units, hours by custom; fractions allowed."""
Count = Annotated[
    int,
    BeforeValidator(_integer),
    Field(ge=0),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MAX_INTEGER}),
]
"""A whole number >= 0: quantities, minutes, totals (F42)."""
Level = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
"""What whole numbers add up to: stock, also below zero (F43) and beyond what a request may hold (F63)."""
DateTime = Annotated[
    str,
    StringConstraints(pattern=DATE_TIME_PATTERN),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": DATE_TIME_PATTERN}),
]
"""RFC 3339 with `Z` or an offset (F44)."""
UtcDateTime = Annotated[
    str,
    StringConstraints(pattern=UTC_DATE_TIME_PATTERN),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": UTC_DATE_TIME_PATTERN}),
]
"""RFC 3339 in UTC (F27, F44)."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217 (F06)."""


class Wire(BaseModel):
    """A JSON object of the contracts. Optional members may be absent, never null (F40).

    Only the names on the wire count: `location_id` is not `locationId`.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        serialize_by_alias=True,
        strict=True,
        frozen=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _refuse_null(cls, data: Any) -> Any:  # noqa: ANN401  # pydantic hands over whatever was parsed
        if isinstance(data, dict) and None in data.values():
            declared = {field.alias or name for name, field in cls.model_fields.items()}
            for name, value in data.items():
                if value is None and name in declared:  # of an answer's other members nothing is said (F05)
                    raise PydanticCustomError("null", "{name} should not be null", {"name": name})
        return data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        for name, member in schema.get("properties", {}).items():
            schema["properties"][name] = _without_null(member)
        return schema

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """The model of a JSON text, numbers taken exactly. Raises ValueError (ValidationError is one)."""
        try:
            if isinstance(text, bytes):
                text = text.decode(json.detect_encoding(text), "surrogatepass")
            value = _EXACT.decode(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return cls.model_validate(value)

    def to_wire(self) -> dict[str, Any]:
        """The JSON object, absent members left out. Do not change what is in it: it is shared."""
        return dict(self._plain)

    @cached_property
    def _plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = _with_numbers(self.model_dump(exclude_none=True))
        return plain

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # type: ignore[pydantic-alias]  # aimed at `alias_generator` above
        """Another one; what was derived from this one's members is derived anew."""
        return without_derived(super().model_copy(update=update, deep=deep))


class Request(Wire):
    """A closed object: an unknown member is an error (F05, F33)."""

    model_config = ConfigDict(extra="forbid")


class Response(Wire):
    """An open object: extra members are allowed and ignored (F05)."""

    model_config = ConfigDict(extra="allow")


def _with_numbers(value: Any) -> Any:  # noqa: ANN401  # JSON of any type
    """Decimals as JSON numbers, also in members that the contract does not know."""
    if isinstance(value, Decimal):
        return as_number(value)
    if isinstance(value, dict):
        return {name: _with_numbers(member) for name, member in value.items()}
    return [_with_numbers(item) for item in value] if isinstance(value, list) else value


def _refuse_constant(name: str) -> float:
    message = f"{name} is not JSON"
    raise ValueError(message)


_EXACT = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)


def _without_null(member: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in member.items() if not (key == "default" and value is None)}
    branches = [branch for branch in kept.pop("anyOf", []) if branch != {"type": "null"}]
    if len(branches) == 1:
        return {**branches[0], **kept}
    return {**kept, "anyOf": branches} if branches else kept

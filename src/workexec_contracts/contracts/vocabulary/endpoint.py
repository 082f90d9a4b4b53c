"""An HTTP operation of a provider, with everything that both sides agreed about it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel

from .behaviour import Acknowledge, Behaviour, Fixed
from .data import Data, Status
from .error import ErrorCode
from .event import Event
from .policy import Cache, Policy
from .rule import Known, Rule
from .wire import MAX_INTEGER, Request, Response, is_blank


class Header(Data):
    """A header that WorkExec sends. `required` ones are refused when absent."""

    name: str
    required: bool
    pattern: str | None
    example: str
    clause: str


class Parameter(Data):
    """A query or path parameter: a text, an integer of a range, or one of `values` (F03, F28)."""

    name: str
    description: str
    kind: Literal["string", "integer", "enum"] = "string"
    place: Literal["query", "path"] = "query"
    required: bool = False
    minimum: int = 0
    maximum: int = MAX_INTEGER
    default: int | None = None
    values: tuple[str, ...] = ()
    out_of_range: str = "VALIDATION_ERROR"
    """The error code of an integer outside the range."""
    example: str | None = None

    def fault(self, text: str | None) -> str | None:
        """The error code of a raw value (the first one, where repeated), None when it is fine."""
        if text is None or is_blank(text):
            return "VALIDATION_ERROR" if self.required else None
        if self.kind == "enum" and text not in self.values:
            return "VALIDATION_ERROR"
        if self.kind == "integer":
            if not re.fullmatch("-?[0-9]+", text):
                return "VALIDATION_ERROR"
            size = int(text.lstrip("-0")[:12] or "0")  # 12 digits are beyond every range
            if not self.minimum <= (-size if text.startswith("-") else size) <= self.maximum:
                return self.out_of_range
        return None

    @property
    def expected(self) -> str:
        """What a valid value is, in words."""
        if self.kind == "enum":
            return f"must be one of {', '.join(self.values)}"
        if self.kind == "integer":
            return f"must be an integer from {self.minimum} to {self.maximum}"
        return "must not be blank"


class Example(Data):
    """The document's own request and response. `request` holds the query parameters or the body."""

    name: str
    request: dict[str, Any]
    response: dict[str, Any]
    status: int
    clause: str


class Endpoint(Data):
    """One operation. `errors` are those of the document and the ones that every endpoint answers (F02)."""

    operation_id: str
    title: str
    method: Literal["GET", "POST", "PUT"]
    path: str
    summary: str
    clause: str
    status: Status
    blocked_by: str | None
    status_code: int
    parameters: tuple[Parameter, ...] = ()
    at_least_one: tuple[str, ...] = ()
    """Optional parameters of which one must be given (F04)."""
    request: type[BaseModel] | None = None
    lenient_request: type[Request] | None = None
    """The schema behind which `MISSING_TAX_CODE` is looked for (F07)."""
    response: type[Response]
    headers: tuple[Header, ...]
    errors: tuple[ErrorCode, ...]
    policy: Policy
    cache: Cache | None = None
    behaviour: Behaviour = Fixed()
    rules: tuple[Rule, ...] = ()
    requires: tuple[Known, ...] = ()
    empty_display: str | None = None
    """What WorkExec shows when a search finds nothing."""
    placeholder: str | None = None
    """What WorkExec shows where it goes on without an answer."""
    manual_entry: str | None = None
    """The permission with which WorkExec offers manual entry where nothing is found or answered (F30)."""
    examples: tuple[Example, ...] = ()
    assumptions: tuple[str, ...] = ()
    """The findings that its stub and pact rest on."""
    events: tuple[Event, ...] = ()
    """The events that this operation delivers."""

    @cached_property
    def mutates(self) -> bool:
        """Whether the operation has an effect: it records or delivers, and so needs a key (F20)."""
        return any(header.name == "Idempotency-Key" for header in self.headers)

    @cached_property
    def known(self) -> dict[str, Parameter]:
        """Its parameters by their names."""
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def paging(self) -> tuple[str, ...]:
        """Its parameters that are integers: of a search, the page's number and size."""
        return tuple(parameter.name for parameter in self.parameters if parameter.kind == "integer")

    @cached_property
    def media_type(self) -> str:
        """The content type of the request body."""
        delivers = isinstance(self.behaviour, Acknowledge)
        return "application/cloudevents+json" if delivers else "application/json"

    def error(self, code: str) -> ErrorCode:
        """The documented error of that code. Raises KeyError when the operation has none."""
        for error in self.errors:
            if error.code == code:
                return error
        raise KeyError(code)

    @cached_property
    def unavailable(self) -> ErrorCode:
        """What the operation answers while its service is down."""
        return next(error for error in self.errors if error.status == 503)  # noqa: PLR2004  # F02

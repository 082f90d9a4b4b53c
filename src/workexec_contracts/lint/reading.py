"""Facts read out of sections: endpoints, calls, parameters, errors, retries, cache times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Data

from .document import Document, Row, Section, bullets, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALL = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) `?(/api/[^\s`)?]+)(?:\?([^\s`]+))?")
_CODE = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`")
_REFUSAL = re.compile(r"return (\d{3})")
_RANGE = re.compile(r"\((\d+)-(\d+)\)")


class Call(Data):
    """A request that the document's text shows."""

    section: Section
    operation: str
    """Method and path."""
    query: dict[str, str]


class ParameterRow(Data):
    """A row of a parameter table."""

    name: str
    type: str
    required: bool
    values: tuple[str, ...]
    range: tuple[int, int] | None
    default: int | None


def calls(document: Document) -> Iterator[Call]:
    """Every request in the text, the declarations of endpoints included."""
    for section in document.sections:
        for method, path, query in _CALL.findall(section.text):
            pairs = (pair.partition("=") for pair in query.split("&") if pair)
            yield Call(
                section=section,
                operation=f"{method} {path}",
                query={name: value for name, _, value in pairs},
            )


def declared(section: Section) -> tuple[str, ...]:
    """The endpoints that a section declares, as method and path."""
    found: list[str] = []
    for text in section.text.split("**Endpoint:**")[1:]:
        call = _CALL.search(text)
        if call:
            found.append(f"{call[1]} {call[2]}")
    return tuple(found)


def event_type(section: Section) -> str | None:
    """The type of the event that a section defines."""
    return section.labelled("Event").strip("`") or None


def event_sections(document: Document) -> Iterator[tuple[str, Section]]:
    """The sections that define an event, with its short name."""
    for section in document.sections:
        kind = event_type(section)
        if kind:
            yield kind.rpartition(".")[2], section


def parameters(section: Section) -> tuple[ParameterRow, ...]:
    """The parameter table."""
    return tuple(_parameter(row) for row in table(section.labelled("Request Parameters")))


def _parameter(row: Row) -> ParameterRow:
    text = row["Description"]
    span, default = _RANGE.search(text), re.search(r"Default: (\d+)", text)
    return ParameterRow(
        name=row["Parameter"].strip("`"),
        type=row["Type"],
        required=row["Required"] == "Yes",
        values=tuple(re.findall(r"`(\w+)`", text)),
        range=(int(span[1]), int(span[2])) if span else None,
        default=int(default[1]) if default else None,
    )


def error_table(section: Section) -> dict[str, tuple[int, str]]:
    """The error table: status and meaning by code."""
    rows = table(section.labelled("Error Codes"))
    return {row["Error Code"].strip("`"): (int(row["HTTP Status"]), row["Meaning"]) for row in rows}


def errors(section: Section) -> dict[str, int]:
    """Status by code, from the table and from bullets of the form "return 400 ... with `CODE`"."""
    found = {code: status for code, (status, _) in error_table(section).items()}
    for bullet in bullets(section.text):
        status, code = _REFUSAL.search(bullet), _CODE.search(bullet)
        if status and code:
            found[code[1]] = int(status[1])
    return found


def objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # a JSON value of any type
    """Every object inside a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


def members(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # a JSON value of any type
    """Every member inside a JSON value with its dotted path; items of a list have its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}" if path else name
            yield here, inner
            yield from members(inner, here)
    elif isinstance(value, list):
        for item in value:
            yield from members(item, path)

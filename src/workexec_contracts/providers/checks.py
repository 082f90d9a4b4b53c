"""The checks of F31, in their order; each raises `Refused`."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from workexec_contracts.bodies import document_of, exact_json
from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import (
    BEARER_PATTERN,
    DEEPEST,
    Acknowledge,
    is_blank,
)
from workexec_contracts.variations import values_at

from .call import AROUND, Fault, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

    from workexec_contracts.contracts.vocabulary import Endpoint, Known

    from .call import Call
    from .state import Row, State

INVALID = "VALIDATION_ERROR"
NOT_IN_URLS = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\xa0]|%(?![0-9A-Fa-f]{2})')
"""What RFC 3986 lets no URL hold, an escape that is none among it; brackets may stand in a query."""
_BRACKETS = re.compile(r"[\[\]]")
_BEARER = re.compile(BEARER_PATTERN)
UTF_8 = {"utf-8", "utf8"}


def url(call: Call) -> None:
    """A path and a query that could be a URL's; what begins with `//` would name a host."""
    if call.path.startswith("//"):
        raise Refused("NOT_FOUND")
    if NOT_IN_URLS.search(f"{call.path}?{call.raw_query}") or _BRACKETS.search(call.path):
        raise Refused(INVALID, Fault("url", "must be a URL of RFC 3986"))


def authorized(call: Call) -> None:
    """A bearer token of the right form; its signature is not verified (F02)."""
    if not _BEARER.fullmatch(call.headers.get("authorization", "")):
        raise Refused("UNAUTHORIZED")


def parameters(operation: Endpoint, call: Call, path: Mapping[str, str]) -> dict[str, Any]:
    """The values of all given parameters and defaults (F03, F04, F28)."""
    found: dict[str, Any] = {}
    faults: dict[str, list[Fault]] = {}
    for name, parameter in operation.known.items():
        text = (path if parameter.place == "path" else call.query).get(name)
        code = parameter.fault(text)
        if code:
            faults.setdefault(code, []).append(Fault(name, parameter.expected))
        elif text is None or is_blank(text):
            found[name] = parameter.default
        else:
            found[name] = int(text) if parameter.kind == "integer" else text
    names = operation.at_least_one
    if names and all(is_blank(call.query.get(name, "")) for name in names):
        missing = [Fault(name, f"one of {', '.join(names)} must be given") for name in names]
        faults.setdefault(INVALID, []).extend(missing)
    for code in (INVALID, *faults):
        if code in faults:
            raise Refused(code, *faults[code])
    return {name: value for name, value in found.items() if value is not None}


def content_type(operation: Endpoint, call: Call) -> None:
    """The media type of the contract, with or without parameters; JSON between systems is UTF-8."""
    given = call.headers.get("content-type", "")
    if given == operation.media_type:
        return
    media, *parameters = (part.strip() for part in given.lower().split(";"))
    pairs = (parameter.partition("=")[::2] for parameter in parameters)
    charsets = {value.strip().strip('"') for name, value in pairs if name.strip() == "charset"}
    if media != operation.media_type or charsets - UTF_8:
        raise Refused(INVALID, Fault("Content-Type", f"must be {operation.media_type} in UTF-8"))


def idempotency_key(call: Call) -> str:
    """The key of a mutation (F20)."""
    key = call.headers.get("idempotency-key", "")
    if is_blank(key):
        raise Refused(INVALID, Fault("Idempotency-Key", "must not be blank"))
    return key.strip(AROUND)


def parsed(body: bytes) -> Any:  # noqa: ANN401  # JSON of any type
    """The JSON value of a body, numbers exact."""
    try:
        return exact_json(body)
    except ValueError:
        raise _no_json() from None


def document(operation: Endpoint, body: bytes) -> Mapping[str, Any]:
    """The document of a body that fits the schema; else the faults, with their paths."""
    if operation.request is None:
        parsed(body)
        return {}
    try:
        found = document_of(operation.request, body)
    except ValidationError as error:
        raise _misfit(error) from None
    except ValueError:
        raise _no_json() from None
    if body.count(b"{") + body.count(b"[") > DEEPEST and not _is_within(found, DEEPEST):
        raise Refused(INVALID, Fault("body", f"must have at most {DEEPEST} levels"))
    return found


def _is_within(value: object, levels: int) -> bool:
    """Whether objects and lists are nested in at most so many levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is None or (levels > 0 and all(_is_within(one, levels - 1) for one in inner))


def _no_json() -> Refused:
    return Refused(INVALID, Fault("body", "must be a JSON object"))


def _misfit(error: ValidationError) -> Refused:
    return Refused(INVALID, *(Fault(_path(entry), entry["msg"]) for entry in error.errors(include_url=False)))


def _path(entry: ErrorDetails) -> str:
    named = [entry["ctx"]["name"]] if entry["type"] == "null" else []  # its place is the object around it
    path = ".".join(map(str, (*entry["loc"], *named)))
    return "body" if is_blank(path) else path  # a name of blanks names nothing


def key_is_id(operation: Endpoint, key: str, document: Mapping[str, Any]) -> None:
    """An event's key is its id (F45)."""
    if isinstance(operation.behaviour, Acknowledge) and key != document["id"]:
        raise Refused(INVALID, Fault("Idempotency-Key", "must be the id of the event"))


def rules(operation: Endpoint, document: Mapping[str, Any]) -> None:
    """The rules across members, in the contract's order."""
    for rule in operation.rules:
        if rule.broken_by(document):
            raise Refused(rule.code, Fault(rule.field, rule.says))


def references(operation: Endpoint, document: Mapping[str, Any], state: State) -> None:
    """What the provider must know already (F21, F45)."""
    for known in operation.requires:
        for value in values_at(document, known.member):
            if not any(_fits(known, row, document) for row in _rows(known, value, state)):
                raise Refused(known.error.code, Fault(known.member, known.says))


def _rows(known: Known, value: object, state: State) -> Iterable[Mapping[str, Any]]:
    """The rows that a value means: one where it is their key, else all that have it."""
    table = state.table(known.collection)
    collection = collections().get(known.collection)
    if collection is not None and collection.key == known.by:
        return [table[value]] if isinstance(value, str) and value in table else []
    if not isinstance(value, str):
        return []
    column = known.by
    return state.index(known.collection, ("by", column), partial(_by, column)).get(value, [])


def _by(column: str, rows: list[Row]) -> dict[str, list[Row]]:
    """The rows of each value of a column."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[column]), []).append(row)
    return found


def _fits(known: Known, row: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    for column, values in known.where.items():
        if row.get(column) not in values:
            return False
    for column, path in known.linked.items():
        held = row.get(column, ())
        if any(value not in held for value in values_at(document, path)):
            return False
    return True

"""Which answer the contracts demand of a raw request: the checks of F31, one after the other."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_plus

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import (
    BEARER_PATTERN,
    Acknowledge,
    Listing,
    Lookup,
    Record,
    Search,
    TaxCalculation,
    is_blank,
)

from . import reference

if TYPE_CHECKING:
    from pydantic import BaseModel

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .wire import Sent

Json = dict[str, Any]
INVALID = "VALIDATION_ERROR"
CREATED = 201


@dataclass(frozen=True)
class Outcome:
    """A status with the error's code, or with the body; `None` where only the model is fixed.

    `fields` are those that `fieldErrors` may name. `repeats` is false where the stubs cannot echo headers.
    """

    status: int
    code: str | None = None
    body: Json | None = None
    fields: frozenset[str] = frozenset()
    repeats: bool = True


def expected(operation: Endpoint, sent: Sent) -> tuple[Outcome, ...]:
    """What may be answered: several, where the order of checks is free."""
    path, _, query = sent.target.split(b"#")[0].partition(b"?")
    if not repeats(sent):
        unreadable = [refused(operation, INVALID, "url")] * _is_no_url(path, query)
        unreadable += [refused(operation, "NOT_FOUND")] * path.startswith(b"//")
        return tuple(replace(outcome, repeats=False) for outcome in unreadable)
    key = _path_parameter(operation, path)
    denied = []
    if key is None:
        denied.append(refused(operation, "NOT_FOUND"))
    if sent.method != operation.method:
        denied.append(refused(operation, "METHOD_NOT_ALLOWED"))
    if not re.fullmatch(BEARER_PATTERN, (sent.header("Authorization") or b"").decode("latin-1")):
        denied.append(refused(operation, "UNAUTHORIZED"))
    if denied:
        return tuple(denied)
    if operation.request is None:
        return (_read(operation, key or "", _pairs(query)),)
    return (_write(operation, sent),)


def repeats(sent: Sent) -> bool:
    """Whether the stubs can echo headers: WireMock fills no template for a URL that Java cannot parse."""
    path, _, query = sent.target.split(b"#")[0].partition(b"?")
    return not (path.startswith(b"//") or _is_no_url(path, query))


def refused(operation: Endpoint, code: str, *fields: str) -> Outcome:
    """A documented error."""
    return Outcome(operation.error(code).status, code, fields=frozenset(fields))


def _is_no_url(path: bytes, query: bytes) -> bool:
    """Whether it holds what RFC 3986 and RFC 3987 allow in no URL."""
    text = (path + query).decode("utf-8", "replace")
    return bool(re.search(r'[\x00-\x20"<>\\^`{|}\x7f-\xa0]|\s', text) or re.search(rb"[\[\]]", path))


def _path_parameter(operation: Endpoint, path: bytes) -> str | None:
    """The value of the path's one parameter, empty without one; None where the path does not fit."""
    pattern = re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(operation.path))
    match = re.fullmatch(pattern.encode(), path)
    if match is None:
        return None
    return unquote(match[1].decode("latin-1"), errors="replace") if match.groups() else ""


def _pairs(query: bytes) -> list[tuple[str, str]]:
    found = []
    for pair in query.decode("utf-8", "replace").split("&"):
        name, _, value = pair.partition("=")
        found.append((unquote_plus(name, errors="replace"), unquote_plus(value, errors="replace")))
    return found


def _read(operation: Endpoint, key: str, pairs: list[tuple[str, str]]) -> Outcome:
    given = reference.given_of(pairs)
    if key:
        given |= {p.name: key for p in operation.parameters if p.place == "path" and not is_blank(key)}
    faults = {p.name: code for p in operation.parameters if (code := p.fault(given.get(p.name)))}
    if operation.at_least_one and not given.keys() & set(operation.at_least_one):
        faults |= dict.fromkeys(operation.at_least_one, INVALID)
    for code in (INVALID, *faults.values()):
        if code in faults.values():
            return refused(operation, code, *(name for name, other in faults.items() if other == code))
    match operation.behaviour:
        case Search() as behaviour:
            return Outcome(operation.status_code, body=reference.search(operation, behaviour, given))
        case Listing() as behaviour:
            return Outcome(operation.status_code, body=reference.listing(behaviour, given))
        case Lookup() as behaviour:
            keys = {name: collection.key for name, collection in collections().items()}
            return _either(operation, reference.lookup(behaviour, given[behaviour.parameter], keys))
    raise NotImplementedError(operation.behaviour)


def _either(operation: Endpoint, found: Json | str) -> Outcome:
    if isinstance(found, str):
        return refused(operation, found)
    return Outcome(operation.status_code, body=found)


def _write(operation: Endpoint, sent: Sent) -> Outcome:  # noqa: PLR0911  # one case each
    media, *parameters = (sent.header("Content-Type") or b"").decode("latin-1").lower().split(";")
    charsets = {p.partition("=")[2].strip().strip('"') for p in parameters if p.strip().startswith("charset")}
    if media.strip() != operation.media_type or charsets - {"utf-8", "utf8"}:
        return refused(operation, INVALID, "Content-Type")
    key = (sent.header("Idempotency-Key") or b"").decode("latin-1")
    if operation.mutates and is_blank(key):
        return refused(operation, INVALID, "Idempotency-Key")
    if not _parses(operation.request, sent.body):
        lenient = _parses(operation.lenient_request, sent.body)
        return refused(operation, "MISSING_TAX_CODE" if lenient else INVALID)
    body: Json = json.loads(sent.body or b"", parse_float=Decimal)
    match operation.behaviour:
        case TaxCalculation() as behaviour:
            return _either(operation, reference.tax(operation, behaviour, body))
        case Record():
            return Outcome(operation.status_code)
        case Acknowledge() if key != body["id"]:
            return refused(operation, INVALID, "Idempotency-Key")
        case Acknowledge():
            return _delivered(operation, body)
    raise NotImplementedError(operation.behaviour)


def _delivered(operation: Endpoint, body: Json) -> Outcome:
    for rule in operation.rules:
        if rule.broken_by(body):
            return refused(operation, rule.code, rule.field)
    for known in operation.requires:
        if not reference.refers(known, body):
            return Outcome(known.error.status, known.error.code, fields=frozenset({known.member}))
    return Outcome(operation.status_code, body={"eventId": body["id"], "status": "ACCEPTED"})


def _parses(model: type[BaseModel] | None, body: bytes | None) -> bool:
    """Whether the contract's model takes the body; JSON between systems is UTF-8 without a mark."""
    if model is None or not body:
        return False
    try:
        parse(model, body.decode("utf-8"))
    except (ValueError, RecursionError, ArithmeticError):
        return False
    return True


def parse(model: type[BaseModel], text: str | bytes) -> BaseModel:
    """A model of the contracts, numbers taken exactly; a delivery of several events is a union of them."""
    value = json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_encodable)
    return model.model_validate(value)


def _encodable(members: list[tuple[str, Any]]) -> Json:
    """Half a surrogate pair is no text, be it in a member that a later one of that name replaces."""
    json.dumps(members, default=str, ensure_ascii=False).encode()
    return dict(members)


def _refuse(name: str) -> float:
    message = f"{name} is not JSON"
    raise ValueError(message)

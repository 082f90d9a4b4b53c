"""Silence: what the data had to decide, and of which the section holds no word that could say it.

A word search, not reading: it tells that nothing was said, never whether what was said suffices.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workexec_contracts.contracts.vocabulary import Endpoint, Search
from workexec_contracts.lint.problem import Problem
from workexec_contracts.lint.schema import places, properties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.lint.given import Given

_MARKS = r"optional|may be absent|nullable"


class Silence(NamedTuple):
    """A question that an operation raises, and the words of which an answer would hold one."""

    kind: str
    question: str
    raised_by: Callable[[Endpoint], bool]
    words: str


def _requests(is_so: Callable[[dict[str, Any]], bool]) -> Callable[[Endpoint], bool]:
    return lambda operation: any(is_so(schema) for schema in properties(operation.request))


def _is_money(schema: dict[str, Any]) -> bool:
    return "multipleOf" in schema


def _speaks_of_money(operation: Endpoint) -> bool:
    models = (operation.request, operation.response)
    return any(_is_money(schema) for model in models for schema in properties(model))


SILENCES = (
    Silence("response-members-unmarked", "which members may be absent", lambda o: not o.events, _MARKS),
    Silence(
        "request-members-unmarked", "which members may be absent", lambda o: o.request is not None, _MARKS
    ),
    Silence(
        "blank-parameter-unanswered",
        "what a blank or repeated parameter means",
        lambda o: any(parameter.place == "query" for parameter in o.parameters),
        r"blank|empty|repeated",
    ),
    Silence(
        "matching-unstated",
        "how a term matches, and in which order items come",
        lambda o: isinstance(o.behaviour, Search),
        r"substring|prefix|exact|ignoring case|sorted|ordered by",
    ),
    Silence("decimals-unstated", "how money is rounded and written", _speaks_of_money, r"decimal|round"),
    Silence(
        "date-time-form-unstated",
        "which form a date-time has",
        _requests(lambda schema: schema.get("format") == "date-time"),
        r"RFC 3339|ISO 8601|UTC|offset|time zone",
    ),
    Silence(
        "quantity-form-unstated",
        "whether a quantity is whole and may be negative",
        _requests(lambda schema: schema.get("type") == "integer"),
        r"integer|whole|negative",
    ),
    Silence(
        "upper-bound-unstated",
        "how large a number may be",
        _requests(lambda schema: _is_money(schema) or schema.get("type") == "integer"),
        r"at most|maximum|no more than",
    ),
    Silence("encoding-unstated", "in which encoding texts come", lambda _: True, r"UTF-8|charset|encod"),
    Silence(
        "idempotency-unanswered", "what a repeated key answers", lambda o: o.mutates, r"idempoten|same key"
    ),
)


def silences(given: Given) -> Iterator[Problem]:
    """Each question of each operation that its section leaves open."""
    for _, operation in given.operations:
        section = given.section_of(operation)
        if section is None:
            continue
        for silence in SILENCES:
            if silence.raised_by(operation) and not re.search(silence.words, section.text, re.IGNORECASE):
                yield Problem(
                    kind=silence.kind,
                    subject=operation.operation_id,
                    detail=f"nothing says {silence.question}",
                    clause=section.clause,
                )


def optional_members_are_marked(given: Given) -> Iterator[Problem]:
    """A member that the data lets be absent is called optional in its section."""
    for _, operation in given.operations:
        section = given.section_of(operation)
        if section is None or re.search(_MARKS, section.text):
            continue
        for side, model in (("request", operation.request), ("response", operation.response)):
            for place in places(model):
                if not place.required and f'"{place.name}":' in section.text:
                    yield Problem(
                        kind=f"optional-{side}-member-unmarked",
                        subject=f"{operation.operation_id} {place.name}",
                        detail="shown in the example, optional by assumption",
                        clause=section.clause,
                    )


def claims_are_kept(given: Given) -> Iterator[Problem]:
    """What the status update says to be defined is defined somewhere."""
    update = given.document.section("Phase 4.4 / Status Update")
    if update is None:
        return
    rest = given.document.text.replace(update.text, "").lower()
    patterns = re.search(r"\(consumption workflows, ([^)]+)\)", update.text)
    for claim in patterns[1].split(", ") if patterns else ():
        stem = claim.split()[0].lower()[:8]
        if stem not in rest:
            detail = f"claimed as defined, and {claim!r} stands nowhere else"
            yield Problem(kind="claim-unkept", subject=claim, detail=detail, clause=update.clause)
    count = re.search(r"(\d+) primary events", update.text)
    if count and int(count[1]) != len(given.documented_events):
        detail = f"{count[0]} are claimed, {len(given.documented_events)} are defined"
        yield Problem(kind="claimed-count-differs", subject="events", detail=detail, clause=update.clause)

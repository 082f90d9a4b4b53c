"""Arithmetic and memory: what a mapping cannot match, the stubs ask themselves.

A valid request goes on to `/__wxc/<operation>/<key>?verdict=...`, where the verdict, computed by a
template, is the name of the first rule that the request breaks, or `ok`.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Comparison, Const, Difference, Member, Sum
from workexec_contracts.dataset import rows

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Expression, Known, Rule

OK = "ok"
KEY_MISMATCH = "key"
MS_PER_MINUTE = 60_000
_BEYOND_MS = r"(?<=\.[0-9]{3})[0-9]+"
"""The digits of a date-time that WireMock's milliseconds drop."""


def verdict(rules: tuple[Rule, ...], body_schema: dict[str, Any], *, key_is_id: bool) -> str:
    """A template of the verdict on `request.body`."""
    text = OK
    for rule in reversed(rules):
        text = _unless_holds(rule.requires, _dates(body_schema), rule.name, text)
    if key_is_id:
        same = "(eq (trim request.headers.Idempotency-Key) body.id)"
        text = f"{{{{#if {same}}}}}{text}{{{{else}}}}{KEY_MISMATCH}{{{{/if}}}}"
    return "{{parseJson request.body 'body'}}" + text


def _unless_holds(comparison: Comparison, dates: frozenset[str], name: str, otherwise: str) -> str:
    temporal = any(path in dates for path in _members(comparison.left) | _members(comparison.right))
    whole = Difference(left=comparison.left, right=comparison.right)
    difference = _expression(whole, dates, temporal)
    if temporal:  # added last: WireMock computes in doubles, too short for nanoseconds since 1970
        difference = f"(math {difference} '+' {_beyond_ms(whole, dates)})"
    sign = f"(numberFormat {difference} '0.######' 'en_US')"
    broken = {
        "<": f"{{{{#unless (matches {sign} '-.*')}}}}",
        "<=": f"{{{{#unless (matches {sign} '0|-.*')}}}}",
        "==": f"{{{{#unless (matches {sign} '-?0')}}}}",
        ">=": f"{{{{#if (matches {sign} '-.*[1-9].*')}}}}",
    }[comparison.is_]
    closed = "{{/if}}" if comparison.is_ == ">=" else "{{/unless}}"
    return f"{broken}{name}{{{{else}}}}{otherwise}{closed}"


def _expression(expression: Expression, dates: frozenset[str], temporal: bool) -> str:  # noqa: FBT001  # recursion
    match expression:
        case Member(path=path) if path in dates:
            return f"(date (parseDate body.{path}) format='epoch')"
        case Member(path=path):
            return f"(math body.{path} '*' {MS_PER_MINUTE})" if temporal else f"body.{path}"
        case Const(value=value):
            return str(value * MS_PER_MINUTE if temporal else value)
        case Sum(terms=terms):
            first, *others = (_expression(term, dates, temporal) for term in terms)
            for other in others:
                first = f"(math {first} '+' {other})"
            return first
        case Difference(left=left, right=right):
            return f"(math {_expression(left, dates, temporal)} '-' {_expression(right, dates, temporal)})"


def _beyond_ms(expression: Expression, dates: frozenset[str]) -> str:
    """The same expression over what the milliseconds of its date-times leave out."""
    match expression:
        case Member(path=path) if path in dates:
            return f"(join '0.' (regexExtract body.{path} '{_BEYOND_MS}' default='0') '')"
        case Sum(terms=terms):
            first, *others = (_beyond_ms(term, dates) for term in terms)
            return reduce(lambda one, other: f"(math {one} '+' {other})", others, first)
        case Difference(left=left, right=right):
            return f"(math {_beyond_ms(left, dates)} '-' {_beyond_ms(right, dates)})"
        case _:
            return "0"


def _members(expression: Expression) -> frozenset[str]:
    match expression:
        case Member(path=path):
            return frozenset({path})
        case Const():
            return frozenset()
        case Sum(terms=terms):
            return frozenset().union(*(_members(term) for term in terms))
        case Difference(left=left, right=right):
            return _members(left) | _members(right)


def _dates(body_schema: dict[str, Any]) -> frozenset[str]:
    found: set[str] = set()

    def walk(node: dict[str, Any], prefix: str) -> None:
        if "$ref" in node:
            node = body_schema["$defs"][node["$ref"].rpartition("/")[2]]
        for name, member in node.get("properties", {}).items():
            if member.get("format") == "date-time":
                found.add(prefix + name)
            walk(member, f"{prefix}{name}.")

    walk(body_schema, "")
    return frozenset(found)


def refers_wrongly(known: Known) -> dict[str, Any]:
    """A body pattern of requests that refer to something which the dataset does not have."""
    fitting = [
        row
        for row in rows(known.collection)
        if all(str(row.get(column)) in values for column, values in known.where.items())
    ]
    parent, _, name = known.member.rpartition(".")
    if "[]" in known.member:
        listed = _quoted(str(row[known.by]) for row in fitting)
        return {"matchesJsonPath": f"$.{parent.removesuffix('[]')}[?(@.{name} nin {listed})]"}
    tests = (
        _linked(known, fitting)
        if known.linked
        else f"@.{name} in {_quoted(str(r[known.by]) for r in fitting)}"
    )
    return {"not": {"matchesJsonPath": f"$.{parent}[?({tests})]"}}


def _linked(known: Known, fitting: list[dict[str, Any]]) -> str:
    """The rows grouped by each value of the linked list column."""
    ((column, to),) = known.linked.items()
    name, other = known.member.rpartition(".")[2], to.rpartition(".")[2]
    values = dict.fromkeys(value for row in fitting for value in row[column])
    members = {
        value: _quoted(str(row[known.by]) for row in fitting if value in row[column]) for value in values
    }
    groups = (f"(@.{other} == '{value}' && @.{name} in {listed})" for value, listed in members.items())
    return " || ".join(groups)


def _quoted(texts: Any) -> str:  # noqa: ANN401  # any iterable of texts
    return "[" + ",".join("'" + text.replace("'", "\\'") + "'" for text in texts) + "]"

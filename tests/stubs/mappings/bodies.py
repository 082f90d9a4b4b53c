"""Requests with a body: values of the schema at their bounds, then one or several faults."""

from __future__ import annotations

import functools
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from workexec_contracts.contracts.vocabulary import (
    DATE_TIME_PATTERN,
    MAX_INTEGER,
    MAX_MONEY,
    NOT_BLANK_PATTERN,
    UTC_DATE_TIME_PATTERN,
    Acknowledge,
)
from workexec_contracts.dataset import rows

from . import texts
from .settle import settle
from .spelling import Raw, Style, at, paths, put, write
from .wire import Sent
from .wrong import FAULT, broken_by, envelopes

if TYPE_CHECKING:
    from uuid import UUID

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .spelling import Tree

Schema = dict[str, Any]
_NESTED = 28
"""Pairs of levels of an open object; the stubs take 64 levels in all, the event around it included."""
_STYLES = st.sampled_from(
    (
        Style(),
        Style(),
        Style(space=" \n\t"),
        Style(backwards=True),
        Style(escaped=True, backwards=True, space=" "),
    )
)
_DAYS = ("2026-01-25", "2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31")
_TIMES = (
    "T00:00:00",
    "T08:00:00",
    "T14:30:00",
    "T23:59:59",
    "T12:30:00.5",
    "T08:00:00.123456789",
    "T08:00:00.000001",
)
_OFFSETS = ("Z", "Z", "+00:00", "-00:00", "+05:30", "-18:00", "+14:00")
_IDS = {
    "locationId": [f"LOC-{number:03d}" for number in range(1, 7)],
    "personId": [row["personId"] for row in rows("people")],
    "recordedBy": [row["personId"] for row in rows("people")],
    "customerId": [row["customerId"] for row in rows("customers")],
    "sku": [row["sku"] for row in rows("parts")],
    "productId": [row["productId"] for row in rows("stock")],
    "taxCode": ["TAXABLE_GOODS", "LABOR_TAXABLE", "TAX_EXEMPT", "SHOP_FEE"],
}
"""What a member of that name may refer to; an unknown one among them."""
_PATTERNED = (
    "evt-test-7d9f2c1e-5a0b-4c3d-8e6f-0123456789AB",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    "v0",
    "v12",
    "X",
    "ORDER_66_",
    *(
        f"https://durion.platform/schemas/workexec/{version}"
        for version in ("v1", "2026-01", "%7Bx%7D", "ü{{")
    ),
)
"""Texts for the patterns of the contracts: drawing from the patterns themselves is slow."""


def good(operation: Endpoint) -> st.SearchStrategy[Sent]:
    """Requests that fit the schema; most of them also keep the rules."""
    return st.builds(
        functools.partial(_send, operation), _fitting(operation), _STYLES, st.uuids(version=4), st.just(())
    )


def bad(operation: Endpoint) -> st.SearchStrategy[Sent]:
    """Requests with one fault or several, in the body or around it."""
    fitting = _fitting(operation)
    faults = st.lists(FAULT, min_size=1, max_size=3)
    broken = st.tuples(fitting, faults).map(broken_by)
    around = st.sampled_from(envelopes(operation)).map(lambda one: (one,))
    send = functools.partial(_send, operation)
    return texts.weighted(
        (3, st.builds(send, broken, _STYLES, st.uuids(version=4), st.just(()))),
        (1, st.builds(send, fitting, _STYLES, st.uuids(version=4), around)),
    )


def _send(
    operation: Endpoint, body: Tree, style: Style, uuid: UUID, around: tuple[tuple[str, bytes | None], ...]
) -> Sent:
    if (
        isinstance(body, dict)
        and isinstance(body.get("id"), str)
        and isinstance(operation.behaviour, Acknowledge)
    ):
        body = {**body, "id": f"evt-test-{uuid}"} if body["id"].startswith("evt-") else body
    key = body["id"] if isinstance(body, dict) and isinstance(body.get("id"), str) else f"key-{uuid}"
    text = body if isinstance(body, bytes) else write(body, style).encode("utf-8", "surrogatepass")
    headers = [("Authorization", b"Bearer a.b.c"), ("Content-Type", operation.media_type.encode())]
    if operation.mutates:
        headers.append(("Idempotency-Key", _header(key)))
    sent = Sent(operation.method, operation.path.encode(), tuple(headers), text)
    for name, value in around:
        sent = (
            Sent(sent.method, sent.target, sent.headers, value)
            if name == "body"
            else sent.having(name, value)
        )
    return sent


def _header(key: str) -> bytes:
    return re.sub(r"[^!-~]", "?", key).encode()[:200] or b"?"


# What fits


def _fitting(operation: Endpoint) -> st.SearchStrategy[Tree]:
    """The example with some members replaced, or all of them drawn anew."""
    assert operation.request is not None
    schema = operation.request.model_json_schema()
    examples = [json.loads(json.dumps(example.request)) for example in operation.examples]
    whole = of_schema(schema, schema, "")
    changes = [
        st.tuples(st.just(path), of_schema(member, schema, str(path[-1])))
        for path in paths(examples[0])
        if (member := _schema_at(schema, path)) is not None
    ]
    replaced = st.lists(st.sampled_from(changes).flatmap(lambda change: change), max_size=3)
    near = st.tuples(st.sampled_from(examples), replaced).map(
        lambda drawn: functools.reduce(
            lambda body, change: put(body, *change) if _there(body, change[0]) else body, drawn[1], drawn[0]
        )
    )
    return st.tuples(texts.weighted((7, near), (1, whole)), st.integers(0, 19)).map(
        lambda drawn: settle(operation, drawn[0], drawn[1])
    )


def _there(body: Tree, path: tuple[str | int, ...]) -> bool:
    try:
        at(body, path[:-1])
    except (KeyError, IndexError, TypeError):
        return False
    holder = at(body, path[:-1])
    return isinstance(holder, dict) or (isinstance(holder, list) and int(path[-1]) < len(holder))


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _schema_at(root: Schema, path: tuple[str | int, ...]) -> Schema | None:
    node = _resolved(root, root)
    for step in path:
        inner = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        if inner is None:
            return None
        node = _resolved(inner, root)
    return node


def of_schema(schema: Schema, root: Schema, name: str) -> st.SearchStrategy[Tree]:  # noqa: C901, PLR0911  # one case each
    """Values of a schema, at its bounds and in odd spelling."""
    schema = _resolved(schema, root)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "oneOf" in schema or "anyOf" in schema:
        return st.one_of([of_schema(one, root, name) for one in schema.get("oneOf") or schema["anyOf"]])
    match schema["type"]:
        case "object":
            return _object(schema, root)
        case "array":
            inner = of_schema(schema["items"], root, name)
            return st.lists(inner, min_size=schema.get("minItems", 0), max_size=3)
        case "string":
            return _string(schema.get("pattern", ""), name)
        case "boolean":
            return st.booleans()
        case "integer":
            return _integer(schema)
        case kind:
            assert kind == "number", kind
            return _money(schema) if "multipleOf" in schema else _number(schema)


def _object(schema: Schema, root: Schema) -> st.SearchStrategy[Tree]:
    if "properties" not in schema:
        return _free()
    required = schema.get("required", [])
    members = {name: of_schema(member, root, name) for name, member in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: members[name] for name in required},
        optional={name: member for name, member in members.items() if name not in required},
    )


def _string(pattern: str, name: str) -> st.SearchStrategy[Tree]:
    if pattern in {DATE_TIME_PATTERN, UTC_DATE_TIME_PATTERN}:
        offsets = _OFFSETS if pattern == DATE_TIME_PATTERN else ("Z",)
        return st.tuples(*map(st.sampled_from, (_DAYS, _TIMES, offsets))).map("".join)
    if pattern == NOT_BLANK_PATTERN or not pattern:
        known = _IDS.get(name)
        return texts.weighted((3, st.sampled_from(known)), (1, texts.NOT_BLANK)) if known else texts.NOT_BLANK
    examples = tuple(text for text in _PATTERNED if re.search(pattern, text))
    return st.sampled_from(examples) if examples else st.from_regex(pattern, fullmatch=True)


def _integer(schema: Schema) -> st.SearchStrategy[Tree]:
    low, high = schema.get("minimum", -MAX_INTEGER), schema.get("maximum", MAX_INTEGER)
    bounds = st.sampled_from(
        (low, high, 0, 1, 30, 240, Raw("2.0"), Raw("1e2"), Raw("3E+0"), Raw("-0"), Raw("0.0"))
    )
    return st.one_of(bounds, st.integers(max(low, -1000), 1000))


def _money(schema: Schema) -> st.SearchStrategy[Tree]:
    low = int(Decimal(str(schema.get("minimum", -MAX_MONEY))) * 100)
    high = int(Decimal(str(schema.get("maximum", MAX_MONEY))) * 100)
    cents = st.one_of(
        st.integers(max(low, -100_000), 100_000),
        st.integers(low, high),
        st.sampled_from((low, high, 0, 5, 50, 6250)),
    )
    spelled = st.sampled_from(
        [Raw(t) for t in ("60.000", "1e2", "6.0E1", "125e-2", "0.10", "-0", "0.000", "-0.00")]
    )
    return texts.weighted((3, cents.map(_cents)), (1, spelled))


def _cents(cents: int) -> Raw:
    return Raw(f"{Decimal(cents) / 100:f}")


def _number(schema: Schema) -> st.SearchStrategy[Tree]:
    tokens = ("0", "0.25", "1.333333", "1e-7", "5E-1", str(schema.get("maximum", 1)))
    return st.one_of(
        st.sampled_from([Raw(token) for token in tokens]), st.integers(0, 4000).map(lambda n: Raw(f"{n / 8}"))
    )


def _free() -> st.SearchStrategy[Tree]:
    """Open objects: any JSON."""
    leaf = st.one_of(
        texts.ODD,
        st.integers(),
        st.booleans(),
        st.none(),
        st.sampled_from([Raw(t) for t in ("1e400", "-0.0", "9" * 400, "1E-400")]),
    )
    inner = st.one_of(leaf, st.lists(leaf, max_size=2), st.dictionaries(texts.ODD, leaf, max_size=2))
    deep: Tree = Raw("1")
    for _ in range(_NESTED):
        deep = {"deeper": [deep]}
    return st.one_of(st.dictionaries(texts.ODD, inner, max_size=3), st.just({"deep": deep}))

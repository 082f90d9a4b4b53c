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
from .spelling import Pairs, Raw, Style, at, drop, paths, put, write
from .wire import Sent

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
    faults = st.lists(_FAULT, min_size=1, max_size=3)
    broken = st.tuples(fitting, faults).map(_break)
    around = st.sampled_from(_envelopes(operation)).map(lambda one: (one,))
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


# What does not fit

_WRONG = st.one_of(
    st.none(),
    texts.ODD,
    texts.BLANK,
    st.booleans(),
    st.integers(),
    st.sampled_from(
        [
            Raw(token)
            for token in (
                "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400, "0.001", "1.005", "-0.01", "1e-400", "1.",
                ".5", "+1", "01", "0x10", "1000000000", "999999999.991", "2147483648", "2.5", "-1", "{}", "[]", "[[]]",
                "'a'", "undefined", "tru", '"\\x"', '"\\ud800"', '"a\nb"', '"\x00"', '"unended', "", "{]", "/**/1",
                "2026-01-25",
            )
        ]
    ),
    st.sampled_from(
        (
            "2026-01-25T14:30:00", "2026-01-25t14:30:00Z", "2026-01-25T14:30:00z", "2026-01-25T14:30:60Z", "2026-02-30T14:30:00Z",
            "2025-02-29T00:00:00Z", "2026-01-25T24:00:00Z", "2026-01-25 14:30:00Z", "2026-01-25T14:30:00Z\n", "0000-01-01T00:00:00Z",
            "2026-01-25T14:30:00.Z", "2026-01-25T14:30:00.1234567890Z", "2026-01-25T14:30Z", "2026-01-25T14:30:00+24:00", "2026-01-25T14:30:00+18:01", "evt-x",
            "ESTIMATE_APPROVED\n", "estimate", "evt-A-7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab", "USD",
        )
    ),
)  # fmt: skip


def _replace(body: Tree, where: int, wrong: Tree) -> Tree:
    found = paths(body)
    return put(body, found[where % len(found)], wrong) if found else wrong


def _drop(body: Tree, where: int, _: Tree) -> Tree:
    found = paths(body)
    return drop(body, found[where % len(found)]) if found else body


def _add(body: Tree, where: int, wrong: Tree) -> Tree:
    holders = [path for path in [(), *paths(body)] if isinstance(at(body, path), dict)]
    if not holders:
        return body
    path = holders[where % len(holders)]
    name = wrong if isinstance(wrong, str) and wrong else "extra"
    return put(body, path, {**at(body, path), name: wrong})


def _repeat(body: Tree, where: int, wrong: Tree) -> Tree:
    """The last of repeated members counts: here the wrong one, or the right one."""
    if not isinstance(body, dict) or not body:
        return body
    members = list(body.items())
    twin = (members[where % len(members)][0], wrong)
    return Pairs((*members, twin) if where % 2 else (twin, *members))


def _misspell(body: Tree, where: int, _: Tree) -> Tree:
    found = [path for path in paths(body) if isinstance(path[-1], str)]
    if not found:
        return body
    path = found[where % len(found)]
    name = str(path[-1])
    other = name.swapcase() if where % 2 else re.sub("([A-Z])", r"_\1", name).lower()
    value = at(body, path)
    return put(drop(body, path), (*path[:-1], other), value)


def _wrap(body: Tree, where: int, _: Tree) -> Tree:
    return (
        [body],
        {"data": body},
        write(body),
        None,
        [],
        {},
        Raw(write(body) + "{}"),
        Raw(write(body) + ","),
    )[where % 8]


def _spoil(body: Tree, where: int, _: Tree) -> Tree:
    """Bytes that are no JSON text in UTF-8."""
    text = write(body).encode("utf-8", "surrogatepass")
    cut = where % max(len(text), 1)
    return (
        text[:cut],
        b"\xef\xbb\xbf" + text,
        text.decode("utf-8", "replace").encode("utf-16"),
        text.replace(b'":"', b'":"\xff', 1),
        text + b"\x00",
        text + b" x",
        b"",
        b" ",
        b"[" * 5000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        text.replace(b'"', b"'"),
        b"\x1f\x8b\x08" + text,
        text[1:],
        text.replace(b":", b"=", 1),
    )[where % 14]


_FAULT = st.tuples(
    st.sampled_from((*[_replace] * 4, _drop, _drop, _add, _repeat, _misspell, _wrap, _spoil)),
    st.integers(0, 200),
    _WRONG,
)


def _break(drawn: tuple[Tree, list[tuple[Any, int, Tree]]]) -> Tree:
    body, faults = drawn
    for act, where, wrong in faults:
        if isinstance(body, dict):
            body = act(body, where, wrong)
    return body


def _envelopes(operation: Endpoint) -> list[tuple[str, bytes | None]]:
    """Faults around the body."""
    other = (
        b"application/json" if operation.media_type != "application/json" else b"application/cloudevents+json"
    )
    found: list[tuple[str, bytes | None]] = [
        ("Content-Type", value)
        for value in (
            None, b"", other, b"text/plain", b"text/json", b"application/jsonp", b"multipart/form-data",
            b"multipart/form-data; boundary=x", b"multipart/mixed", b"application/x-www-form-urlencoded", b"*/*", b"json",
            b"application/", b"application/*", b"{{x}}", b"application/xml; charset=utf-8",
        )
    ]  # fmt: skip
    found += [
        ("Content-Type", f"{operation.media_type}; charset={charset}".encode())
        for charset in ("utf-8", "UTF-8", '"utf-8"', "iso-8859-1", "utf-16", "us-ascii", "nope")
    ]
    found += [("Content-Encoding", b"gzip"), ("Content-Encoding", b"br"), ("body", None), ("body", b"")]
    if operation.mutates:
        keys = (None, b"", b"  ", b"\t", b"evt-other-7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab")
        found += [("Idempotency-Key", key) for key in keys]
    return found

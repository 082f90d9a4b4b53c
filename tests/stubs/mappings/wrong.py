"""Faults of a body, one at a time, and faults around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from . import texts
from .spelling import Pairs, Raw, at, drop, paths, put, write

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .spelling import Tree

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


FAULT = st.tuples(
    st.sampled_from((*[_replace] * 4, _drop, _drop, _add, _repeat, _misspell, _wrap, _spoil)),
    st.integers(0, 200),
    _WRONG,
)


def broken_by(drawn: tuple[Tree, list[tuple[Any, int, Tree]]]) -> Tree:
    body, faults = drawn
    for act, where, wrong in faults:
        if isinstance(body, dict):
            body = act(body, where, wrong)
    return body


def envelopes(operation: Endpoint) -> list[tuple[str, bytes | None]]:
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

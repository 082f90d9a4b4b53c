"""Requests that do not get as far as their parameters: token, method, path."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from .wire import Sent

TOKENS = (
    None, b"", b"Bearer", b"Bearer ", b"Basic dXNlcjpwYXNz", b"a.b.c", b"Bearer a b", b"Bearer  a",
    b"Bearer a,b", b"Bearer \xc3\xa9", b"Bearer {{x}}", b"Bearer 'a'", b"Token Bearer a", b"Bearer\ta", b"Bearer a;", b"Bearer %41",
)  # fmt: skip
METHODS = ("HEAD", "TRACE", "OPTIONS", "PATCH", "PUT", "DELETE", "POST", "GET", "BREW", "PROPFIND", "X-A")


def _token(sent: Sent, at: int) -> Sent:
    return sent.having("Authorization", TOKENS[at % len(TOKENS)])


def _method(sent: Sent, at: int) -> Sent:
    return replace(sent, method=METHODS[at % len(METHODS)])


def _path(sent: Sent, at: int) -> Sent:
    path, mark, query = sent.target.partition(b"?")
    folder, _, last = path.rpartition(b"/")
    others = (
        path + b"/", path.upper(), path + b"x", path[:-1], folder, folder + b"//" + last, path + b"/..", path + b"/.", folder + b"/./" + last,
        folder + b"%2F" + last, b"/" + path[1:].replace(b"/", b"%2f"), path + b"%FF", path + b"%C3", path + b"%20", path + b";v=1", path + b".json",
        b"/api" + path, path.replace(b"v1", b"v2"), path.replace(b"v1", b"{{v1}}".replace(b"{", b"%7B").replace(b"}", b"%7D")),
        path + b"%5C", path + b"\xc3\xa9", b"/", b"/" + path, path + b"/{{x}}", path + b"|", path + b"%", path + b"%00", path + b"%zz",
    )  # fmt: skip
    target = others[at % len(others)] + mark + query
    return replace(sent, target=target if target.startswith(b"/") else b"/" + target)


def _query(sent: Sent, at: int) -> Sent:
    """Percent signs and characters that no URL may hold; text that is not UTF-8."""
    path, mark, query = sent.target.partition(b"?")
    noise = (
        b"x=%FF", b"%C3=x", b"x=%", b"x=%zz", b"%=x", b"x=%4", b"x=|", b'x="', b"x={{y}}", b"x=^", b"x=`", b"x=\\", b"x=<y>",
        b"x=\xc3\xa9", b"x=\xff", b"x=\xc2\xa0", b"x=\xe2\x80\xa8", b"x=[y]", b"x=a b", b"x=" + b"a" * 6500, b"x&&&=&y", b"#x", b"x=y?", b"?",
    )  # fmt: skip
    return replace(sent, target=path + mark + (query + b"&" if mark else b"?") + noise[at % len(noise)])


_ACTS: tuple[Callable[[Sent, int], Sent], ...] = (_token, _method, _path, _query)


def denied(kind: st.SearchStrategy[Sent]) -> st.SearchStrategy[Sent]:
    """The same requests with one fault of access or several."""
    act = st.tuples(st.sampled_from(_ACTS), st.integers(0, 500))
    return st.tuples(kind, st.lists(act, min_size=1, max_size=2)).map(_apply)


def _apply(drawn: tuple[Sent, list[tuple[Callable[[Sent, int], Sent], int]]]) -> Sent:
    sent, acts = drawn
    for act, at in acts:
        sent = act(sent, at)
    return sent

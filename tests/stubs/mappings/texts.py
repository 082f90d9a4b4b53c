"""Texts and numbers that break templates, matchers and parsers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st


def weighted(*kinds: tuple[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """One of the kinds, as often as its weight says; `one_of` takes each kind once only."""
    return st.sampled_from([kind for weight, kind in kinds for _ in range(weight)]).flatmap(lambda kind: kind)


METACHARACTERS = (
    "{{", "}}", "{{request.id}}", "{{{toJson 'x'}}}", "'", '"', "]", "[", "%", "%25", "&", "+", "\\", "/", "\n",
    "\r\n", "\t", "\x00", "\x1f", "$", "$.id", "$..*", "@.id", "(?i)", ".*", "^$", "a|b", "?(", "#", ";", "=",
    "\u212a", "\u0130", "\u017f", "\u00df", "\u00e9", "e\u0301", "\u2028", "\u00a0", "\ufeff", "\U0001f527", "\uffff",
    "${json-unit.any-string}", "${json-unit.ignore}", "#{json-unit.ignore}", "null", "true", "0", "-0", " x ", "<b>",
    "' '", "or=''", "{{else}}", "{{/if}}", "\\u0041", "é\x7f", "..", "*", "%00", "a" * 3000,
    "\\E", "\\Q", "\\Q\\E\\", "\x1d", "\x1e", "a\x1fb", "a\nb", "[^a]*+", "$[0]", "|",
)  # fmt: skip
ODD = st.one_of(
    st.sampled_from(METACHARACTERS),
    st.text(max_size=8),
    st.tuples(st.text(max_size=3), st.sampled_from(METACHARACTERS), st.text(max_size=3)).map("".join),
)
NOT_BLANK = ODD.filter(lambda text: any(character > " " for character in text) and _encodable(text))
BLANK = st.sampled_from(("", " ", "   ", "\t", "\n", "\x00", "\x1f \x00"))


def _encodable(text: str) -> bool:
    return text.isprintable() or text.encode("utf-8", "ignore").decode() == text


INTEGERS_THAT_ARE_NONE = st.sampled_from(
    ("1.0", "1e1", "0x10", "abc", "--1", "+1", "1 ", " 1", "1_0", "\u0661", "\u00b2", "NaN", "1,0", "-", "1\n", "1\x00",
     "{{1}}", "%31", "true", "1;2", "\uff11")
)  # fmt: skip
HUGE = ("9" * 12, "9" * 400, "2147483648", "9223372036854775808", "0" * 300 + "2147483648")


def integers(minimum: int, maximum: int) -> st.SearchStrategy[str]:
    """Integers of a range as they may be written: leading zeros, minus zero."""
    bounds = st.sampled_from((minimum, maximum, min(minimum + 1, maximum), max(maximum - 1, minimum)))
    near = st.integers(minimum, min(maximum, minimum + 30))
    zeros = st.sampled_from(("", "", "", "0", "000", "0" * 400))
    written = st.tuples(zeros, st.one_of(near, bounds)).map(lambda pair: f"{pair[0]}{pair[1]}")
    return st.one_of(written, st.just("-0")) if minimum == 0 else written


def integers_outside(minimum: int, maximum: int) -> st.SearchStrategy[str]:
    """Integers beyond a range."""
    return st.one_of(
        st.sampled_from(
            (f"{minimum - 1}", f"{maximum + 1}", f"00{maximum + 1}", "-1", "-" + "9" * 30, *HUGE)
        ),
        st.integers(min_value=maximum + 1).map(str),
        st.integers(max_value=min(minimum, 0) - 1).map(str),
    )


CORRELATION_IDS = st.sampled_from(
    (
        None, b"corr-1", b"  spaced  ", b"{{request.id}}", b"{{{x}}}", b"\"quoted\" 'single'", b"back\\slash\\u0041",
        b"a,b;c=d", b"<script>", b"%0d%0a", "é".encode(), "\u212a\U0001f527".encode(), b"\xe9\xff", b"tab\there",
        b"x" * 2000, b"0", b"false", b"null", b"{{#if x}}", b"$1", b"",
    )
)  # fmt: skip
TRACEPARENTS = st.sampled_from(
    (None, None, b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", b"not a trace {{x}}")
)

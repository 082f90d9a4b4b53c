"""What a value must be like, with an example always given.

A matcher tree is a JSON document in which `{"pact:matcher:type": ..., "value": example}` stands for a value:
the form that every Pact library of the Rust family takes. Nothing here imports one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

Tree = Any
"""JSON of any type, with matchers in it."""
MATCHER = "pact:matcher:type"
ANYTHING = r"[\s\S]*"
NOT_BLANK = r"[^\x00-\x20]"
NOT_NEGATIVE = r"^[0-9].*$"
CENTS = r"^-?[0-9]+(?:\.[0-9]{1,2}0*)?$"
CENTS_NOT_NEGATIVE = CENTS.replace("-?", "")
SHARE_OF_ONE = r"^(?:0(?:\.[0-9]+)?|1(?:\.0+)?)$"


def like(value: object) -> Tree:
    """Any value of that JSON type."""
    return {MATCHER: "type", "value": value}


def exact(value: object) -> Tree:
    """This value; said aloud, because inside a list a type matcher of the list would reach it."""
    return {MATCHER: "equality", "value": value}


def header(pattern: str | None, value: object) -> Tree:
    """A header, which is always a text, of which the whole matches; without a pattern, not blank."""
    return {MATCHER: "regex", "regex": whole(pattern or NOT_BLANK), "value": value}


def regex(pattern: str, value: object) -> Tree:
    """A JSON string of which the whole matches.

    The pattern alone is matched with whatever is there, printed: null, a number, an object.
    """
    return every(value, ("regex", {"regex": whole(pattern)}), ("type", {}))


def whole(pattern: str) -> str:
    """A JSON Schema pattern, which may match anywhere, as one for the whole text."""
    body = pattern.removeprefix("^").removesuffix("$")
    before = "" if pattern.startswith("^") else ANYTHING
    return f"^{before}{body}{'' if pattern.endswith('$') else ANYTHING}$"


def text(value: object) -> Tree:
    """A JSON string that is not blank."""
    return regex(NOT_BLANK, value)


def every(value: object, *rules: tuple[str, dict[str, Any]]) -> Tree:
    """A value that keeps all rules."""
    return {MATCHER: [{MATCHER: kind, **more} for kind, more in rules], "value": value}


def number(value: float, pattern: str | None = None) -> Tree:
    """A JSON number, whole or not: `match.decimal` of Pact refuses 89."""
    if pattern is None:
        return {MATCHER: "number", "value": value}
    return every(value, ("number", {}), ("regex", {"regex": pattern}))


def amount(value: float) -> Tree:
    """This very number, however many zeros it is written with."""
    digits = f"{Decimal(str(value)).normalize():f}"
    zeros = r"0*" if "." in digits else r"(?:\.0+)?"
    return number(value, f"^{re.escape(digits).replace(chr(92) + '-', '-')}{zeros}$")


def integer(value: int, *, negative: bool = False) -> Tree:
    """A whole number."""
    if negative:
        return {MATCHER: "integer", "value": value}
    return every(value, ("integer", {}), ("regex", {"regex": NOT_NEGATIVE}))


def each_like(item: Tree, *, at_least: int = 1, at_most: int | None = None) -> Tree:
    """A list of items like this one."""
    limits = {"min": at_least, **({} if at_most is None else {"max": at_most})}
    return {MATCHER: "type", **limits, "value": [item]}


def list_with(value: object) -> Tree:
    """A list that holds this value, whatever else."""
    return {MATCHER: "arrayContains", "variants": [exact(value)]}


def any_members(value: dict[str, Any]) -> Tree:
    """An object whose members are nobody's concern."""
    return {MATCHER: "eachKey", "rules": [{MATCHER: "regex", "regex": r"^[\s\S]+$"}], "value": value}


def written(tree: Tree) -> Tree:
    """Whole numbers without a fraction, as every language writes them.

    The verifier for JavaScript writes bodies anew, 60.0 as 60, under the length that they had, and then waits
    for the missing bytes until its time-out.
    """
    if isinstance(tree, dict):
        return {name: written(node) for name, node in tree.items()}
    if isinstance(tree, list):
        return [written(node) for node in tree]
    return int(tree) if isinstance(tree, float) and tree.is_integer() else tree


def plain(tree: Tree) -> Any:  # noqa: ANN401  # JSON of any type
    """The example of a tree."""
    if isinstance(tree, list):
        return [plain(node) for node in tree]
    if not isinstance(tree, dict):
        return tree
    if MATCHER in tree:
        return plain(tree["value"] if "value" in tree else tree["variants"])
    return {name: plain(node) for name, node in tree.items()}

"""Our comparison, member by member with pointers, against the library that only says yes or no."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema_rs import canonicalize
from jsonschema_rs.canonical import Satisfiability

from workexec_contracts.documents import render
from workexec_contracts.drift.difference import Class
from workexec_contracts.drift.reading import Library
from workexec_contracts.drift.schema import Direction, Scope, compare
from workexec_contracts.drift.schema.oracle import covers

Json = dict[str, Any]
KEYWORDS: dict[str, list[Any]] = {
    "type": ["string", "number", "integer", "boolean", "null", ["string", "null"], ["integer", "string"]],
    "enum": [["PART"], ["PART", "LABOR"], ["PART", "TYRE"], [1, "1"], [None, "PART"]],
    "minimum": [-1, 0, 1, 5],
    "maximum": [0, 1, 100, 2147483647],
    "exclusiveMinimum": [-1, 0, 1],
    "exclusiveMaximum": [1, 2, 100],
    "minLength": [0, 1, 3],
    "maxLength": [2, 3, 40],
    "minItems": [0, 1, 2],
    "maxItems": [0, 1, 5],
    "uniqueItems": [True, False],
    "multipleOf": [0.5, 1],
    "pattern": ["^[A-Z]{3}$", "^[a-z]+$", "[^\\u0000-\\u0020]"],
    "required": [[]],
    "nullable": [True],
    "not": [{"enum": ["PART"]}, {"minimum": 5}],
    "anyOf": [[{"type": "string"}, {"type": "integer"}], [{"type": "null"}, {}]],
    "allOf": [
        [{"minLength": 2}],
        [{"minimum": 3, "type": "number"}],
        [{"properties": {"extra": {"type": "string"}}, "required": ["extra"]}],
    ],
}


@cache
def _schemas() -> list[Json]:
    """Every schema of a request or answer, references put in."""
    texts = [text for name, text in render().items() if name.startswith("schemas/") and "/v1/" in name]
    found = [json.loads(text) for text in texts]
    return [
        _inline(schema, schema.get("$defs", {}))
        for schema in found
        if "$defs" in schema or "properties" in schema
    ]


def _inline(value: Any, known: Json) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, list):
        return [_inline(one, known) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inline(known[value["$ref"].rpartition("/")[2]], known)
    members = {name: _inline(one, known) for name, one in value.get("properties", {}).items()}
    left_out = {"$defs", "$id", "$schema", "description", "title", "format", "x-decimal-places", "properties"}
    found = {key: _inline(one, known) for key, one in value.items() if key not in left_out}
    return {**found, "properties": members} if members else found


def _places(schema: Any, found: list[Json]) -> list[Json]:  # noqa: ANN401  # JSON
    if isinstance(schema, dict):
        found.append(schema)
        for member in schema.get("properties", {}).values():
            _places(member, found)
        _places(schema.get("items"), found)
    return found


@st.composite
def _pair(draw: st.DrawFn) -> tuple[Json, Json]:
    """A schema, and the same with up to three keywords changed, added or gone."""
    schema = draw(st.sampled_from(_schemas()))
    changed = deepcopy(schema)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(_places(changed, [])))
        match draw(st.sampled_from(["keyword", "gone", "member", "no member"])):
            case "keyword":
                name = draw(st.sampled_from(sorted(KEYWORDS)))
                place[name] = deepcopy(draw(st.sampled_from(KEYWORDS[name])))
            case "gone":
                names = [name for name in place if name not in {"properties", "items", "type"}]
                if names:
                    del place[draw(st.sampled_from(names))]
            case "member" if place.get("additionalProperties") is False:
                place["properties"]["extra"] = {"type": "string"}
            case "no member" if place.get("additionalProperties") is False:
                members = place["properties"]
                if members:
                    name = draw(st.sampled_from(sorted(members)))
                    del members[name]
                    place["required"] = [one for one in place.get("required", ()) if one != name]
            case _:  # nobody knows what members without a name are, and nobody sends them
                pass
    yes = Satisfiability.YES  # a member that can have no value makes nearly everything right
    assume(all(canonicalize(one, draft=20).satisfiability() == yes for one in _places(changed, [])))
    return (schema, changed) if draw(st.booleans()) else (changed, schema)


def _root(schema: Json) -> Any:  # noqa: ANN401  # a node
    return Library("x", {"openapi": "3.1.0", "s": schema}).root.get("s")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pair=_pair(), direction=st.sampled_from(list(Direction)))
def test_what_the_library_refuses_we_tell(pair: tuple[Json, Json], direction: Direction) -> None:
    relied, offered = pair
    scope = Scope("o", "c", "", direction, foreign=False)
    sent, taken = (relied, offered) if direction is Direction.REQUEST else (offered, relied)
    found = compare((_root(relied),), (_root(offered),), scope)
    if covers(taken, sent) is False:
        assert {one.kind for one in found} & {Class.BREAKING, Class.UNKNOWN}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pair=_pair(), direction=st.sampled_from(list(Direction)))
def test_what_the_library_allows_we_do_not_call_breaking(
    pair: tuple[Json, Json], direction: Direction
) -> None:
    """But for members: one that an open object would take is without effect there, and that breaks too."""
    relied, offered = pair
    scope = Scope("o", "c", "", direction, foreign=False)
    sent, taken = (relied, offered) if direction is Direction.REQUEST else (offered, relied)
    assume(covers(taken, sent) and "not" not in json.dumps(sent))
    breaking = [
        one for one in compare((_root(relied),), (_root(offered),), scope) if one.kind is Class.BREAKING
    ]
    assert {one.aspect for one in breaking} <= {"member"}, breaking

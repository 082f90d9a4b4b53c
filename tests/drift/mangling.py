"""Documents with something wrong at a place that Hypothesis chooses."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_SCHEMAS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    "",
    "x",
    "([",
    "string",
    [],
    [None],
    ["null"],
    {},
    [[]],
    "\ud800",
)
REFERENCES = ("#", 5, "#/paths", "nowhere.yaml#/x", "#/components/schemas", "https://example.com/x")
SCHEMAS: tuple[Any, ...] = (
    {"type": "array"},
    {"allOf": [{"$ref": "#/components/schemas/ErrorBody"}, 7]},
    {"oneOf": []},
    {"not": {}},
    {"enum": [{}]},
    {"type": ["string", "null"], "minimum": "3"},
    {"additionalProperties": {"$ref": "#/info"}},
)
ODD = st.sampled_from([*NO_SCHEMAS, *({"$ref": reference} for reference in REFERENCES), *SCHEMAS])


@st.composite
def mangled(draw: st.DrawFn, document: Any) -> Any:  # noqa: ANN401  # JSON
    """A copy with up to five values exchanged, taken out or said twice."""
    found = deepcopy(document)
    for _ in range(draw(st.integers(1, 5))):
        places = list(_places(found))
        if not places:
            break
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["exchange", "take out", "a twin", "a circle"])):
            case "exchange":
                holder[key] = draw(ODD)
            case "take out":
                del holder[key]
            case "a twin":
                other, there = places[draw(st.integers(0, len(places) - 1))]
                holder[key] = deepcopy(other[there])
            case _:
                holder[key] = holder  # as a YAML alias within its own anchor
                return found
    return found


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401  # JSON
    pending, seen = [value], set()
    while pending:
        one = pending.pop()
        if not isinstance(one, dict | list) or id(one) in seen:
            continue
        seen.add(id(one))
        for key in list(one) if isinstance(one, dict) else range(len(one)):
            yield one, key
            pending.append(one[key])

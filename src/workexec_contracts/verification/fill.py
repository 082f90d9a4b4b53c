"""An item in every empty list of a request: its members have to be refused too."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.variations import at, changed, steps

from .documents import paths, schema_fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Endpoint, Known
    from workexec_contracts.variations import Path

Schema = dict[str, Any]
ANY_TIME = "2026-01-25T14:30:00Z"


def filled(operation: Endpoint, requires: Iterable[Known], document: dict[str, Any]) -> dict[str, Any]:
    """A copy whose empty lists have one item, if that is still a valid document."""
    if operation.request is None:
        return deepcopy(document)
    root = operation.request.model_json_schema()
    full = deepcopy(document)
    for path, value in list(paths(document)):
        node = _at(root, root, path, document) if value == [] else None
        if node and "items" in node:
            at(full, path).append(_sample(root, node["items"]))
    for known in requires:
        if "[]" in known.member:
            full = changed(full, steps(known.member), collections()[known.collection].rows[0][known.by])
    return full if schema_fault(operation, full) is None else deepcopy(document)


def _resolved(root: Schema, node: Schema, document: Any = None) -> Schema:  # noqa: ANN401  # JSON of any type
    if "$ref" in node:
        return _resolved(root, root["$defs"][node["$ref"].rpartition("/")[2]], document)
    if "discriminator" in node:
        chosen = document[node["discriminator"]["propertyName"]]
        return _resolved(root, {"$ref": node["discriminator"]["mapping"][chosen]})
    return _resolved(root, node["anyOf"][0]) if "anyOf" in node else node


def _at(root: Schema, node: Schema, path: Path, document: dict[str, Any]) -> Schema | None:
    found: Schema | None = _resolved(root, node, document)
    for step in path:
        if found is None:
            return None
        member = found.get("items") if isinstance(step, int) else found.get("properties", {}).get(step)
        found = _resolved(root, member) if member else None
    return found


def _sample(root: Schema, node: Schema) -> Any:  # noqa: ANN401  # JSON of any type
    node = _resolved(root, node)
    if "const" in node or "enum" in node:
        return node.get("const", node.get("enum", [None])[0])
    match node.get("type"):
        case "object":
            return {name: _sample(root, member) for name, member in node.get("properties", {}).items()}
        case "array":
            return [_sample(root, node["items"])] if node.get("minItems") else []
        case "integer" | "number":
            return 1
        case "boolean":
            return False
        case _:
            return ANY_TIME if node.get("format") == "date-time" else "ANY"

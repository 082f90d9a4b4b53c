"""One of our own provider documents as another team would have written it.

OpenAPI 3.0, a base path of its server and another prefix, other names of path parameters, UUIDs for ids,
decimal strings for money, cursors for paging, another error envelope, schemas in a second file.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import NOT_BLANK_PATTERN
from workexec_contracts.documents.openapi import openapi

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
ROOT, SCHEMAS = "provider.json", "schemas/common.json"
DECIMAL = r"^-?[0-9]{1,13}\.[0-9]{2}$"
BASE = "/gateway"


@dataclass
class Foreign:
    """`root` and `common` are the two files."""

    domain: str
    root: Json
    common: Json

    @property
    def map(self) -> str:
        here, there = prefixes(self.domain)
        return f"{here}={BASE}{there}"

    def copy(self) -> Foreign:
        return Foreign(self.domain, deepcopy(self.root), deepcopy(self.common))

    def write(self, folder: Path) -> Path:
        (folder / "schemas").mkdir(exist_ok=True)
        (folder / ROOT).write_text(json.dumps(self.root), encoding="utf-8")
        (folder / SCHEMAS).write_text(json.dumps(self.common), encoding="utf-8")
        return folder / ROOT


def prefixes(domain: str) -> tuple[str, str]:
    return f"/api/v1/{domain}", f"/{domain}-service/v2"


def foreign(domain: str) -> Foreign:
    """The document of a domain, rewritten."""
    own = json.loads(json.dumps(openapi(next(one for one in domains() if one.name == domain)), default=float))
    schemas = {name: _schema(schema) for name, schema in own["components"]["schemas"].items()}
    for name in [name for name in schemas if name in {"ErrorBody", "FieldError"}]:
        del schemas[name]
    schemas = {name: _page(schema) for name, schema in schemas.items()}
    here, there = prefixes(domain)
    root: Json = {
        "openapi": "3.0.3",
        "info": {"title": f"{domain} service", "version": "2.4.1"},
        "servers": [
            {"url": "https://{host}/gateway/", "variables": {"host": {"default": "api.example.com"}}}
        ],
        "security": [{"token": []}],
        "paths": {_path(path, here, there): _item(item) for path, item in own["paths"].items()},
        "components": {
            "headers": _converted(own["components"]["headers"]),
            "securitySchemes": {"token": {"type": "http", "scheme": "Bearer"}},
        },
        "x-generated-by": {"tool": "springdoc", "$comment": ["anything", 1, None]},
    }
    return Foreign(domain, _elsewhere(root), {"components": {"schemas": schemas}})


def _path(path: str, here: str, there: str) -> str:
    names = {"customerId": "id", "vehicleId": "vehicle"}
    for name, other in names.items():
        path = path.replace(f"{{{name}}}", f"{{{other}}}")
    return path.replace(here, there) + "/"


def _elsewhere(value: Any) -> Any:  # noqa: ANN401  # JSON
    """References to schemas lead to the second file."""
    text = json.dumps(value).replace('"#/components/schemas/', f'"{SCHEMAS}#/components/schemas/')
    return json.loads(text)


def _item(item: Json) -> Json:
    return {method: _operation(operation) for method, operation in item.items()}


def _operation(own: Json) -> Json:
    found = {key: value for key, value in own.items() if not key.startswith("x-") and key != "security"}
    found["operationId"] = f"{own['operationId']}UsingV2"
    found["parameters"] = _parameters(own["parameters"])
    if "requestBody" in own:
        found["requestBody"] = _converted(own["requestBody"])
    found["responses"] = {
        status: _refusal(answer) if status[0] in "45" else _converted(answer)
        for status, answer in own["responses"].items()
    }
    return found


def _parameters(own: list[Json]) -> list[Json]:
    renamed = {"customerId": "id", "vehicleId": "vehicle"}
    found = []
    for parameter in own:
        one = _converted(parameter)
        if one["in"] == "path":
            one["name"] = renamed.get(one["name"], one["name"])
        if (one["name"].endswith("Id") and one["in"] == "query") or one["in"] == "path":
            one["schema"] = {"type": "string", "format": "uuid"}
        found.append(one)
    if any(one["name"] == "pageIndex" for one in found):
        found = [one for one in found if one["name"] not in {"pageIndex", "pageSize"}]
        limit = {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 100, "default": 20}
        found.append({"name": "cursor", "in": "query", "schema": {"type": "string"}})
        found.append({"name": "limit", "in": "query", "schema": limit})
    return found


def _refusal(own: Json) -> Json:
    codes = own["content"]["application/json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    error = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": list(codes)},
            "title": {"type": "string"},
            "detail": {"type": "string", "nullable": True},
        },
        "required": ["type"],
    }
    body = {"type": "object", "properties": {"error": error, "traceId": {"type": "string"}}}
    return {
        "description": own["description"].partition(":")[0],
        "headers": own["headers"],
        "content": {"application/problem+json": {"schema": body}},
    }


def _converted(value: Any) -> Any:  # noqa: ANN401  # JSON
    """What OpenAPI 3.0 has no words for said in its own; extensions left out."""
    if isinstance(value, list):
        return [_converted(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {
        key: _converted(one) for key, one in value.items() if not key.startswith("x-") and key != "examples"
    }
    if "const" in found:
        found["enum"] = [found.pop("const")]
    return found


def _schema(own: Json) -> Json:
    found: Json = _converted(_styled(deepcopy(own), ""))
    return _shared(found)


def _styled(schema: Json, name: str) -> Json:
    if name.endswith("Id") and schema.get("pattern") == NOT_BLANK_PATTERN:
        return {"type": "string", "format": "uuid", "example": "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab"}
    if schema.get("multipleOf") == 0.01 or "x-decimal-places" in schema:
        return {"type": "string", "pattern": DECIMAL, "example": "10.00"}
    for key, member in schema.get("properties", {}).items():
        schema["properties"][key] = _styled(member, key)
    if isinstance(schema.get("items"), dict):
        schema["items"] = _styled(schema["items"], name)
    return schema


def _shared(schema: Json) -> Json:
    """Half of the members by `allOf`, as generators do that know inheritance."""
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is not True or len(properties) < 4 or "hasNextPage" in properties:
        return schema
    names = list(properties)[:2]
    base = {"type": "object", "properties": {name: properties.pop(name) for name in names}}
    base["required"] = [name for name in schema["required"] if name in names]
    schema["required"] = [name for name in schema["required"] if name not in names]
    return {"allOf": [base, schema]}


def _page(schema: Json) -> Json:
    properties = schema.get("properties", {})
    if "hasNextPage" not in properties:
        return schema
    return {
        "type": "object",
        "properties": {
            "data": properties["items"],
            "nextCursor": {"type": "string", "nullable": True},
            "hasMore": {"type": "boolean"},
        },
        "required": ["data", "hasMore"],
    }

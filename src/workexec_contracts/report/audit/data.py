"""An audit as JSON."""

from __future__ import annotations

from typing import Any

from .result import AuditResult


def as_json(result: AuditResult) -> str:
    """The JSON report; `AuditResult.model_validate_json` reads it."""
    return result.model_dump_json(indent=1) + "\n"


def audit_schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    schema = AuditResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

"""The search as JSON."""

from __future__ import annotations

from typing import Any

from workexec_contracts.load import ThroughputResult


def as_json(result: ThroughputResult) -> str:
    """The JSON report; `ThroughputResult.model_validate_json` reads it."""
    return result.model_dump_json(indent=1) + "\n"


def throughput_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `throughput.schema.json`."""
    schema = ThroughputResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

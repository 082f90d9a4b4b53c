"""A load test as JSON."""

from __future__ import annotations

from typing import Any

from workexec_contracts.load import LoadResult


def as_json(result: LoadResult) -> str:
    """The JSON report; `LoadResult.model_validate_json` reads it."""
    return result.model_dump_json(indent=1) + "\n"


def load_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `load.schema.json`."""
    schema = LoadResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

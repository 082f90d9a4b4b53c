"""The run as JSON."""

from __future__ import annotations

from typing import Any

from workexec_contracts.verification.mutation import MutationRun


def as_json(run: MutationRun) -> str:
    """The JSON report; `MutationRun.model_validate_json` reads it."""
    return run.model_dump_json(indent=1) + "\n"


def mutation_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `mutation.schema.json`."""
    schema = MutationRun.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

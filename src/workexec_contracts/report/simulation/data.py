"""A simulation as JSON."""

from __future__ import annotations

from typing import Any

from .result import SimulationResult


def as_json(result: SimulationResult) -> str:
    """The JSON report; `SimulationResult.model_validate_json` reads it."""
    return result.model_dump_json(indent=1) + "\n"


def simulation_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as published in `simulation.schema.json`."""
    schema = SimulationResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

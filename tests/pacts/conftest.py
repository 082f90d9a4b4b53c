from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.documents.conftest import Exact, exact
from workexec_contracts.contracts import operations
from workexec_contracts.documents import render

Json = dict[str, Any]
Faults = Callable[[Json, Json, object], list[str]]
PACTS = Path(__file__).parents[2] / "pacts"
OPERATIONS = {operation.operation_id: operation for _, operation in operations()}


@pytest.fixture(scope="session")
def openapi() -> dict[str, Json]:
    """Each OpenAPI document by its domain."""
    found = {path: text for path, text in render().items() if path.startswith("openapi/")}
    return {path[len("openapi/") : -len(".yaml")]: yaml.safe_load(text) for path, text in found.items()}


@pytest.fixture(scope="session")
def asyncapi() -> Json:
    document: Json = yaml.safe_load(render()["asyncapi/workexec.yaml"])
    return document


@pytest.fixture(scope="session")
def faults() -> Faults:
    """What is wrong with an instance, by a schema within its document."""

    def judged(document: Json, schema: Json, instance: object) -> list[str]:
        whole = {**schema, "components": document["components"]}
        judge = Exact(exact(whole), format_checker=Exact.FORMAT_CHECKER)
        return [error.message for error in judge.iter_errors(exact(instance))]

    return judged


@pytest.fixture(scope="session")
def committed() -> dict[str, Json]:
    """Each committed pact by consumer and provider."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in PACTS.glob("*.json")}


def as_value(text: str, schema: Json) -> Any:  # noqa: ANN401  # what a parameter's schema judges
    """A parameter as a server reads it: an integer where the schema asks for one and the text is one."""
    if schema.get("type") == "integer":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text

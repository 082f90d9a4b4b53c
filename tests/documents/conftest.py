from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, TypeChecker, validators
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from workexec_contracts.documents import render

Json = dict[str, Any]
Validate = Callable[[Json, object], list[str]]


def exact(value: object) -> Any:  # noqa: ANN401  # JSON
    """Numbers as decimals: over binary floats `multipleOf: 0.01` refuses 160.79."""
    return json.loads(json.dumps(value, default=float), parse_float=Decimal)


def _is_integer(_: TypeChecker, instance: object) -> bool:
    if isinstance(instance, Decimal):
        return instance == instance.to_integral_value()
    return isinstance(instance, int) and not isinstance(instance, bool)


Exact = validators.extend(  # type: ignore[no-untyped-call]  # the stubs leave it untyped
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    return render()


@pytest.fixture(scope="session")
def openapi(texts: dict[str, str]) -> dict[str, Json]:
    """Each OpenAPI document by its domain."""
    found = {path: text for path, text in texts.items() if path.startswith("openapi/")}
    return {path[len("openapi/") : -len(".yaml")]: yaml.safe_load(text) for path, text in found.items()}


@pytest.fixture(scope="session")
def asyncapi(texts: dict[str, str]) -> Json:
    document: Json = yaml.safe_load(texts["asyncapi/workexec.yaml"])
    return document


@pytest.fixture(scope="session")
def schemas(texts: dict[str, str]) -> dict[str, Json]:
    """Each JSON Schema file by its path."""
    return {path: exact(json.loads(text)) for path, text in texts.items() if path.startswith("schemas/")}


@pytest.fixture(scope="session")
def validate(schemas: dict[str, Json]) -> Validate:
    """What is wrong with an instance; schemas may refer to each other by `$id`."""
    resources = [(schema["$id"], DRAFT202012.create_resource(schema)) for schema in schemas.values()]
    registry: Registry[Any] = Registry().with_resources(resources)

    def faults(schema: Json, instance: object) -> list[str]:
        judge = Exact(exact(schema), registry=registry, format_checker=Exact.FORMAT_CHECKER)
        return [error.message for error in judge.iter_errors(exact(instance))]

    return faults

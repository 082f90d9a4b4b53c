"""The models of the contracts as JSON Schema 2020-12."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from workexec_contracts.contracts.vocabulary import CENT, ErrorBody, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

Json = dict[str, Any]
DECIMAL_PLACES = -int(CENT.as_tuple().exponent)
COMPONENTS = "#/components/schemas/"


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes up for members ("Itemid"); models keep their names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  # pydantic's own signature
        return False

    def model_schema(self, schema: Any) -> Json:  # noqa: ANN401  # pydantic's own signature
        """Without `multipleOf` in answers: over binary floats most validators refuse 160.79 for 0.01."""
        found = super().model_schema(schema)
        if issubclass(schema["cls"], Response):
            for member in found.get("properties", {}).values():
                if member.pop("multipleOf", None):
                    member["x-decimal-places"] = DECIMAL_PLACES
        return found


class Components:
    """The schemas of a document, each model once, under its own name."""

    def __init__(self, models: Iterable[type[BaseModel]]) -> None:
        self._references, document = models_json_schema(
            [(model, "validation") for model in dict.fromkeys(models)],
            ref_template=COMPONENTS + "{model}",
            schema_generator=_Untitled,
        )
        self.schemas: Json = dict(sorted(document["$defs"].items()))

    def reference(self, model: type[BaseModel]) -> Json:
        """Refer to the model's schema."""
        return dict(self._references[model, "validation"])


def standalone(model: type[BaseModel]) -> Json:
    """Describe one model with everything it refers to inside."""
    return model.model_json_schema(schema_generator=_Untitled)


def refusal(codes: Iterable[str]) -> Json:
    """Say what an error body adds to the common one: `code` is one of exactly these."""
    return {"type": "object", "properties": {ErrorBody.model_fields["code"].alias: {"enum": list(codes)}}}

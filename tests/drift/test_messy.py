"""What documents of other teams look like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.contracts import domains
from workexec_contracts.drift import provider
from workexec_contracts.drift.difference import Class, Row, Style
from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
openapi: 3.0.1
info: {title: Tax, version: 1}
components:
  securitySchemes: {oauth: {type: oauth2, flows: {}}}
security: [{oauth: [tax]}]
"""
CODES = """
      responses:
        200:
          description: codes
          headers: {x-correlation-id: {schema: {type: string}}}
          content:
            application/json:
              schema: %s
"""
TAX_CODES = (
    "{type: object, required: [taxCodes], properties: {taxCodes: {type: array, items: "
    "{type: object, required: [taxCode, description, rate, applicableItemTypes], properties: "
    "{taxCode: {type: string}, description: {type: string}, rate: {type: number}, applicableItemTypes: "
    "{type: array, items: {type: string, enum: [PART, LABOR, SERVICE, FEE]}}}}}}}"
)


def _get(path: str = "/api/v1/pricing/tax-codes", schema: str = TAX_CODES, more: str = "") -> str:
    parameters = """
      parameters:
        - {name: locationId, in: query, required: true, schema: {type: string}}
        - {name: itemType, in: query, schema: {type: string}}
"""
    return f"{HEAD}paths:\n  {path}:\n    get:{parameters}{more}{CODES % schema}"


def _found(folder: Path, text: str, *maps: str, name: str = "tax.yaml") -> list[Row]:
    """Differences of the one operation, but for its refusals, which these documents leave out."""
    (folder / name).write_text(text, encoding="utf-8")
    mappings = [provider.mapping(one) for one in maps]
    rows = provider.against(folder / name, ["pricing"], mappings).differences
    mine = [row for row in rows if any(place.startswith("listTaxCodes") for place in row.places)]
    return [row for row in mine if row.aspect != "error"]


def _loud(found: list[Row]) -> list[tuple[str, str]]:
    return [(row.aspect, row.kind.value) for row in found if row.kind is not Class.COMPATIBLE]


def test_a_careless_but_fitting_document_breaks_nothing(tmp_path: Path) -> None:
    assert _loud(_found(tmp_path, _get())) == []


def test_what_it_leaves_out_is_told_as_not_breaking(tmp_path: Path) -> None:
    found = _found(tmp_path, _get())
    assert {row.aspect for row in found} >= {"pattern", "minimum", "maximum", "parameter"}


@pytest.mark.parametrize(
    ("written", "maps"),
    [
        ("/api/v1/pricing/tax-codes/", ()),
        ("//api/v1/pricing//tax-codes", ()),
        ("/v1/tax/tax-codes", ("/api/v1/pricing=/v1/tax",)),
        ("/codes", ("/api/v1/pricing/tax-codes=/codes",)),
        ("/tax-codes", ("/api/v1/pricing=",)),
    ],
)
def test_the_path_is_found(written: str, maps: tuple[str, ...], tmp_path: Path) -> None:
    found = _found(tmp_path, _get(written), *maps)
    assert _loud(found) == [("path", "style")] * len(maps)


@pytest.mark.parametrize("url", ["https://x.example/api/v1", "/api/v1/", "http://{host}/api/{version}"])
def test_the_base_path_of_a_server_counts(url: str, tmp_path: Path) -> None:
    variables = "variables: {host: {default: x}, version: {default: v1}}"
    text = f"servers: [{{url: '{url}', {variables}}}]\n" + _get("/pricing/tax-codes")
    assert _loud(_found(tmp_path, text)) == []


def test_another_prefix_is_guessed_where_none_was_given(tmp_path: Path) -> None:
    found = _found(tmp_path, _get("/v1/tax/tax-codes"))
    assert "--map /api/v1/pricing=/v1/tax" in found[0].offered


def test_references_lead_through_files_and_circles(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "codes.json").write_text(
        json.dumps({"$defs": {"Codes": {"$ref": "../page.yaml#/Page"}, "Again": {"$ref": "#/$defs/Again"}}})
    )
    inner = TAX_CODES.replace("rate: {type: number}", "rate: {type: number}, parent: {$ref: '#/Page'}")
    (tmp_path / "page.yaml").write_text(f"Page: {inner}", encoding="utf-8")
    fine = _found(tmp_path, _get(schema="{$ref: 'more/codes.json#/$defs/Codes'}"))
    assert _loud(fine) == []
    circle = _found(tmp_path, _get(schema="{$ref: 'more/codes.json#/$defs/Again'}"))
    assert ("schema", "unknown") in _loud(circle) or ("reference", "unknown") in _loud(circle)


@pytest.mark.parametrize(
    "reference",
    [
        "gone.yaml#/X",
        "#/components/schemas/Gone",
        "https://example.com/x.yaml#/X",
        "#anchor",
        "bad.yaml",
        ".",
    ],
)
def test_a_reference_that_cannot_be_followed_is_unknown_and_says_why(reference: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    found = _found(tmp_path, _get(schema=f"{{$ref: '{reference}'}}"))
    loud = [row for row in found if row.kind is not Class.COMPATIBLE]
    assert [row.kind for row in loud] == [Class.UNKNOWN]
    assert loud[0].pointer.endswith("/responses/200/content/application~1json/schema")
    assert len(loud[0].offered) > 10


COMPOSED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "all of": (f"{{allOf: [{TAX_CODES}, {{type: object, properties: {{more: {{type: string}}}}}}]}}", []),
    "nullable": (TAX_CODES.replace("rate: {", "rate: {nullable: true, "), [("type", "breaking")]),
    "one of two": (f"{{oneOf: [{TAX_CODES}, {{type: string}}]}}", [("type", "breaking")]),
    "any of the same": (f"{{anyOf: [{TAX_CODES}, {TAX_CODES}]}}", []),
    "a boolean exclusive bound": (
        TAX_CODES.replace("rate: {", "rate: {minimum: -1, exclusiveMinimum: true, "),
        [("minimum", "breaking")],
    ),
    "members in snake case": (
        TAX_CODES.replace("taxCode:", "tax_code:").replace("[taxCode,", "[tax_code,"),
        [("member", "style")],
    ),
    "wrapped": (
        f"{{type: object, required: [data], properties: {{data: {TAX_CODES}}}}}",
        [("wrapper", "style")],
    ),
    "no schema": ("{}", [("type", "unknown")]),
    "not": (TAX_CODES.replace("taxCode: {", "taxCode: {not: {pattern: x}, "), []),
    "hidden": (TAX_CODES.replace("rate: {", "rate: {writeOnly: true, "), [("member", "breaking")]),
    "a list of types in 3.0": (
        TAX_CODES.replace("rate: {type: number}", "rate: {type: [number, 'null']}"),
        [("type", "breaking")],
    ),
    "no type that there is": (
        TAX_CODES.replace("rate: {type: number}", "rate: {type: float}"),
        [("schema", "unknown")],
    ),
}


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1e999", "1" + "0" * 400, "'3'"], ids=range(6))
def test_numbers_that_are_none_crash_nothing(number: str, tmp_path: Path) -> None:
    schema = TAX_CODES.replace(
        "rate: {", f"rate: {{minimum: {number}, enum: [{number}, 0.5], multipleOf: {number}, "
    )
    assert _found(tmp_path, _get(schema=schema))


@pytest.mark.parametrize("named", COMPOSED)
def test_compositions_are_seen_through(named: str, tmp_path: Path) -> None:
    schema, expected = COMPOSED[named]
    assert _loud(_found(tmp_path, _get(schema=schema))) == expected


def test_the_bound_of_3_1_is_read_as_such(tmp_path: Path) -> None:
    schema = TAX_CODES.replace("rate: {", "rate: {exclusiveMinimum: -1, maximum: 1, ")
    text = _get(schema=schema).replace("3.0.1", "3.1.0")
    assert _loud(_found(tmp_path, text)) == [("minimum", "breaking")]


def test_parameters_of_the_path_count_and_those_of_the_operation_win(tmp_path: Path) -> None:
    shared = (
        "    parameters:\n"
        "      - {name: locationId, in: query, required: true, schema: {type: integer}}\n"
        "      - {name: tenant, in: header, required: true, schema: {type: string}}\n"
    )
    found = _found(tmp_path, _get().replace("    get:", f"{shared}    get:", 1))
    assert _loud(found) == [("parameter", "breaking")]


@pytest.mark.parametrize("status", ["default", "2XX", "2xx"])
def test_ranges_and_default_are_answers_too(status: str, tmp_path: Path) -> None:
    found = _found(tmp_path, _get().replace("200:", f"{status}:"))
    others = [("envelope", "style")] if status == "default" else []  # it is the answer to all refusals too
    assert _loud(found) == others


def test_a_vendor_type_of_json_is_a_style(tmp_path: Path) -> None:
    found = _found(tmp_path, _get().replace("application/json", "application/vnd.tax.v2+json; charset=utf-8"))
    assert [row.style for row in found if row.style] == [Style.MEDIA]


def test_json_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    from workexec_contracts.drift.reading import parse  # noqa: PLC0415  # to make the JSON of the same

    value: Any = parse(_get(), "x")
    assert _loud(_found(tmp_path, "\ufeff" + json.dumps(value), name="tax.json")) == []


def test_webhooks_callbacks_and_extensions_are_left_alone(tmp_path: Path) -> None:
    more = "      callbacks: {x: {'{$request.body#/u}': {post: {}}}}\n      x-amazon: {y: [1]}\n"
    more += "      deprecated: true\n"
    text = "webhooks: {changed: {post: {responses: {}}}}\nx-tags: null\n" + _get(more=more)
    found = _found(tmp_path, text.replace("3.0.1", "3.1.0"))
    assert _loud(found) == []
    assert "deprecated" in {row.aspect for row in found}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("swagger: '2.0'\npaths: {}", "Swagger 2.0"),
        ("a: [", "neither JSON nor YAML"),
        ("just words", "no such document"),
        ("[]", "no such document"),
        ("", "no such document"),
        ("openapi: 4.0.0", "openapi is '4.0.0'"),
        ("openapi: 3.0.0\npaths: {/x: {get: {}}}", "no operation that WorkExec calls"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=told) as raised:
        provider.against(tmp_path / "x.yaml", [], [])
    assert "x.yaml" in raised.value.where
    assert raised.value.fix


def test_no_text_and_no_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00\xd8")
    for path in (tmp_path / "x.yaml", tmp_path / "gone.yaml", tmp_path):
        with pytest.raises(Problem):
            provider.against(path, [], [])


@pytest.mark.parametrize("mapping", ["", "x", "/a", "a=/b", "/a=b"])
def test_a_mapping_that_is_none_is_told(mapping: str) -> None:
    with pytest.raises(Problem, match="no mapping of paths"):
        provider.mapping(mapping)


def test_a_mapping_that_maps_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="maps nothing"):
        _found(tmp_path, _get(), "/api/v1/crm=/crm")


def test_the_domains_of_a_gateway_are_found_by_their_paths(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(
        json.dumps(
            {
                "openapi": "3.0.0",
                "paths": {
                    domain.operations[0].path: {domain.operations[0].method.lower(): {}}
                    for domain in domains()[:3]
                },
            }
        ),
        encoding="utf-8",
    )
    found = provider.against(tmp_path / "x.json", [], [])
    assert found.domains == tuple(domain.name for domain in domains()[:3])

"""The whole of `mocks/`: one file per operation, loadable by any WireMock 3.13."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import (
    NOT_FOUND,
    VALIDATION_ERROR,
    Acknowledge,
    Listing,
    Lookup,
    Record,
    Search,
    TaxCalculation,
)

from .answers import answer, field_error, itself, refusal, untemplated
from .layers import Layer, Mapping, general, mapping
from .patterns import BEARER, ENDS_WITH_QUESTION_MARK, ILLEGAL_URL, json_body, media_type, query, url
from .reads import listing, lookup, search
from .refusals import refusals
from .tax import tax
from .writes import writes

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint


def stubs_of(domain: Domain, operation: Endpoint) -> list[Mapping]:
    """All mappings of one operation, in the order in which WireMock tries them."""
    body_schema = operation.request.model_json_schema() if operation.request else None
    stubs = [*_behaviour(domain, operation, body_schema), *refusals(domain, operation, body_schema)]
    return sorted(stubs, key=lambda stub: int(stub["priority"]))


def _behaviour(domain: Domain, operation: Endpoint, body_schema: dict[str, Any] | None) -> list[Mapping]:
    match operation.behaviour:
        case Search() as behaviour:
            return search(domain, operation, behaviour)
        case Listing() as behaviour:
            return listing(domain, operation, behaviour)
        case Lookup() as behaviour:
            return lookup(domain, operation, behaviour)
        case TaxCalculation() as behaviour if body_schema is not None:
            return tax(domain, operation, behaviour, body_schema)
        case Record() | Acknowledge() if body_schema is not None:
            return writes(domain, operation, body_schema)
        case _:
            return [_fixed(domain, operation, body_schema)]


def _fixed(domain: Domain, operation: Endpoint, body_schema: dict[str, Any] | None) -> Mapping:
    request = {
        "method": operation.method,
        **url(operation),
        "headers": {"Authorization": BEARER},
        "queryParameters": query(operation),
    }
    if body_schema is not None:
        request["headers"]["Content-Type"] = media_type(operation.media_type)
        request["bodyPatterns"] = json_body(body_schema)
    example = json.dumps(operation.examples[0].response)
    return mapping(
        domain, operation, "example", Layer.SUCCESS, request, answer(operation.status_code, example)
    )


def _general() -> list[Mapping]:
    illegal = untemplated(VALIDATION_ERROR, field_error("url", "must be a URL of RFC 3986"))
    return [
        general("no URL", Layer.ILLEGAL_URL, ILLEGAL_URL, illegal),
        general("no path", Layer.ILLEGAL_URL, "//.*", untemplated(NOT_FOUND)),
        general(
            "question mark at the end",
            Layer.QUESTION_MARK,
            ENDS_WITH_QUESTION_MARK,
            itself("{{{request.url}}}&"),
            method="GET",  # others have no parameters
        ),
        general("no contract has this path", Layer.UNMATCHED, ".*", refusal(NOT_FOUND)),
    ]


def render() -> dict[str, str]:
    """Every file below `mocks/`: its path, and its text. The same contracts give the same bytes."""
    files: dict[str, list[Mapping]] = {}
    for domain, operation in operations():
        files[f"mappings/{domain.name}/{operation.operation_id}.json"] = stubs_of(domain, operation)
    files["mappings/unmatched.json"] = _general()
    return {
        path: json.dumps({"mappings": stubs}, indent=1, ensure_ascii=False) + "\n"
        for path, stubs in files.items()
    }


def write(folder: Path) -> list[Path]:
    """Writes `mocks/` anew and removes mapping files that no contract asks for. Returns what it wrote."""
    wanted = render()
    for path in _present(folder) - wanted.keys():
        (folder / path).unlink()
    for path, text in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    (folder / "__files").mkdir(parents=True, exist_ok=True)
    return [folder / path for path in wanted]


def stale(folder: Path) -> list[str]:
    """The files below `folder` that differ from what the contracts give, are missing or too many."""
    wanted = render()
    present = _present(folder)
    differing = {
        path
        for path in present & wanted.keys()
        if (folder / path).read_text(encoding="utf-8") != wanted[path]
    }
    return sorted(differing | (present ^ wanted.keys()))


def _present(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.glob("mappings/**/*.json")}

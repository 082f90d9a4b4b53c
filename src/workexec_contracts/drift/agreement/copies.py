"""The copies on disk, each held against what the contract data gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workexec_contracts import documents, lint
from workexec_contracts.contracts import domains, events, operations
from workexec_contracts.drift.reading import parse
from workexec_contracts.drift.revisions.wording import at_pointer, differing
from workexec_contracts.drift.schema.oracle import shown
from workexec_contracts.pacts import files as pacts
from workexec_contracts.problem import Problem
from workexec_contracts.stubs import mappings

from .detail import Detail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .detail import Found

MOST = 20
"""Places that are told of one file; a file of another version differs everywhere."""
AGREEMENT = frozenset(
    {"endpoint-not-in-document", "parameter-differs", "error-differs", "example-differs", "event-differs"}
    | {"policy-differs", "sla-differs", "status-differs", "cache-differs", "example-breaks-request"}
    | {"example-breaks-response", "example-breaks-event", "example-breaks-rule"}
)
"""Of the problems that `wxc lint` finds, those by which data and document differ."""


def in_document(_root: Path) -> Found:
    """The contract document and its examples, as `wxc lint` reads them; what a finding decides agrees."""
    report = lint.run()
    found: Found = {operation.operation_id: [] for _, operation in operations()}
    found |= {event.name: [] for event in events()}
    for problem in report.uncovered:
        name = problem.subject.partition(" ")[0]
        if name in found and problem.kind in AGREEMENT:
            says = f"{problem.kind}: {problem.detail}"
            found[name].append(
                Detail(file="contracts/document.md", pointer="", says=says, clause=problem.clause)
            )
    return found


def in_documents(root: Path) -> Found:
    """OpenAPI, AsyncAPI and JSON Schemas."""
    found: Found = {operation.operation_id: [] for _, operation in operations()}
    found |= {event.name: [] for event in events()}
    for name, text in documents.render().items():
        for pointer, detail in _differences(root / "documents" / name, text, root):
            for contract in _of_document(name, pointer):
                found[contract].append(detail)
    return found


def _of_document(name: str, pointer: tuple[str, ...]) -> list[str]:
    """The contracts that a place in a generated document is about."""
    kind, _, rest = name.partition("/")
    stem = rest.rpartition("/")[2].partition(".")[0]
    if kind == "schemas":
        names = {operation.operation_id for _, operation in operations()} | {one.name for one in events()}
        return [stem] if stem in names else []
    if kind == "asyncapi":
        squeezed = {one.name: one.name.replace("_", "").lower() for one in events()}
        key = pointer[1].lower() if pointer[:1] == ("operations",) else ""
        key = pointer[2].lower() if pointer[:2] == ("components", "messages") else key
        named = [name for name, word in squeezed.items() if key.endswith(word)] if key else []
        return named or list(squeezed)
    domain = next(one for one in domains() if one.name == stem)
    calls = {(one.path, one.method.lower()): one.operation_id for one in domain.operations}
    own = calls.get((pointer[1], pointer[2])) if pointer[:1] == ("paths",) and len(pointer) > 2 else None  # noqa: PLR2004  # /paths/{path}/{method}
    return [own] if own else list(calls.values())


def in_pacts(root: Path) -> Found:
    """The pact files, interaction by interaction."""
    found: Found = {}
    for name, text in pacts.render().items():
        expected = json.loads(text)
        for interaction in expected["interactions"]:
            found.setdefault(_promised(interaction), [])
        for pointer, detail in _differences(root / "pacts" / name, text, root):
            within = (
                pointer[:1] == ("interactions",)
                and pointer[1:2]
                and int(pointer[1]) < len(expected["interactions"])
            )
            about = [expected["interactions"][int(pointer[1])]] if within else expected["interactions"]
            for contract in dict.fromkeys(_promised(one) for one in about):
                found[contract].append(detail)
    return found


def _promised(interaction: Mapping[str, Any]) -> str:
    references = interaction["comments"]["references"]
    operation = references.get("OpenAPI", {}).get("operationId")
    if operation:
        return str(operation)
    stated = json.dumps(references)
    squeezed = stated.replace("_", "").lower()
    return next(one.name for one in events() if one.name.replace("_", "").lower() in squeezed)


def in_mocks(root: Path) -> Found:
    """The mappings of the stubs, a file for each operation."""
    found: Found = {operation.operation_id: [] for _, operation in operations()}
    for name, text in mappings.render().items():
        stem = name.rpartition("/")[2].removesuffix(".json")
        details = [detail for _, detail in _differences(root / "mocks" / name, text, root)]
        for contract in [stem] if stem in found else list(found):
            found[contract] += details
    return found


def _differences(file: Path, text: str, root: Path) -> list[tuple[tuple[str, ...], Detail]]:
    """Where a file differs from the text that it should be."""
    name = file.relative_to(root).as_posix()
    try:
        present = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [((), Detail(file=name, pointer="", says="missing, or not a text"))]
    if present == text:
        return []
    try:
        left, right = parse(text, name), parse(present, name)
    except Problem as problem:
        return [((), Detail(file=name, pointer="", says=problem.what))]
    places = list(differing(left, right, ()))[:MOST]
    if not places:
        return [((), Detail(file=name, pointer="", says="the same, written otherwise"))]
    return [(place, _detail(name, place, left, right)) for place in places]


def _detail(name: str, place: tuple[str, ...], left: object, right: object) -> Detail:
    written = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in place)
    says = f"{shown(at_pointer(left, place))} in the contracts, {shown(at_pointer(right, place))} here"
    return Detail(file=name, pointer=written, says=says)


COPIES: dict[str, Callable[[Path], Found]] = {
    "contract document": in_document,
    "OpenAPI, AsyncAPI": in_documents,
    "pact": in_pacts,
    "stub": in_mocks,
}
"""Each column with who fills it."""

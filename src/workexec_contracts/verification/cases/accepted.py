"""Valid values of each member are accepted: edges, vocabularies, long and foreign texts (F33, F42, F44).

One member at a time, in an otherwise good document; what a rule or a reference then refuses is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workexec_contracts.contracts.vocabulary import TaxCalculation
from workexec_contracts.dataset import rows
from workexec_contracts.pacts.shapes import resolved
from workexec_contracts.variations import alone, at, balanced, changed, first_broken, steps, without
from workexec_contracts.verification.case import Needs
from workexec_contracts.verification.documents import schema_fault, shown

from .references import first_missed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Known
    from workexec_contracts.variations import Path
    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Sample, Subject

LONG = 300
FOREIGN = "Prüfung 検査 🔧"
Json = Any


class Value(NamedTuple):
    """A valid value, in words."""

    words: str
    value: Json


ABSENT = object()


def cases(subject: Subject) -> Iterator[Case]:
    if subject.operation.request is None:
        return
    for sample in subject.samples:
        which = f" in {sample.example.name}" if len(subject.samples) > 1 else ""
        shape = subject.document(sample, "shape", full=True)
        root = subject.operation.request.model_json_schema()
        for path, value in _values(root, resolved(root, root, shape), shape):
            name = f"accepts {value.words} for {shown(path)}{which}"
            document = _with(subject.document(sample, name, full=True), path, value.value)
            tried = (
                balanced(sample.rules, found) for found in (document, alone(sample.rules, path, document))
            )
            good = next((found for found in tried if _is_good(subject, sample, found)), None)
            if good is not None:
                yield subject.case(name, subject.write(sample, name, good), subject.succeeds())
        for known in sample.requires:
            yield from _known(subject, sample, known, which)


def _known(subject: Subject, sample: Sample, known: Known, which: str) -> Iterator[Case]:
    """A row of each kind that will do (F21)."""
    kinds = [(column, value) for column, values in known.where.items() for value in values]
    for column, value in kinds:
        name = f"accepts a {known.member} whose {column} is {value}{which}"
        document = subject.document(sample, name, full=True)
        fitting = (row for row in rows(known.collection) if row.get(column) == value)
        changes = (changed(document, steps(known.member), row[known.by]) for row in fitting)
        good = next((found for found in changes if _is_good(subject, sample, found)), None)
        if good is not None:
            call = subject.write(sample, name, good)
            yield subject.case(name, call, subject.succeeds(), clause=known.clause, needs=Needs.DATASET)


def _with(document: Json, path: Path, value: Json) -> Json:
    return without(document, path) if value is ABSENT else changed(document, path, value)


def _is_good(subject: Subject, sample: Sample, document: Json) -> bool:
    if schema_fault(subject.operation, document) is not None or not _is_taxable(subject, document):
        return False
    return first_broken(sample.rules, document) is None and first_missed(sample, document) is None


def _is_taxable(subject: Subject, document: Json) -> bool:
    """Of a calculation, whether the location has each line's code for its type (F07)."""
    behaviour = subject.operation.behaviour
    if not isinstance(behaviour, TaxCalculation):
        return True
    types = {(row["locationId"], row["taxCode"]): row for row in rows(behaviour.collection)}
    codes = [types.get((document["locationId"], item["taxCode"])) for item in document["items"]]
    return all(
        code is not None and item["itemType"] in code["applicableItemTypes"]
        for code, item in zip(codes, document["items"], strict=True)
    )


def _values(root: Json, schema: Json, shape: Json, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    for name, node in schema.get("properties", {}).items():
        held, here = at(shape, path), (*path, name)
        if name not in held or here == ("id",):
            continue
        found, value = resolved(root, node), held[name]
        if name not in schema.get("required", ()):
            yield here, Value("no value", ABSENT)
        for other in _of(found, value):
            yield here, other
        if isinstance(value, dict):
            yield from _values(root, found, shape, here)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _values(root, resolved(root, found["items"]), shape, (*here, 0))


def _of(schema: Json, value: Json) -> Iterator[Value]:
    """Other valid values, by what the schema says."""
    yield from (Value(word, word) for word in schema.get("enum", ()) if word != value)
    if "const" in schema or "enum" in schema:
        return
    match schema.get("type"):
        case "string":
            yield from _texts(schema, value)
        case "integer" | "number":
            yield from _numbers(schema)
        case "boolean":
            yield Value(str(not value).lower(), not value)
        case "array":
            yield from _lists(schema, value)


def _texts(schema: Json, value: str) -> Iterator[Value]:
    if schema.get("format") == "date-time":
        yield from _times(schema, value)
    elif _is_free(schema):
        yield Value(f"{LONG} letters", "x" * LONG)
        yield Value("letters of other alphabets", FOREIGN)


def _is_free(schema: Json) -> bool:
    return "pattern" not in schema or re.search(schema["pattern"], FOREIGN) is not None


def _times(schema: Json, value: str) -> Iterator[Value]:
    moment = value.removesuffix("Z")
    yield Value("a fraction of a second", f"{moment}.123Z")
    offset = f"{moment}+00:00"
    if re.search(schema["pattern"], offset):
        yield Value("an offset", offset)


def _numbers(schema: Json) -> Iterator[Value]:
    low, high = schema.get("minimum"), schema.get("maximum")
    yield Value("zero", 0)
    if low is not None and low < 0:
        yield Value("a credit", -1)
        yield Value("a large credit", -1000)
    if high is not None:
        yield Value("the largest amount", high)
    if schema.get("type") == "number":
        yield Value("a fraction", 0.25)


def _lists(schema: Json, value: list[Json]) -> Iterator[Value]:
    if value:
        yield Value("two items", [*value[:1], *value[:1]])
    if not schema.get("minItems"):
        yield Value("no items", [])

"""A search finds what a plain reading of the rows finds (F29)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Search
from workexec_contracts.dataset import rows
from workexec_contracts.verification.case import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workexec_contracts.contracts.vocabulary import Parameter
    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

NOWHERE = "zzz-no-such-text"
BEYOND = 10_000
Given = dict[str, str]


@dataclass(frozen=True)
class Model:
    """The search as it should be."""

    behaviour: Search
    index: Parameter
    size: Parameter

    def hits(self, given: Mapping[str, str]) -> list[dict[str, Any]]:
        """All rows that the parameters ask for; blank ones ask for nothing (F28)."""
        text = given.get(self.behaviour.query, "").lower()
        wanted = {column: given.get(name, "") for name, column in self.behaviour.filters.items()}
        return [
            row
            for row in rows(self.behaviour.collection)
            if (not text.strip() or any(text in _value(row, name) for name in self.behaviour.text))
            and all(not value.strip() or row.get(column) == value for column, value in wanted.items())
        ]

    def page(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The answer."""
        index = int(given.get(self.index.name, self.index.default or 0))
        size = int(given.get(self.size.name, self.size.default or 1))
        hits = self.hits(given)
        return {
            "items": hits[index * size : (index + 1) * size],
            self.index.name: index,
            self.size.name: size,
            "totalCount": len(hits),
            "hasNextPage": (index + 1) * size < len(hits),
        }


def _value(row: Mapping[str, Any], column: str) -> str:
    return str(row.get(column, "")).lower()


def cases(subject: Subject) -> Iterator[Case]:
    behaviour = subject.operation.behaviour
    if isinstance(behaviour, Search):
        index, size = (p for p in subject.operation.parameters if p.kind == "integer")
        model = Model(behaviour, index, size)
        given = {name: str(value) for name, value in subject.samples[0].example.request.items()}
        for parameters in _distinct(
            [*_queries(behaviour), *_filters(subject, behaviour), *_pages(model, given)]
        ):
            if all(parameters.get(name) for name in _needed(subject)) and _enough(subject, parameters):
                words = ", ".join(f"{name}={value}" for name, value in parameters.items())
                expected = subject.succeeds(model.page(parameters))
                call = subject.read(parameters.items())
                yield subject.case(f"finds what {words} asks for", call, expected, needs=Needs.DATASET)


def _needed(subject: Subject) -> list[str]:
    return [parameter.name for parameter in subject.operation.parameters if parameter.required]


def _enough(subject: Subject, given: Given) -> bool:
    names = subject.operation.at_least_one
    return not names or any(given.get(name, "").strip() for name in names)


def _queries(behaviour: Search) -> Iterator[Given]:
    """Pieces of three values of each column, in the other case; then what no row contains."""
    found = rows(behaviour.collection)
    for column in behaviour.text:
        values = [str(row[column]) for row in found if column in row]
        for value in (values[0], values[len(values) // 2], values[-1]):
            yield {behaviour.query: value}
            yield {behaviour.query: value[1 : 2 + len(value) // 2].swapcase()}
        yield {behaviour.query: f"{values[0][:3]} {values[0][-3:]}"}
        turned = (" ".join(reversed(value.split())) for value in values if " " in value)
        yield from ({behaviour.query: value} for value in list(turned)[:1])
    for column in _other_columns(behaviour):
        yield {behaviour.query: next(str(row[column]) for row in found if row.get(column))}
    yield {behaviour.query: NOWHERE}
    yield {behaviour.query: "a"}
    yield {behaviour.query: ".*"}


def _other_columns(behaviour: Search) -> list[str]:
    """Texts that are not looked at."""
    texts = {name: value for row in rows(behaviour.collection) for name, value in row.items() if value}
    return [n for n, value in texts.items() if isinstance(value, str) and n not in behaviour.text]


def _filters(subject: Subject, behaviour: Search) -> Iterator[Given]:
    """Each filter at some of its values, alone, with a query, at none, and cut off; then all of one row."""
    found = rows(behaviour.collection)
    parameters = {parameter.name: parameter for parameter in subject.operation.parameters}
    for name, column in behaviour.filters.items():
        values = sorted({str(row[column]) for row in found})
        if parameters[name].kind == "string":
            yield {name: values[0][:-1]}
        yield {behaviour.query: NOWHERE, name: values[0]}
        for value in values[:: 1 + len(values) // 8]:
            yield {name: value}
            yield {behaviour.query: "e", name: value}
            yield {behaviour.query: " ", name: value}
    if behaviour.filters:
        row = found[len(found) // 2]
        yield {name: str(row[column]) for name, column in behaviour.filters.items()}


def _pages(model: Model, given: Given) -> Iterator[Given]:
    """The first page, one in the middle, the last, and one beyond, of several sizes."""
    wide = {model.behaviour.query: "a"} if given else given
    total = len(model.hits(wide))
    for size in (model.size.minimum, 7, model.size.maximum):
        for index in (0, total // size // 2, max(0, (total - 1) // size), BEYOND):
            yield {**wide, model.index.name: str(index), model.size.name: str(size)}


def _distinct(given: list[Given]) -> list[Given]:
    return [dict(items) for items in dict.fromkeys(tuple(one.items()) for one in given)]

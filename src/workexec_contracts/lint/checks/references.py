"""References: behaviours, rules and keys name collections, columns, members and errors that exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import (
    Behaviour,
    Endpoint,
    Listing,
    Lookup,
    Search,
    TaxCalculation,
)
from workexec_contracts.lint.problem import Problem, of_operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.given import Given


def behaviours_find_their_rows(given: Given) -> Iterator[Problem]:
    """Each collection and column of a behaviour or of the provider's data exists."""
    for _, operation in given.operations:
        needs = list(_columns(operation.behaviour))
        needs += [(known.collection, (known.by, *known.where, *known.linked)) for known in operation.requires]
        for name, columns in needs:
            yield from _missing(given, operation, name, columns)


def _columns(behaviour: Behaviour) -> Iterator[tuple[str, tuple[str, ...]]]:
    match behaviour:
        case Search():
            yield behaviour.collection, (*behaviour.text, *behaviour.filters.values())
        case Listing():
            named = (*behaviour.equal.values(), *behaviour.contains.values(), *behaviour.hidden)
            yield behaviour.collection, named
        case Lookup(collection=collection, parent=parent):
            yield collection, ()
            if parent:
                yield parent, ()
        case TaxCalculation(collection=collection):
            yield collection, ("taxCode", "rate", "applicableItemTypes")


def _missing(given: Given, operation: Endpoint, name: str, columns: tuple[str, ...]) -> Iterator[Problem]:
    collection = given.collections.get(name)
    if collection is None:
        yield _unknown("unknown-collection", operation, name)
        return
    known = {column for row in collection.rows for column in row}
    for column in (*columns, collection.key):
        if column not in known:
            yield _unknown("unknown-column", operation, f"{name}.{column}")


def parameters_are_declared(given: Given) -> Iterator[Problem]:
    """Each parameter of a behaviour, a cache key, a path or `at_least_one` is declared."""
    for _, operation in given.operations:
        declared = {parameter.name for parameter in operation.parameters}
        in_path = {parameter.name for parameter in operation.parameters if parameter.place == "path"}
        for name in sorted(_parameters(operation.behaviour) | set(operation.at_least_one)):
            if name not in declared:
                yield _unknown("unknown-parameter", operation, name)
        for name in operation.cache.key if operation.cache else ():
            if name not in declared:
                yield _unknown("unknown-cache-key", operation, name)
        for name in sorted(set(re.findall(r"\{(\w+)\}", operation.path)) ^ in_path):
            yield _unknown("path-parameter-differs", operation, name)


def defaults_are_valid(given: Given) -> Iterator[Problem]:
    """A default or an example is a value that the parameter accepts."""
    for _, operation in given.operations:
        for parameter in operation.parameters:
            if parameter.default is not None and parameter.fault(str(parameter.default)):
                yield _unknown("default-out-of-range", operation, parameter.name)
            if parameter.example is not None and parameter.fault(parameter.example):
                yield _unknown("parameter-example-refused", operation, parameter.name)


def _parameters(behaviour: Behaviour) -> set[str]:
    match behaviour:
        case Search():
            return {behaviour.query, *behaviour.filters}
        case Listing():
            return {*behaviour.equal, *behaviour.contains}
        case Lookup():
            return {behaviour.parameter}
    return set()


def errors_are_declared(given: Given) -> Iterator[Problem]:
    """Each error that a behaviour, a parameter or a rule answers is one of the operation's."""
    for _, operation in given.operations:
        behaviour = operation.behaviour
        used = {"VALIDATION_ERROR"} | {parameter.out_of_range for parameter in operation.parameters}
        used |= {rule.code for rule in operation.rules} | {known.error.code for known in operation.requires}
        used |= {getattr(behaviour, name, None) or "" for name in ("missing", "not_configured", "unlinked")}
        for code in sorted(used - {error.code for error in operation.errors} - {""}):
            yield _unknown("undeclared-error", operation, code)


def _unknown(kind: str, operation: Endpoint, name: str) -> Problem:
    return of_operation(kind, operation, f"{kind.replace('-', ' ')}: {name}", name)

"""Ids of a search resolve, and the look-up says what the search said (F05, F26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Lookup, Search
from workexec_contracts.verification.fuzzing.answer import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.verification.fuzzing.answer import Answer, Question

SELDOM = 3
PAGES, LARGEST = 5, 100


def resolves_its_ids(answer: Answer) -> None:
    """One row of the answer, looked up by its own id and by the ids of others in it."""
    if not answer.succeeded or not answer.one_in(SELDOM, "resolves"):
        return
    rows = _rows(answer)
    if not rows:
        return
    row = rows[answer.chosen(len(rows), "looked up")]
    for lookup, behaviour in _lookups(answer):
        identifier = row.get(collections()[behaviour.collection].key)
        if not isinstance(identifier, str):
            continue
        question = answer.ask({behaviour.parameter: identifier}, lookup)
        if question.reply.status != lookup.status_code:
            title = f"resolves the {behaviour.parameter} that it answers"
            raise answer.breaks(
                title, f"{lookup.operation_id} finds {identifier}", str(question), by=question
            )
        if _own(answer) == behaviour.collection and question.document != row:
            title = "looks up what it finds"
            raise answer.breaks(
                title, shown(row), shown(question.document), clause=lookup.clause, by=question
            )


def is_found_by_search(answer: Answer) -> None:
    """The row that was looked up is among those that a search for its own text finds, the same."""
    behaviour = answer.operation.behaviour
    if not answer.succeeded or not isinstance(behaviour, Lookup) or not answer.one_in(SELDOM, "searched"):
        return
    key, row = collections()[behaviour.collection].key, answer.document
    for operation in answer.domain.endpoints:
        search = operation.behaviour
        if not isinstance(search, Search) or search.collection != behaviour.collection:
            continue
        text = next((row[column] for column in search.text if isinstance(row.get(column), str)), None)
        found, question = _found(answer, operation, {search.query: text}, row[key]) if text else (row, None)
        if found != row:
            title = "finds what it looks up"
            raise answer.breaks(title, shown(row), shown(found), by=question)


def _found(
    answer: Answer, operation: Endpoint, asked: dict[str, Any], identifier: str
) -> tuple[dict[str, Any] | None, Question]:
    """The row of that id among the first pages."""
    index_name, size_name = (p.name for p in operation.parameters if p.kind == "integer")
    key = next(name for name in answer.document if answer.document[name] == identifier)
    for index in range(PAGES):
        question = answer.ask({**asked, index_name: index, size_name: LARGEST}, operation)
        page = question.document if isinstance(question.document, dict) else {}
        for row in page.get("items", ()):
            if row.get(key) == identifier:
                return row, question
        if not page.get("hasNextPage"):
            return None, question
    return answer.document, question  # it may be further on


def _rows(answer: Answer) -> list[dict[str, Any]]:
    match answer.operation.behaviour:
        case Search():
            return list(answer.document["items"])
        case Lookup():
            return [answer.document]
        case _:
            return []


def _own(answer: Answer) -> str | None:
    behaviour = answer.operation.behaviour
    return behaviour.collection if isinstance(behaviour, Search) else None


def _lookups(answer: Answer) -> Iterator[tuple[Endpoint, Lookup]]:
    for operation in answer.domain.endpoints:
        behaviour = operation.behaviour
        if isinstance(behaviour, Lookup) and operation is not answer.operation:
            yield operation, behaviour

"""Searches: what is found matches, what matches is found, pages part the whole (F03, F29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Listing, Search, is_blank
from workexec_contracts.verification.fuzzing.answer import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workexec_contracts.verification.fuzzing.answer import Answer, Question

Row = dict[str, Any]
LARGEST = 100
PAGES = 5
"""A set is parted into at most so many pages."""
SELDOM = 6


def matches_what_was_asked(answer: Answer) -> None:
    """Every item holds the text and equals the filters, and comes once."""
    given = _given(answer)
    match answer.operation.behaviour if answer.succeeded else None:
        case Search(collection=collection, text=columns, query=query, filters=filters):
            rows = answer.document["items"]
            key = collections()[collection].key
            _unique(answer, [row[key] for row in rows])
            for row in rows:
                _holds_text(answer, row, columns, given.get(query, ""))
                _equals(
                    answer, row, {column: given[name] for name, column in filters.items() if name in given}
                )
        case Listing(member=member, contains=contains):
            for row in answer.document[member]:
                for name, column in contains.items():
                    if name in given and given[name] not in row[column]:
                        raise _unfiltered(answer, row, f"{column} with {given[name]}")
        case _:
            return


def finds_what_it_has(answer: Answer) -> None:
    """A piece of a row's own text finds the row, in any case and with its filters."""
    behaviour = answer.operation.behaviour
    if not answer.succeeded or not isinstance(behaviour, Search) or not answer.document["items"]:
        return
    if not answer.one_in(3, "finds"):
        return
    rows = answer.document["items"]
    row = rows[answer.chosen(len(rows), "row")]
    texts = [
        row[column] for column in behaviour.text if isinstance(row.get(column), str) and row[column].strip()
    ]
    text = texts[answer.chosen(len(texts), "text")] if texts else ""
    if not text or not text.isascii():
        return
    filters = {name: row[column] for name, column in behaviour.filters.items() if row.get(column)}
    chosen = filters if answer.one_in(2, "filters") else {}
    piece = text[len(text) // 4 :].strip() if answer.one_in(2, "piece") else text
    asked = {behaviour.query: (piece or text).swapcase(), **chosen}
    key = collections()[behaviour.collection].key
    questions = _pages(answer, asked, LARGEST)
    for question in questions:
        if any(found[key] == row[key] for found in question.document["items"]):
            return
    if questions[-1].document["hasNextPage"]:
        return  # it may be further on
    raise answer.breaks(
        "finds a row by its own text",
        f"{row[key]} among the items for {shown(asked)}",
        "not found",
        by=questions[-1],
    )


def pages_part_the_whole(answer: Answer) -> None:
    """Counts fit; other page sizes give the same rows, each once."""
    behaviour = answer.operation.behaviour
    if not answer.succeeded or not isinstance(behaviour, Search) or not _asked_rightly(answer):
        return
    index, size = _paging(answer)
    total = _counts(answer, answer.document, index, size)
    if not 0 < total <= LARGEST * PAGES or not answer.one_in(SELDOM, "pages"):
        return
    asked = {
        name: value for name, value in _given(answer).items() if name in {behaviour.query, *behaviour.filters}
    }
    key = collections()[behaviour.collection].key
    whole = [row[key] for question in _pages(answer, asked, LARGEST) for row in _rows(answer, question)]
    for part in sorted({min(total, LARGEST), max(1, -(-total // PAGES), total // 2)}):
        if part > LARGEST:
            continue
        questions = list(_pages(answer, asked, part))
        found = [row[key] for question in questions for row in _rows(answer, question)]
        if found != whole or len(found) != total:
            expected = f"{total} rows, each once, in the order of one large page"
            raise answer.breaks(
                "parts the whole into pages", expected, f"{len(found)} rows: {shown(found)}", by=questions[-1]
            )
    mine = [row[key] for row in answer.document["items"]]
    if mine != whole[index * size : (index + 1) * size]:
        expected = shown(whole[index * size : (index + 1) * size])
        raise answer.breaks("answers the page that was asked for", expected, shown(mine))


def _counts(
    answer: Answer, page: Mapping[str, Any], index: int, size: int, by: Question | None = None
) -> int:
    """The total count, when the page fits it."""
    total = int(page["totalCount"])
    expected = {
        "pageIndex": index,
        "pageSize": size,
        "hasNextPage": (index + 1) * size < total,
        "items": max(0, min(size, total - index * size)),
    }
    for member, value in expected.items():
        actual = len(page[member]) if member == "items" else page[member]
        if actual != value:
            title = f"fits {member} to the page and the total count"
            raise answer.breaks(title, f"{value} of {total}", shown(actual), by=by)
    return total


def _asked_rightly(answer: Answer) -> bool:
    """Whether it says which page is meant; that it was answered all the same, another check tells."""
    parameters = answer.operation.parameters
    return not any(parameter.fault(answer.sent.query.get(parameter.name)) for parameter in parameters)


def _paging(answer: Answer, given: Mapping[str, str] | None = None) -> tuple[int, int]:
    values = [
        int(text)
        if not is_blank(text := (given or answer.sent.query).get(parameter.name, ""))
        else parameter.default
        for parameter in answer.operation.parameters
        if parameter.kind == "integer"
    ]
    return int(values[0] or 0), int(values[1] or 0)


def _pages(answer: Answer, asked: Mapping[str, str], size: int) -> list[Question]:
    """All pages of that size, at most PAGES and one."""
    index_name, size_name = (p.name for p in answer.operation.parameters if p.kind == "integer")
    found: list[Question] = []
    for index in range(PAGES + 1):
        question = answer.ask({**asked, index_name: index, size_name: size})
        found.append(question)
        rows = _rows(answer, question)
        _counts(answer, question.document, index, size, question)
        if not question.document["hasNextPage"] or not rows:
            break
    return found


def _rows(answer: Answer, question: Question) -> Sequence[Row]:
    try:
        answer.operation.response.parse(question.reply.text)
    except ValueError:
        title = "answers every page"
        raise answer.breaks(title, "a page of the contract", str(question), by=question) from None
    rows: Sequence[Row] = question.document["items"]
    return rows


def _given(answer: Answer) -> dict[str, str]:
    """The parameters that count; a blank one is absent (F28)."""
    return {name: value for name, value in answer.sent.query.items() if not is_blank(value)}


def _unique(answer: Answer, keys: Sequence[str]) -> None:
    if len(set(keys)) != len(keys):
        raise answer.breaks("answers each row once", "unique ids", shown(keys))


def _holds_text(answer: Answer, row: Row, columns: Sequence[str], text: str) -> None:
    if not text.isascii():
        return  # whether İ is an i is nobody's contract
    text = text.strip()  # whether blanks around a text count is nobody's contract
    if text and not any(text.lower() in str(row.get(column, "")).lower() for column in columns):
        raise answer.breaks(
            "answers rows that hold the text", f"{shown(text)} in {', '.join(columns)}", shown(row)
        )


def _equals(answer: Answer, row: Row, filters: Mapping[str, str]) -> None:
    for column, value in filters.items():
        if row.get(column) != value:
            raise _unfiltered(answer, row, f"{column} {value}")


def _unfiltered(answer: Answer, row: Row, expected: str) -> Exception:
    return answer.breaks("answers rows that fit the filters", expected, shown(row))

"""Searches: what is matched, what is filtered, in which order, and how it is parted into pages (F03, F29)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Search
from workexec_contracts.providers.checks import parameters
from workexec_contracts.verification.mutation.bends import is_success
from workexec_contracts.verification.mutation.mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant
    from workexec_contracts.verification.mutation.provider import Mutable

    from .subject import Subject

Row = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A search under way: the parameters that count and all rows."""

    operation: Endpoint
    behaviour: Search
    given: dict[str, Any]
    rows: Sequence[Row]
    turn: int
    """How many searches there were before."""

    @property
    def text(self) -> str:
        """What is looked for, in lower case."""
        return str(self.given.get(self.behaviour.query, "")).lower()

    @property
    def filters(self) -> dict[str, Any]:
        """What each column must be."""
        return {column: self.given[n] for n, column in self.behaviour.filters.items() if n in self.given}

    def holds(self, row: Row) -> bool:
        """Whether the row holds the text."""
        return any(self.text in str(row.get(column, "")).lower() for column in self.behaviour.text)

    def fits(self, row: Row) -> bool:
        """Whether the row fits the filters."""
        return all(row.get(column) == value for column, value in self.filters.items())

    def hits(self) -> list[Row]:
        """The rows that are to be found."""
        return [row for row in self.rows if self.holds(row) and self.fits(row)]

    def without(self, name: str) -> Page:
        """The same search without a parameter."""
        return replace(self, given={key: value for key, value in self.given.items() if key != name})

    def paging(self) -> tuple[str, str, int, int]:
        """The names of index and size, and their values."""
        index, size = (p.name for p in self.operation.parameters if p.kind == "integer")
        return index, size, self.given[index], self.given[size]

    def answer(self, hits: Sequence[Row], start: int | None = None, **more: object) -> Row:
        """The page of those hits."""
        index_name, size_name, index, size = self.paging()
        begin = index * size if start is None else start
        return {
            "items": list(hits[max(0, begin) : max(0, begin) + size]),
            index_name: index,
            size_name: size,
            "totalCount": len(hits),
            "hasNextPage": index * size + size < len(hits),
            **more,
        }


def searched(bent: Callable[[Page], Row]) -> Bend:
    """The answer of another search to whatever the right one finds."""
    turns: dict[int, int] = {}

    def bend(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        operation = provider.bent
        if not is_success(operation, reply) or not isinstance(operation.behaviour, Search):
            return reply
        turn = turns[id(provider)] = turns.get(id(provider), -1) + 1
        rows = list(provider.state.table(operation.behaviour.collection).values())
        given = parameters(operation, call, {})
        return replace(reply, body=bent(Page(operation, operation.behaviour, given, rows, turn)))

    return bend


def found(chosen: Callable[[Page], Sequence[Row]]) -> Bend:
    """Other hits, paged rightly."""
    return searched(lambda page: page.answer(chosen(page)))


def mutants(subject: Subject) -> Iterator[Mutant]:
    behaviour = subject.operation.behaviour
    if isinstance(behaviour, Search):
        required = {parameter.name for parameter in subject.operation.parameters if parameter.required}
        for how, (says, bend) in {**_texts(behaviour), **_columns(subject, behaviour)}.items():
            if how == "blank-finds-nothing" and behaviour.query in required:
                continue
            yield subject.mutant(f"search/{behaviour.query}/{how}", Kind.SEARCH, says, bend)
        yield from _filters(subject, behaviour)
        for how, (says, chosen) in ROWS.items():
            yield subject.mutant(f"search/rows/{how}", Kind.ROWS, says, found(chosen))
        for how, (says, chosen) in ORDERS.items():
            yield subject.mutant(f"search/order/{how}", Kind.ORDER, says, found(chosen))
        for how, (says, bent) in PAGES.items():
            yield subject.mutant(f"paging/{how}", Kind.PAGING, says, searched(bent))


def _texts(behaviour: Search) -> dict[str, tuple[str, Bend]]:
    """Other ways of looking for a text; each looks at the row's own columns."""
    query = behaviour.query

    def by(matches: Callable[[str, str], bool]) -> Bend:
        def chosen(page: Page) -> list[Row]:
            text = str(page.given.get(query, ""))
            values = [(row, [str(row.get(c, "")) for c in behaviour.text]) for row in page.rows]
            return [row for row, texts in values if page.fits(row) and any(matches(text, t) for t in texts)]

        return found(chosen)

    def words(text: str, value: str) -> bool:
        return all(word in value.lower() for word in text.lower().split())

    return {
        "case-sensitive": ("the case of letters counts", by(lambda text, value: text in value)),
        "whole": ("a whole value is looked for", by(lambda t, v: not t or t.lower() == v.lower())),
        "prefix": ("only beginnings are found", by(lambda t, v: v.lower().startswith(t.lower()))),
        "suffix": ("only ends are found", by(lambda t, v: v.lower().endswith(t.lower()))),
        "words": ("words are looked for one by one", by(words)),
        "ignored": ("the text is ignored", found(lambda page: page.without(query).hits())),
        "blank-finds-nothing": (
            "without a text nothing is found",
            found(lambda page: page.hits() if page.text else []),
        ),
    }


def _columns(subject: Subject, behaviour: Search) -> dict[str, tuple[str, Bend]]:
    """A column that is not looked at, or one too many."""
    ways: dict[str, tuple[str, Bend]] = {}
    for column in behaviour.text:
        rest = behaviour.model_copy(update={"text": tuple(c for c in behaviour.text if c != column)})
        bend = found(lambda page, rest=rest: replace(page, behaviour=rest).hits())  # type: ignore[misc]
        ways[f"{column}-ignored"] = (f"{column} is not looked at", bend)
    items = subject.operation.examples[0].response["items"][0]
    for column in (name for name, value in items.items() if isinstance(value, str)):
        if column not in behaviour.text:
            more = behaviour.model_copy(update={"text": (*behaviour.text, column)})
            bend = found(lambda page, more=more: replace(page, behaviour=more).hits())  # type: ignore[misc]
            ways[f"{column}-too"] = (f"{column} is looked at too", bend)
    return ways


def _filters(subject: Subject, behaviour: Search) -> Iterator[Mutant]:
    closed = {parameter.name for parameter in subject.operation.parameters if parameter.kind == "enum"}
    for name, column in behaviour.filters.items():
        for how, (says, chosen) in FILTERS.items():
            if how == "partly" and name in closed:
                continue  # what is no word of a vocabulary is refused
            bend = found(lambda page, c=chosen, n=name, column=column: c(page, n, column))  # type: ignore[misc]
            told = f"the filter {name} {says}"
            yield subject.mutant(f"search/{name}/{how}", Kind.FILTER, told, bend)


def _ignored(page: Page, name: str, _: str) -> list[Row]:
    return page.without(name).hits()


def _inverted(page: Page, name: str, column: str) -> list[Row]:
    if name not in page.given:
        return page.hits()
    return [row for row in page.without(name).hits() if row.get(column) != page.given[name]]


def _either(page: Page, name: str, column: str) -> list[Row]:
    others, value = page.without(name), page.given.get(name)
    if value is None or (not page.text and not others.filters):
        return page.hits()
    asked = others.hits()
    return [row for row in page.rows if row in asked or row.get(column) == value]


def _partly(page: Page, name: str, column: str) -> list[Row]:
    begin = str(page.given.get(name, ""))
    return [row for row in page.without(name).hits() if str(row.get(column, "")).startswith(begin)]


def _alone(page: Page, name: str, _: str) -> list[Row]:
    return page.without(page.behaviour.query).hits() if name in page.given else page.hits()


FILTERS: dict[str, tuple[str, Callable[[Page, str, str], list[Row]]]] = {
    "ignored": ("is ignored", _ignored),
    "inverted": ("is turned round", _inverted),
    "or": ("is combined with OR", _either),
    "partly": ("need not match to the end", _partly),
    "alone": ("makes the text ignored", _alone),
}


def _rotated(page: Page) -> list[Row]:
    hits = page.hits()
    by = page.turn % len(hits) if hits else 0
    return hits[by:] + hits[:by]


ROWS: dict[str, tuple[str, Callable[[Page], Sequence[Row]]]] = {
    "first-lost": ("the first row is lost", lambda page: page.hits()[1:]),
    "last-lost": ("the last row is lost", lambda page: page.hits()[:-1]),
    "twice": ("the first row comes twice", lambda page: page.hits()[:1] + page.hits()),
    "capped": ("no more than 25 rows are found", lambda page: page.hits()[:25]),
    "none": ("nothing is found", lambda _: []),
    "all": ("everything is found", lambda page: page.rows),
}
ORDERS: dict[str, tuple[str, Callable[[Page], Sequence[Row]]]] = {
    "reversed": ("rows come the other way round", lambda page: page.hits()[::-1]),
    "unstable": ("rows come in another order each time", _rotated),
}


def _start(page: Page, index: int, *, off: int = 0) -> int:
    return index * page.paging()[3] + off


PAGES: dict[str, tuple[str, Callable[[Page], Row]]] = {
    "one-based": (
        "pages are counted from one",
        lambda page: page.answer(page.hits(), _start(page, max(0, page.paging()[2] - 1))),
    ),
    "index-ignored": ("the first page always", lambda page: page.answer(page.hits(), 0)),
    "start-late": (
        "a page starts one row late",
        lambda page: page.answer(page.hits(), _start(page, page.paging()[2], off=1)),
    ),
    "start-early": (
        "later pages start one row early",
        lambda page: page.answer(page.hits(), _start(page, page.paging()[2], off=-1)),
    ),
    "short": (
        "a page lacks its last row",
        lambda page: {**(a := page.answer(page.hits())), "items": a["items"][:-1]},
    ),
    "long": (
        "a page has one row too many",
        lambda page: page.answer(hits := page.hits(), items=_slice(page, hits, page.paging()[3] + 1)),
    ),
    "size-ignored": (
        "every page is as large as the default",
        lambda page: page.answer(hits := page.hits(), items=_slice(page, hits, _default_size(page))),
    ),
    "all-at-once": ("all rows come at once", lambda page: page.answer(h := page.hits(), items=list(h))),
    "total-of-page": (
        "totalCount is that of the page",
        lambda page: {**(a := page.answer(page.hits())), "totalCount": len(a["items"])},
    ),
    "total-of-all": (
        "totalCount is that of all rows",
        lambda page: page.answer(page.hits(), totalCount=len(page.rows)),
    ),
    "total-off": (
        "totalCount is one too many",
        lambda page: page.answer(hits := page.hits(), totalCount=len(hits) + 1),
    ),
    "next-always": ("hasNextPage is always true", lambda page: page.answer(page.hits(), hasNextPage=True)),
    "next-never": ("hasNextPage is never true", lambda page: page.answer(page.hits(), hasNextPage=False)),
    "next-off": (
        "hasNextPage is true after a last full page too",
        lambda page: page.answer(
            h := page.hits(),
            hasNextPage=len(h) > 0 and _start(page, page.paging()[2] + 1) <= len(h),
        ),
    ),
    "index-not-echoed": (
        "pageIndex is always 0",
        lambda page: page.answer(page.hits(), **{page.paging()[0]: 0}),
    ),
    "size-not-echoed": (
        "pageSize is that of the default",
        lambda page: page.answer(page.hits(), **{page.paging()[1]: _default_size(page)}),
    ),
    "size-of-page": (
        "pageSize is the number of items",
        lambda page: {**(a := page.answer(page.hits())), page.paging()[1]: len(a["items"])},
    ),
}


def _slice(page: Page, hits: Sequence[Row], size: int) -> list[Row]:
    begin = _start(page, page.paging()[2])
    return list(hits[begin : begin + size])


def _default_size(page: Page) -> int:
    name = page.paging()[1]
    return next(p.default or 0 for p in page.operation.parameters if p.name == name)

"""Listings and look-ups: other rows, rows of another key, rows that are lost (F08, F26)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Listing, Lookup
from workexec_contracts.dataset import rows
from workexec_contracts.verification.mutation.bends import altered, is_success, rewritten, with_query
from workexec_contracts.verification.mutation.mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.providers import Call, Reply
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant
    from workexec_contracts.verification.mutation.provider import Mutable

    from .subject import Subject

Row = dict[str, Any]
UNKNOWN = "NO-SUCH-ID"


def mutants(subject: Subject) -> Iterator[Mutant]:
    match subject.operation.behaviour:
        case Listing() as behaviour:
            yield from _listing(subject, behaviour)
        case Lookup() as behaviour:
            yield from _lookup(subject, behaviour)
        case _:
            return


def _listing(subject: Subject, behaviour: Listing) -> Iterator[Mutant]:
    for name, column in behaviour.equal.items():
        bend = _listed(behaviour, lambda row, call: True)  # noqa: ARG005  # a test of rows
        yield subject.mutant(f"listing/{name}/ignored", Kind.FILTER, f"the rows of every {column}", bend)
        none = _listed(behaviour, lambda row, call, name=name, column=column: row[column] != call.query[name])  # type: ignore[misc]
        yield subject.mutant(f"listing/{name}/inverted", Kind.FILTER, f"the rows of another {column}", none)
    for name in behaviour.contains:

        def ignored(call: Call, name: str = name) -> Call:
            return with_query(call, {n: v for n, v in call.query.items() if n != name})

        yield subject.mutant(f"listing/{name}/ignored", Kind.FILTER, f"{name} is ignored", rewritten(ignored))
        first = _first_only(behaviour, name)
        says = f"{name} must be the first of a row's values"
        yield subject.mutant(f"listing/{name}/first", Kind.FILTER, says, first)
    for how, says, kept in (
        ("first-lost", "the first row is lost", slice(1, None)),
        ("last-lost", "the last row is lost", slice(0, -1)),
        ("first-only", "only the first row comes", slice(0, 1)),
    ):
        yield subject.mutant(f"listing/rows/{how}", Kind.ROWS, says, _sliced(behaviour, kept))


def _listed(behaviour: Listing, test: Callable[[Row, Call], bool]) -> Bend:
    def bend(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        if not is_success(provider.bent, reply):
            return reply
        rows = [row for row in provider.state.table(behaviour.collection).values() if test(row, call)]
        shown = [{c: v for c, v in row.items() if c not in behaviour.hidden} for row in rows]
        return replace(reply, body={behaviour.member: shown})

    return bend


def _sliced(behaviour: Listing, kept: slice) -> Bend:
    def alter(reply: Reply, _: Call) -> Reply:
        return replace(reply, body={behaviour.member: reply.body[behaviour.member][kept]})

    return altered(is_success, alter)


def _first_only(behaviour: Listing, name: str) -> Bend:
    column = behaviour.contains[name]

    def alter(reply: Reply, call: Call) -> Reply:
        value, rows = call.query.get(name, "").strip(), reply.body[behaviour.member]
        kept = [row for row in rows if not value or row[column][0] == value]
        return replace(reply, body={behaviour.member: kept})

    return altered(is_success, alter)


def _lookup(subject: Subject, behaviour: Lookup) -> Iterator[Mutant]:
    operation, name = subject.operation, behaviour.parameter
    key = str(operation.examples[0].request[name])

    def row(provider: Mutable, at: int) -> Row:
        return list(provider.state.table(behaviour.collection).values())[at]

    def always_first(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        return replace(reply, body=row(provider, 0)) if is_success(operation, reply) else reply

    def last_lost(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        lost = is_success(operation, reply) and reply.body == row(provider, -1)
        return provider.right(_asking(subject, call, name, UNKNOWN)) if lost else reply

    def example_lost(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        lost = is_success(operation, reply) and reply.body == row(provider, 0)
        return provider.right(_asking(subject, call, name, UNKNOWN)) if lost else reply

    def found_anyway(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        missing = reply.body.get("code") in {behaviour.missing, behaviour.unlinked}
        return provider.right(_asking(subject, call, name, key)) if missing else reply

    bend: Bend
    for how, says, bend in (
        ("always-first", "the first row is answered, whoever is asked for", always_first),
        ("last-lost", "the last row is lost", last_lost),
        ("example-lost", "the document's row is lost", example_lost),
        ("found-anyway", "for an unknown key the first row is answered", found_anyway),
    ):
        yield subject.mutant(f"lookup/{name}/{how}", Kind.ROWS, says, bend)
    yield from _constants(subject, behaviour)


def _constants(subject: Subject, behaviour: Lookup) -> Iterator[Mutant]:
    """A member is the document's in every row, where it is not so anyway."""
    held = rows(behaviour.collection)
    for member, value in subject.operation.examples[0].response.items():
        if all(row.get(member) == value for row in held):
            continue  # so it is
        bend = altered(
            is_success,
            lambda reply, _, member=member, value=value: replace(reply, body={**reply.body, member: value}),  # type: ignore[misc]
        )
        says = f"{member} is {value!r} in every row"
        yield subject.mutant(f"lookup/{member}/constant", Kind.ECHO, says, bend)


def _asking(subject: Subject, call: Call, name: str, value: str) -> Call:
    if f"{{{name}}}" in subject.operation.path:
        return replace(call, path=subject.operation.path.replace(f"{{{name}}}", value))
    return with_query(call, {**call.query, name: value})

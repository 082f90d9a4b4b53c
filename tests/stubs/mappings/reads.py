"""Requests without a body: parameters in every spelling, right and wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

from workexec_contracts.contracts.vocabulary import Listing, Lookup, Search
from workexec_contracts.dataset import rows

from . import texts
from .wire import Sent

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Parameter

Pair = tuple[str, str]
_SPELLINGS = (
    quote,
    quote_plus,
    lambda text: quote(text, safe="/?:@!$'()*,;"),
    lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
)


def good(operation: Endpoint) -> st.SearchStrategy[Sent]:
    """Requests whose parameters are all valid."""
    fixed = {p.name: _valid(operation, p) for p in operation.parameters if p.place == "path"}
    pairs = [_optional(p, _valid(operation, p)) for p in operation.parameters if p.place == "query"]
    if operation.at_least_one:
        anchored = [p for p in operation.parameters if p.name in operation.at_least_one]
        pairs.append(st.sampled_from(anchored).flatmap(lambda p: _one(p.name, _valid(operation, p))))
    return _request(operation, fixed, st.tuples(*pairs, _UNKNOWN).map(_flat))


def bad(operation: Endpoint) -> st.SearchStrategy[Sent]:
    """Requests of which at least one parameter is not valid, where the operation can be asked wrongly."""
    fixed = {p.name: _invalid(p) for p in operation.parameters if p.place == "path"}
    query = [p for p in operation.parameters if p.place == "query"]
    wrong = [p for p in query if p.kind != "string" or p.required]
    if not query:
        return _request(operation, fixed, _UNKNOWN)
    others = [_optional(p, st.one_of(_valid(operation, p), _invalid(p))) for p in query]
    blanks = st.just([(name, " ") for name in operation.at_least_one])
    fault = st.sampled_from(wrong).flatmap(lambda p: _one(p.name, _invalid(p))) if wrong else blanks
    first = st.one_of(fault, blanks) if operation.at_least_one else fault
    return _request(operation, fixed, st.tuples(first, *others, _UNKNOWN).map(_flat))


def _request(
    operation: Endpoint, fixed: dict[str, st.SearchStrategy[str]], pairs: st.SearchStrategy[list[Pair]]
) -> st.SearchStrategy[Sent]:
    def build(values: dict[str, str], query: list[Pair], spelling: int, *, shuffled: bool) -> Sent:
        spell = _SPELLINGS[spelling]
        path = operation.path.format_map({name: quote(value, safe="") for name, value in values.items()})
        written = (
            f"{name}={spell(value)}" if value else name for name, value in query[:: -1 if shuffled else 1]
        )
        text = "&".join(written)
        return Sent(operation.method, (f"{path}?{text}" if text else path).encode())

    return st.builds(
        build,
        st.fixed_dictionaries(fixed),
        pairs,
        st.integers(0, len(_SPELLINGS) - 1),
        shuffled=st.booleans(),
    )


def _flat(groups: tuple[list[Pair], ...]) -> list[Pair]:
    return [pair for group in groups for pair in group]


def _one(name: str, value: st.SearchStrategy[str]) -> st.SearchStrategy[list[Pair]]:
    return value.map(lambda text: [(name, text)])


def _optional(parameter: Parameter, value: st.SearchStrategy[str]) -> st.SearchStrategy[list[Pair]]:
    """Absent, blank, given once or given again with something else."""
    given = _one(parameter.name, value)
    again = st.tuples(value, texts.ODD).map(lambda two: [(parameter.name, text) for text in two])
    if parameter.required:
        return texts.weighted((3, given), (1, again))
    return texts.weighted((2, st.just([])), (1, _one(parameter.name, texts.BLANK)), (4, given), (1, again))


_UNKNOWN = texts.weighted(
    (3, st.just([])),
    (1, st.just([("sort", "name"), ("Query", "x"), ("pagesize", "0")])),
    (1, texts.ODD.map(lambda text: [("debug", text)])),
)


def _valid(operation: Endpoint, parameter: Parameter) -> st.SearchStrategy[str]:
    if parameter.kind == "enum":
        return st.sampled_from(parameter.values)
    if parameter.kind == "integer":
        return texts.integers(parameter.minimum, parameter.maximum)
    known = [(9, kind) for kind in _from_dataset(operation, parameter)]
    return texts.weighted(*known, (1, texts.NOT_BLANK))


def _invalid(parameter: Parameter) -> st.SearchStrategy[str]:
    if parameter.kind == "enum":
        near = st.sampled_from(parameter.values)
        return st.one_of(
            near.map(str.lower), near.map(lambda v: f"{v} "), near.map(lambda v: v[:-1]), texts.NOT_BLANK
        )
    if parameter.kind == "integer":
        outside = texts.integers_outside(parameter.minimum, parameter.maximum)
        return st.one_of(outside, texts.INTEGERS_THAT_ARE_NONE, texts.NOT_BLANK)
    return texts.BLANK if parameter.place == "query" else texts.BLANK.filter(lambda text: "\x00" not in text)


def _from_dataset(operation: Endpoint, parameter: Parameter) -> list[st.SearchStrategy[str]]:
    match operation.behaviour:
        case Search() as behaviour if parameter.name == behaviour.query:
            cells = [str(r[name]) for r in rows(behaviour.collection) for name in behaviour.text if name in r]
            piece = st.tuples(st.sampled_from(cells), st.integers(0, 12), st.integers(1, 9)).map(_slice)
            words = st.sampled_from(
                ["brake", "PART", "john", "fleet-0", "+1-555", "oem", "@example", "1", "e", "a b"]
            )
            seams = st.tuples(
                st.sampled_from(cells), st.sampled_from("\n\x1f\x1e \t,"), st.sampled_from(cells)
            ).map(_seam)
            return [piece, piece.map(str.upper), words, seams]
        case Search() as behaviour:
            column = behaviour.filters[parameter.name]
            return [st.sampled_from(sorted({str(row[column]) for row in rows(behaviour.collection)}))] * 3
        case Listing() as behaviour:
            column = behaviour.equal[parameter.name]
            return [st.sampled_from(sorted({str(row[column]) for row in rows(behaviour.collection)}))] * 3
        case Lookup() as behaviour:
            known = st.sampled_from([str(next(iter(row.values()))) for row in rows(behaviour.collection)])
            parents = rows(behaviour.parent or behaviour.collection)
            return [
                known,
                known,
                known,
                known,
                st.sampled_from([str(next(iter(row.values()))) for row in parents]),
            ]
    return []


def _slice(drawn: tuple[str, int, int]) -> str:
    text, start, length = drawn
    piece = text[start % len(text) :][:length]
    return piece if piece.strip() else text


def _seam(drawn: tuple[str, str, str]) -> str:
    """What would match where an implementation puts two texts side by side."""
    left, between, right = drawn
    return left[-2:] + between + right[:2]

"""Searches, listings and look-ups over the dataset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from workexec_contracts.dataset import rows

from .answers import BLANK, ECHOED, answer, invalid, plain, refusal, repeating
from .layers import BY_PATH, BY_PATTERN, BY_QUERY, UNTRACED, Layer, Mapping, mapping
from .patterns import BEARER, ENCODED_BLANK, SENT_ONCE, any_of, direct, matcher, query, url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import (
        Collection,
        Domain,
        Endpoint,
        Listing,
        Lookup,
        Parameter,
        Search,
    )

_CAPITAL = "A"
"""Between the texts of a row, all in lower case, as the query is: no query matches across it."""
_EDGE = "\n"
"""Stands for a filter of a listing that is not given: no valid value of one is blank."""
_RECORD, _UNIT, _NEVER = "\x1e", "\x1f", "\x1d"
"""In the index, a record begins each row and a unit ends each of its cells; no row contains the third."""
_EXPRESSION = {
    "key": f"{_RECORD}([^{_UNIT}]*+){_UNIT}",
    "before": f"[^{_UNIT}]*?",
    "anything": f"[^{_UNIT}]*+",
    "quote": r"\Q",
    "unquote": r"\E",
    "quoted": r"\E\\E\Q",
    "record": _RECORD,
    "unit": _UNIT,
    "never": _NEVER,
}
"""What a regular expression on the index is made of."""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _get(operation: Endpoint, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": operation.method,
        **url(operation),
        "headers": {"Authorization": BEARER},
        "queryParameters": parameters,
    }


def _direct(
    domain: Domain, operation: Endpoint, value: str, parameter: Parameter, body: str
) -> Iterator[Mapping]:
    """The answer to the plainest spelling of a request, which WireMock compares without parsing it.

    What a path alone decides comes first, what a query decides last: each mapping that is tried in vain
    costs a microsecond, and what Java allocates for it. The headers of a request that is traced, as
    WorkExec's are, are repeated without a helper's call; one by path that is not is left to the pattern of
    all keys.
    """
    request = {
        "method": operation.method,
        "url": _target(operation, parameter, value),
        "headers": {"Authorization": BEARER},
    }
    traced = {**request, "headers": {"Authorization": BEARER, **dict.fromkeys(ECHOED, SENT_ONCE)}}
    name, response = f"directly: {value}", plain(operation.status_code, body)
    by_path, layer = parameter.place == "path", Layer.DIRECT
    rank = BY_PATH if by_path else BY_QUERY
    yield mapping(domain, operation, name, layer, traced, repeating(response), rank=rank)
    if not by_path:
        yield mapping(domain, operation, f"{name}, untraced", layer, request, response, rank=UNTRACED)


def _target(operation: Endpoint, parameter: Parameter, value: str) -> str:
    """Path and query that ask for a value."""
    if parameter.place == "path":
        return operation.path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
    return f"{operation.path}?{urlencode({parameter.name: value})}"


def _given(parameter: str, name: str) -> str:
    """Assigns a filter's value to `name`, the separator, which every row contains, where it is not given."""
    return _assign(parameter, name, "given", "parameters.edge")


def _assign(parameter: str, name: str, given: str, otherwise: str) -> str:
    return (
        f"{{{{~val request.query.{parameter}.[0] or={BLANK} assign='given'~}}}}"
        f"{{{{~#if (trim given)~}}}}{{{{~val {given} assign='{name}'~}}}}"
        f"{{{{~else~}}}}{{{{~val {otherwise} assign='{name}'~}}}}{{{{~/if~}}}}"
    )


def _literally(text: str) -> str:
    """A quoted regular expression of a text that a client gave."""
    plain = f"(replace (replace {text} parameters.unit parameters.never) parameters.record parameters.never)"
    return f"parameters.quote (replace {plain} parameters.unquote parameters.quoted) parameters.unquote"


def _number(parameter: Parameter, name: str) -> str:
    return (
        f"{{{{~val request.query.{parameter.name}.[0] or={BLANK} assign='given'~}}}}"
        f"{{{{~#if (trim given)~}}}}{{{{~val (math given '+' 0) assign='{name}'~}}}}"
        f"{{{{~else~}}}}{{{{~val {parameter.default} assign='{name}'~}}}}{{{{~/if~}}}}"
    )


def search(domain: Domain, operation: Endpoint, behaviour: Search) -> list[Mapping]:
    """Rows whose text contains the query and whose columns equal the filters, a page at a time (F29).

    One regular expression runs over one text of all rows: a loop in the template takes ten times as long.
    """
    index, size = (p for p in operation.parameters if p.kind == "integer")
    columns = list(behaviour.filters.items())
    anything = "parameters.anything"
    found = f"(join parameters.before {_literally('(lower given)')} parameters.anything '')"
    setup = _assign(behaviour.query, "text", found, anything)
    for at, (name, _) in enumerate(columns):
        setup += _assign(name, f"f{at}", f"(join {_literally('given')} '')", anything)
    setup += _number(index, "pi") + _number(size, "ps")
    cells = " parameters.unit ".join(["text", *(f"f{at}" for at in range(len(columns)))])
    expression = f"(join parameters.key {cells} parameters.unit '')"
    body = (
        f"{setup}{{{{~val (array) assign='hits'~}}}}"
        f"{{{{~regexExtract parameters.index {expression} 'hits' default=''~}}}}"
        "{{~val (size hits) assign='n'~}}{{~val (math pi '*' ps) assign='from'~}}"
        "{{~val (math from '+' ps) assign='to'~}}"
        '{"items":[{{~#if (lt from n)~}}'
        "{{~val (jsonPath hits (join '$[' from ':' to ']' '')) assign='page'~}}"
        "{{{arrayJoin ',' (jsonPath parameters.rows (join '$[' (arrayJoin ',' page) ']' ''))}}}{{~/if~}}],"
        f'"{index.name}":{{{{pi}}}},"{size.name}":{{{{ps}}}},"totalCount":{{{{n}}}},'
        '"hasNextPage":{{lt to n}} }'
    )
    found_in = rows(behaviour.collection)
    response = answer(
        operation.status_code,
        body,
        {
            "index": "".join(_indexed(at, row, behaviour, columns) for at, row in enumerate(found_in)),
            "rows": [_json(row) for row in found_in],
            **_EXPRESSION,
        },
    )
    return [mapping(domain, operation, "found", Layer.SUCCESS, _get(operation, query(operation)), response)]


def _indexed(at: int, row: dict[str, Any], behaviour: Search, columns: list[tuple[str, str]]) -> str:
    text = _CAPITAL.join(str(row[name]).lower() for name in behaviour.text if name in row)
    cells = [str(at), text, *(str(row.get(column, "")) for _, column in columns)]
    return _RECORD + "".join(cell + _UNIT for cell in cells)


def listing(domain: Domain, operation: Endpoint, behaviour: Listing) -> list[Mapping]:
    """All rows that fit, one mapping for each value of the first filter that the dataset has (F08)."""
    found = rows(behaviour.collection)
    (name, column), *others = behaviour.equal.items()
    if others:
        raise ValueError(
            f"{operation.operation_id}: a listing filters by one column; found {behaviour.equal}"
        )
    required = next(parameter for parameter in operation.parameters if parameter.name == name)
    stubs: list[Mapping] = []
    for value in dict.fromkeys(row[column] for row in found):
        data = [
            {
                **{f"c{at}": row[c] for at, c in enumerate(behaviour.contains.values())},
                "j": _json({key: cell for key, cell in row.items() if key not in behaviour.hidden}),
            }
            for row in found
            if row[column] == value
        ]
        whole = f'{{"{behaviour.member}":[{",".join(row["j"] for row in data)}] }}'
        stubs.extend(_direct(domain, operation, value, required, whole))
        matchers = {**query(operation), name: matcher(required, any_of([value]))}
        response = answer(operation.status_code, _listed(behaviour), {"rows": data, "edge": _EDGE})
        stubs.append(
            mapping(domain, operation, f"{name} {value}", Layer.SUCCESS, _get(operation, matchers), response)
        )
    nothing = answer(operation.status_code, _json({behaviour.member: []}))
    matchers = query(operation)
    stubs.append(mapping(domain, operation, "nothing", Layer.LOOKED_UP, _get(operation, matchers), nothing))
    return stubs


def _listed(behaviour: Listing) -> str:
    setup = "".join(_given(name, f"f{at}") for at, name in enumerate(behaviour.contains))
    tests = [
        f"(or (eq f{at} parameters.edge) (contains r.c{at} f{at}))" for at in range(len(behaviour.contains))
    ]
    opened = "".join(f"{{{{~#if {test}~}}}}" for test in tests)
    return (
        f"{setup}{{{{~val (array) assign='hits'~}}}}{{{{~#each parameters.rows as |r|~}}}}{opened}"
        f"{{{{~val (arrayAdd hits r.j) assign='hits'~}}}}{'{{~/if~}}' * len(tests)}{{{{~/each~}}}}"
        f'{{"{behaviour.member}":[{{{{~#each hits as |h|~}}}}{{{{~#if @index~}}}},{{{{~/if~}}}}{{{{{{h}}}}}}'
        "{{~/each~}}] }"
    )


def lookup(domain: Domain, operation: Endpoint, behaviour: Lookup) -> list[Mapping]:
    """One row by its key; what only the parent knows, and what nobody knows, have errors of their own."""
    parameter = next(p for p in operation.parameters if p.name == behaviour.parameter)
    collection = _collection(domain, behaviour.collection)
    known = {str(row[collection.key]): _json(row) for row in rows(behaviour.collection)}

    def stub(name: str, layer: Layer, pattern: str | None, response: dict[str, Any]) -> Mapping:
        wanted = matcher(parameter, pattern)
        if parameter.place == "path":
            request = {**_get(operation, {}), "pathParameters": {parameter.name: wanted}}
            del request["queryParameters"]
        else:
            request = _get(operation, {**query(operation), parameter.name: wanted})
        return mapping(domain, operation, name, layer, request, response)

    documented = [str(row[collection.key]) for row in collection.rows]
    stubs = [stub for key in documented for stub in _direct(domain, operation, key, parameter, known[key])]
    if parameter.place == "path":
        stubs.append(_by_path(domain, operation, known))
    else:
        response = _one(operation, known, f"request.query.{parameter.name}.[0]")
        stubs.append(stub("found", Layer.SUCCESS, any_of(known), response))
    if behaviour.parent and behaviour.unlinked:
        parents = any_of(
            str(row[_collection(domain, behaviour.parent).key]) for row in rows(behaviour.parent)
        )
        error = operation.error(behaviour.unlinked)
        stubs.append(stub(error.code, Layer.LOOKED_UP, parents, refusal(error)))
    if parameter.place == "path":
        blank = invalid(operation, parameter.name, parameter.expected)
        stubs.append(stub("blank", Layer.LOOKED_UP, ENCODED_BLANK, blank))
    missing = operation.error(behaviour.missing)
    stubs.append(stub(missing.code, Layer.NOT_CONFIGURED, None, refusal(missing)))
    return stubs


def _by_path(domain: Domain, operation: Endpoint, known: dict[str, str]) -> Mapping:
    request = {
        "method": operation.method,
        "urlPattern": direct(operation, any_of(known)),
        "headers": {"Authorization": BEARER},
    }
    at = operation.path.removeprefix("/").split("/").index(f"{{{operation.parameters[0].name}}}")
    response = _one(operation, known, f"request.path.[{at}]")
    return mapping(domain, operation, "found", Layer.DIRECT, request, response, rank=BY_PATTERN)


def _one(operation: Endpoint, known: dict[str, str], key: str) -> dict[str, Any]:
    """The row of a key. WireMock hashes all parameters for each header: a list takes half a map's time."""
    prefix = next(iter(known)).rstrip("0123456789")
    if list(known) == [f"{prefix}{number:03d}" for number in range(1, len(known) + 1)]:
        at = f"(math (substring {key} {len(prefix)}) '-' 1)"
        body, found = f"{{{{{{lookup parameters.rows {at}}}}}}}", list(known.values())
        return answer(operation.status_code, body, {"rows": found})
    return answer(operation.status_code, f"{{{{{{lookup parameters.rows {key}}}}}}}", {"rows": known})


def _collection(domain: Domain, name: str) -> Collection:
    return next(collection for collection in domain.collections if collection.name == name)

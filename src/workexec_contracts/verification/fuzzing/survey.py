"""A first look at what a stranger's service holds, so that its own ids and texts are asked for too.

Once for each domain and process, before the first request is steered: what is drawn must not depend on
what was answered to other drawn requests.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import httpx2

from workexec_contracts.contracts.vocabulary import Listing, Search
from workexec_contracts.verification.subject import Subject

from .answer import FOLLOW_UP
from .knowledge import learn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .answer import Service

LETTERS = ("a", "e", "1", "-")
"""Texts that most rows hold somewhere."""
LARGEST = 100
_looked: set[tuple[str, str]] = set()
_lock = threading.Lock()


def survey(service: Service, domain: Domain) -> None:
    """Learns some rows of the domain; a service that does not answer teaches nothing."""
    with _lock:
        if (service.base_url, domain.name) in _looked:
            return
        _looked.add((service.base_url, domain.name))
        for operation in domain.endpoints:
            for asked in _questions(operation):
                _learn(service, domain, operation, asked)


def _questions(operation: Endpoint) -> Iterator[dict[str, Any]]:
    examples = [example.request for example in operation.examples]
    match operation.behaviour:
        case Search(query=query):
            size = next(p.name for p in operation.parameters if p.out_of_range != "VALIDATION_ERROR")
            yield from (
                {**asked, size: LARGEST} for asked in (*examples, *({query: text} for text in LETTERS))
            )
        case Listing():
            yield from examples
        case _:
            return


def _learn(service: Service, domain: Domain, operation: Endpoint, asked: dict[str, Any]) -> None:
    call = Subject(domain, operation, FOLLOW_UP).read((name, str(value)) for name, value in asked.items())
    try:
        document = service.ask(call).document
    except httpx2.HTTPError:
        return
    match operation.behaviour:
        case Search(collection=collection):
            rows, known = _rows(document, "items"), {}
        case Listing(collection=collection, member=member, equal=equal):
            rows, known = _rows(document, member), {column: asked[name] for name, column in equal.items()}
        case _:
            return
    learn(collection, [{**row, **known} for row in rows])


def _rows(document: Any, member: str) -> list[dict[str, Any]]:  # noqa: ANN401  # JSON of any type
    rows = document.get(member) if isinstance(document, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

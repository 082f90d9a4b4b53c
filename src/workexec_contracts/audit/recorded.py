"""One request that a neighbour had, as a journal recorded it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from workexec_contracts.contracts import events, operations
from workexec_contracts.load.journal import logged
from workexec_contracts.stubs.mappings import INTERNAL
from workexec_contracts.switching import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Policy
    from workexec_contracts.policy import Seen
    from workexec_contracts.switching import Scope

OPERATIONS: dict[str, tuple[Domain, Endpoint]] = {
    operation.operation_id: (domain, operation) for domain, operation in operations()
}
EVENTS = {event.type: event for event in events()}


@dataclass(frozen=True)
class Attempt:
    """An attempt at an operation of the contracts, and the policy that it is under."""

    operation: str
    policy: Policy
    seen: Seen
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: str

    @property
    def endpoint(self) -> Endpoint:
        """Its contract."""
        return OPERATIONS[self.operation][1]

    @property
    def url(self) -> str:
        """Path and query."""
        return self.seen.target.partition(" ")[2]

    @cached_property
    def query(self) -> dict[str, str]:
        """Its parameters; of a repeated one the first value counts (F28)."""
        return dict(reversed(parse_qsl(self.url.partition("?")[2], keep_blank_values=True)))

    @cached_property
    def path_values(self) -> dict[str, str]:
        """The values of the path's parameters."""
        names = re.findall(r"\{(\w+)\}", self.endpoint.path)
        pattern = re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(self.endpoint.path))
        found = re.fullmatch(pattern, self.url.partition("?")[0])
        return dict(zip(names, map(unquote, found.groups()), strict=True)) if found else {}

    @cached_property
    def document(self) -> Any:  # noqa: ANN401  # JSON of any type
        """The body as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def is_of(self, scope: Scope) -> bool:
        """Whether it belongs to a scope."""
        if scope.place == "path":
            return self.path_values.get(scope.name) in scope.values
        if scope.place == "query":
            return self.query.get(scope.name) in scope.values
        return any(value in scope.values for value in _members(self.document, scope.name.split(".")))


def _members(document: Any, path: list[str]) -> list[Any]:  # noqa: ANN401  # JSON of any type
    """The values at a path of members, each item of a list where the path says `[]`."""
    if not path:
        return [document]
    name, rest = path[0], path[1:]
    inner = document.get(name.removesuffix("[]")) if isinstance(document, dict) else None
    if name.endswith("[]"):
        return [found for item in inner or () for found in _members(item, rest)]
    return _members(inner, rest)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A request that no contract has."""

    at_s: float
    target: str
    headers: Mapping[str, str]


def read(entry: Mapping[str, Any]) -> Attempt | Stranger | None:
    """What a WireMock entry is about; None for what the stubs ask themselves."""
    request = {"headers": {}, "body": "", **entry["request"]}
    headers = {name.lower(): str(value) for name, value in request["headers"].items()}
    if request["url"].startswith((INTERNAL, "/__admin")) or MARKER.lower() in headers:
        return None
    told = logged({"response": {"status": 0}, **entry, "request": request})
    if told is None:
        return Stranger(request["loggedDate"] / 1000, f"{request['method']} {request['url']}", headers)
    return Attempt(told.operation, told.policy, told.seen, headers, request["body"])


@dataclass(frozen=True)
class Traffic:
    """All that the neighbours were asked, in time."""

    attempts: tuple[Attempt, ...] = ()
    strangers: tuple[Stranger, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[Mapping[str, Any]]) -> Traffic:
        """Of a journal's entries. Raises KeyError or TypeError where they are none."""
        found = [one for one in map(read, entries) if one is not None]
        attempts = sorted((one for one in found if isinstance(one, Attempt)), key=lambda one: one.seen.at_s)
        strangers = sorted((one for one in found if isinstance(one, Stranger)), key=lambda one: one.at_s)
        return cls(tuple(attempts), tuple(strangers))

    def with_more(self, more: Traffic) -> Traffic:
        """Both, in time."""
        attempts = sorted((*self.attempts, *more.attempts), key=lambda one: one.seen.at_s)
        strangers = sorted((*self.strangers, *more.strangers), key=lambda one: one.at_s)
        return Traffic(tuple(attempts), tuple(strangers))

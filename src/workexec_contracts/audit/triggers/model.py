"""A step of WorkExec as data: the request that triggers it, and where ids are found in its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import Field

from workexec_contracts.contracts.vocabulary import Data

from .template import at_pointer, filled, names_in

Values = dict[str, Any]
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to the audited service."""

    method: str
    target: str
    """Path and query."""
    headers: dict[str, str]
    body: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What it answered, and when, in seconds; without status nothing was answered."""

    at_s: float
    ended_s: float
    status: int | None
    text: str = ""

    @property
    def told(self) -> str:
        """For people."""
        return "nothing" if self.status is None else f"{self.status} {self.text[:200]}".strip()


class Step(Data):
    """One step. Texts are templates: `{estimate_id}` is whatever an earlier step has found."""

    name: str
    method: str
    path: str
    query: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    find: dict[str, str] = Field(default_factory=dict)
    """Names to JSON pointers into the answer."""
    expect: tuple[int, ...] = ()
    """The statuses of success; any 2xx where there are none."""
    operations: tuple[str, ...] = ()
    """The neighbours' operations that it needs."""
    after: tuple[str, ...] = ()
    """Steps that have to precede it on the same estimate."""

    @property
    def names(self) -> set[str]:
        """What its templates need."""
        return names_in([self.path, self.query, self.body])

    def succeeded(self, reply: Reply) -> bool:
        """Whether that is an answer of success."""
        if reply.status is None:
            return False
        return reply.status in self.expect if self.expect else reply.status in _OK

    def found(self, reply: Reply) -> Values:
        """The values that its pointers find in the answer; those that are not there are left out."""
        try:
            document = json.loads(reply.text)
        except ValueError:
            return {}
        found = {name: at_pointer(document, pointer) for name, pointer in self.find.items()}
        return {name: value for name, value in found.items() if isinstance(value, str | int)}


class Triggers(Data):
    """The steps of a service by name, and the headers of every request to it."""

    service: str
    headers: dict[str, str]
    """Templates over `token`, `correlation_id` and `traceparent`."""
    steps: dict[str, Step]

    def request(self, step: Step, values: Values) -> Sent:
        """The request of a step. Raises KeyError for a name that nothing was found for."""
        path = filled(step.path, {name: quote(str(value), safe="") for name, value in values.items()})
        query = {name: filled(text, values) for name, text in step.query.items()}
        target = f"{path}{'&' if '?' in path else '?'}{urlencode(query)}" if query else path
        headers = {name: str(filled(text, values)) for name, text in self.headers.items()}
        if step.body is None:
            return Sent(step.method, target, headers, None)
        body = json.dumps(filled(step.body, values), ensure_ascii=False)
        return Sent(step.method, target, {"Content-Type": "application/json", **headers}, body)

    def finder(self, name: str) -> Step | None:
        """The step whose answer has that value."""
        return next((step for step in self.steps.values() if name in step.find), None)

    def calling(self, operation_id: str) -> list[Step]:
        """The steps that need an operation: those first that need nothing else."""
        found = [step for step in self.steps.values() if operation_id in step.operations]
        return sorted(found, key=lambda step: len(step.operations))

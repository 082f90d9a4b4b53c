"""An operation under verification, with valid requests to start from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import NAMESPACE_URL, uuid5

from workexec_contracts.contracts.vocabulary import Acknowledge

from .case import TOKEN, Call, Case, Expected, Needs, Step
from .documents import as_text
from .fill import filled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Event, Example, Known, Rule

_ANY = "5ca1ab1e-0000-4000-8000-000000000000"
"""Stands for the id of each case."""


@dataclass(frozen=True)
class Sample:
    """A valid request of the document, with the rules that hold for it."""

    example: Example
    rules: tuple[Rule, ...]
    requires: tuple[Known, ...]
    event: Event | None = None


def _shape(sample: Sample) -> dict[str, Any]:
    if sample.event is None:
        return sample.example.request
    return sample.event.complete(f"{sample.event.id_prefix}-{_ANY}", f"corr-{_ANY}")


def _hex(uuid: str) -> str:
    return uuid.replace("-", "")


@dataclass(frozen=True)
class Subject:
    """Makes requests and cases about one operation. The seed gives every case its own keys."""

    domain: Domain
    operation: Endpoint
    seed: str

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """One for each event of a delivery; else the first example. None without examples."""
        operation = self.operation
        if operation.events:
            return tuple(
                Sample(example, event.rules, event.requires, event)
                for example, event in zip(operation.examples, operation.events, strict=True)
            )
        return tuple(
            Sample(example, operation.rules, operation.requires) for example in operation.examples[:1]
        )

    @cached_property
    def _shapes(self) -> dict[str, dict[str, Any]]:
        shapes = {sample.example.name: _shape(sample) for sample in self.samples}
        full = {
            f"{sample.example.name} in full": filled(
                self.operation, sample.requires, shapes[sample.example.name]
            )
            for sample in self.samples
        }
        return {**shapes, **full}

    def document(self, sample: Sample, about: str, *, full: bool = False) -> dict[str, Any]:
        """The sample's body with an id of its own; `full` has an item in every list."""
        text = as_text(self._shapes[sample.example.name + (" in full" if full else "")])
        uuid = self._uuid(about)
        fresh: dict[str, Any] = json.loads(text.replace(_ANY, uuid).replace(_hex(_ANY), _hex(uuid)))
        return fresh

    def write(self, sample: Sample, about: str, document: object) -> Call:
        """The request that sends a document."""
        headers = [("Authorization", f"Bearer {TOKEN}"), ("Content-Type", self.operation.media_type)]
        if self.operation.mutates:
            prefix = f"{sample.event.id_prefix}-" if sample.event else ""
            headers.append(("Idempotency-Key", f"{prefix}{self._uuid(about)}"))
        method, path = self.operation.method, self.operation.path
        return Call(method=method, path=path, headers=tuple(headers), body=as_text(document))

    def read(self, parameters: Iterable[tuple[str, str]]) -> Call:
        """The request with these parameters, of which those of the path must be there."""
        path, query = self.operation.path, []
        places = {parameter.name: parameter.place for parameter in self.operation.parameters}
        for name, value in parameters:
            if places.get(name) == "path":
                path = path.replace(f"{{{name}}}", quote(value, safe=""))
            else:
                query.append((name, value))
        whole = f"{path}?{urlencode(query, quote_via=quote)}" if query else path
        return Call(method=self.operation.method, path=whole, headers=(("Authorization", f"Bearer {TOKEN}"),))

    def valid(self, sample: Sample, about: str) -> Call:
        """The document's own request."""
        if self.operation.request is None:
            return self.read((name, str(value)) for name, value in sample.example.request.items())
        return self.write(sample, about, self.document(sample, about))

    def succeeds(self, body: dict[str, Any] | None = None, *, prefix: bool = False) -> Expected:
        """The success, with at least these members."""
        return Expected(status=self.operation.status_code, body=body, prefix=prefix)

    def refuses(self, code: str, *fields: str) -> Expected:
        """The documented refusal of that code."""
        return Expected(status=self.operation.error(code).status, code=code, fields=fields)

    def case(self, name: str, call: Call, expected: Expected, **more: Any) -> Case:  # noqa: ANN401  # of Case
        """A case of one request."""
        return self.story(name, (call, expected), **more)

    def story(
        self,
        name: str,
        *steps: tuple[Call, Expected],
        clause: str | None = None,
        needs: Needs = Needs.DOCUMENT,
        alone: bool = False,
    ) -> Case:
        """A case of several requests, one after the other."""
        return Case(
            name=name,
            domain=self.domain.name,
            operation=self.operation.operation_id,
            clause=clause or self.operation.clause,
            steps=tuple(Step(call=call, expected=expected) for call, expected in steps),
            needs=needs,
            alone=alone,
        )

    @property
    def delivers(self) -> bool:
        """Whether the operation takes events."""
        return isinstance(self.operation.behaviour, Acknowledge)

    def _uuid(self, about: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.seed}/{self.operation.operation_id}/{about}"))

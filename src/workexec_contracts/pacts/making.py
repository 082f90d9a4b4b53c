"""The parts that interactions are made of: a request as the contract wants it, a reply, a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from workexec_contracts.contracts.vocabulary import (
    AUTHORIZATION,
    CORRELATION_ID,
    IDEMPOTENCY_CONFLICT,
    IDEMPOTENCY_KEY,
    VALIDATION_ERROR,
    ErrorBody,
)

from . import matchers, shapes
from .interaction import WORKEXEC, Interaction, Kind, Reply, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, ErrorCode, Event, Header

    from .matchers import Tree
    from .states import Given

CORRELATION = str(CORRELATION_ID.example)


@dataclass(frozen=True)
class Maker:
    """Makes the interactions of one operation."""

    domain: Domain
    operation: Endpoint

    def sentence(self, detail: str, event: Event | None = None) -> str:
        """`a request to find customers by name, email or phone, <detail>`."""
        if self.operation.events:
            return f"{told(event or self.operation.events[0], 'a request to deliver the event')}, {detail}"
        verb, _, rest = self.operation.summary.partition(" ")
        ending = "es" if re.search("(?:ch|sh|ss|x)es$", verb) else "s"
        return f"a request to {verb.lower().removesuffix(ending)} {rest}, {detail}"

    def uuid(self, detail: str) -> str:
        """An id that no other interaction has."""
        return str(uuid5(NAMESPACE_URL, f"{self.operation.operation_id}/{detail}"))

    def read(self, parameters: Mapping[str, Any], *, authorized: bool = True) -> Request:
        """The request with these parameters; a wrong one of them stays wrong."""
        given = {name: str(value) for name, value in parameters.items()}
        path, query = self.operation.path, []
        places = {parameter.name: parameter.place for parameter in self.operation.parameters}
        for name, value in given.items():
            if places.get(name) == "path":
                path = path.replace(f"{{{name}}}", quote(value, safe=""))
            else:
                query.append((name, value))
        return Request(
            method=self.operation.method,
            path=path,
            query=tuple(query),
            headers=self._headers(None, authorized=authorized),
            parameters=given,
        )

    def write(
        self, document: Mapping[str, Any], key: str | None = None, *, authorized: bool = True
    ) -> Request:
        """The request with this body; one that the model refuses is taken as it is."""
        return Request(
            method=self.operation.method,
            path=self.operation.path,
            headers=self._headers(key, authorized=authorized),
            body=self._tree(document),
            media_type=self.operation.media_type,
            parameters={},
        )

    def _tree(self, document: Mapping[str, Any]) -> Tree:
        model = self.operation.request
        if model is None or not fits(self.operation, document):
            return dict(document)
        return shapes.tree(model, dict(document), shapes.Shape(exact=frozenset({"id"}), positional=True))

    def _headers(self, key: str | None, *, authorized: bool) -> dict[str, Tree]:
        examples = {header.name: header for header in self.operation.headers}
        if not authorized:
            del examples[AUTHORIZATION.name]
        found = {name: _header(header) for name, header in examples.items()}
        if IDEMPOTENCY_KEY.name in found and key is not None:
            found[IDEMPOTENCY_KEY.name] = key
        return found

    def found(self, body: Tree, status: int | None = None) -> Reply:
        """The success."""
        return Reply(status=status or self.operation.status_code, headers=_answered(), body=body)

    def refused(self, code: str, field: str | None = None, existing: Tree = None) -> Reply:
        """The documented refusal; WorkExec shows its message, so any text will do (F01)."""
        error = self.operation.error(code)
        body: dict[str, Tree] = {
            "code": code,
            "message": matchers.text(error.message),
            "correlationId": CORRELATION,
        }
        if code == VALIDATION_ERROR.code:
            name = matchers.exact(field) if field else matchers.text("body")
            body["fieldErrors"] = matchers.each_like({"field": name, "message": matchers.text(error.message)})
        if code == IDEMPOTENCY_CONFLICT.code:
            body["existingResourceId"] = existing  # F46
        ErrorBody.model_validate(matchers.plain(body))
        return Reply(status=error.status, headers=_answered(), body=body)

    def interaction(  # an interaction has these parts
        self,
        detail: str,
        request: Request,
        reply: Reply,
        *states: Given,
        clause: str | None = None,
        error: ErrorCode | None = None,
        event: Event | None = None,
    ) -> Interaction:
        """The promise of the provider to WorkExec."""
        findings = [*self.operation.assumptions, *([error.assumed_by] if error and error.assumed_by else [])]
        return Interaction(
            consumer=WORKEXEC,
            provider=self.domain.owner,
            domain=self.domain.name,
            operation=self.operation.operation_id,
            kind=Kind.HTTP,
            description=self.sentence(detail, event),
            states=states,
            request=request,
            reply=reply,
            code=error.code if error else None,
            clause=clause or (error.clause if error else self.operation.clause),
            status=self.operation.status,
            findings=tuple(dict.fromkeys(findings)),
        )

    def refusal(  # the same
        self,
        code: str,
        detail: str,
        request: Request,
        *states: Given,
        field: str | None = None,
        clause: str | None = None,
        event: Event | None = None,
    ) -> Interaction:
        """The promise to refuse with that code."""
        reply, error = self.refused(code, field), self.operation.error(code)
        return self.interaction(detail, request, reply, *states, clause=clause, error=error, event=event)


def told(event: Event, before: str) -> str:
    """The event in a sentence."""
    return f'{before} "{event.title.lower()}"'


def _header(header: Header) -> Tree:
    return matchers.header(header.pattern, header.example)


def _answered() -> dict[str, Tree]:
    """The correlation id comes back (F01, F39)."""
    return {CORRELATION_ID.name: CORRELATION}


def fits(operation: Endpoint, document: Mapping[str, Any]) -> bool:
    """Whether a body is one of the contract."""
    if operation.request is None:
        return False
    try:
        operation.request.model_validate(document)
    except ValueError:
        return False
    return True

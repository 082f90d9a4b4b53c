"""One answer under judgement, and further questions to the service that gave it."""

from __future__ import annotations

import json
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx2

from workexec_contracts.contracts import operations
from workexec_contracts.verification.case import TOKEN, Call
from workexec_contracts.verification.client import Reply, curl, is_local, reply_of
from workexec_contracts.verification.documents import as_json, schema_fault
from workexec_contracts.verification.subject import Subject
from workexec_contracts.verification.target import Target

from . import settings
from .broken import Broken
from .wire import Sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

WITHIN_S = 30
FOLLOW_UP = "0"
"""The seed of requests that follow up: they have no say in their own ids."""


@dataclass(frozen=True)
class Question:
    """A request that follows up, and what came back."""

    call: Call
    reply: Reply
    curl: str

    @property
    def document(self) -> Any:  # noqa: ANN401  # JSON of any type
        """The body; None where it is no JSON."""
        return _json(self.reply.text)

    def __str__(self) -> str:
        return f"{self.reply.status} {self.reply.text[:300]}"


class Service:
    """Who answered; keeps its connection, and counts what is asked only a few times."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._turns: Counter[str] = Counter()
        self._target = Target(name=base_url, base_url=base_url, token=settings.token(), secret=True)

    @cached_property
    def _client(self) -> httpx2.Client:
        return httpx2.Client(timeout=WITHIN_S, trust_env=not is_local(self.base_url))

    def turn(self, about: str, enough: int) -> bool:
        """Whether it is asked once more."""
        self._turns[about] += 1
        return self._turns[about] <= enough

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if "_client" in vars(self):
            self._client.close()

    def ask(self, call: Call) -> Question:
        """Sends one request."""
        headers = [(name, value.replace(TOKEN, self._target.token)) for name, value in call.headers]
        content = call.body.encode() if call.body is not None else None
        began = time.perf_counter()
        url = self._target.base_url + call.path
        response = self._client.request(call.method, url, headers=headers, content=content)
        return Question(call, reply_of(response, time.perf_counter() - began), curl(self._target, call))


@dataclass(frozen=True)
class Answer:
    """What the service answered to a generated request."""

    domain: Domain
    operation: Endpoint
    sent: Sent
    reply: Reply
    service: Service

    @cached_property
    def document(self) -> Any:  # noqa: ANN401  # JSON of any type
        """The body, numbers exact; None where it is no JSON."""
        return _json(self.reply.text)

    @cached_property
    def succeeded(self) -> bool:
        """Whether it is the operation's success as its schema has it, to a request that fits its own."""
        operation, status = self.operation, self.reply.status
        if status != operation.status_code or self.sent.method != operation.method or not self.fits:
            return False
        try:
            operation.response.parse(self.reply.text)
        except ValueError:
            return False
        return True

    @cached_property
    def fits(self) -> bool:
        """Whether the body that was sent fits its schema."""
        if self.operation.request is None:
            return True
        try:
            return schema_fault(self.operation, self.sent.document) is None
        except (ValueError, RecursionError):
            return False

    def one_in(self, count: int, about: str) -> bool:
        """Whether it is this answer's turn, so that costly questions are few; the request decides."""
        request = f"{about} {self.sent.method} {self.sent.path} {sorted(self.sent.query.items())}"
        return zlib.crc32(request.encode() + self._drawn) % count == 0

    def chosen(self, count: int, about: str) -> int:
        """A number below `count` that the request decides."""
        return zlib.crc32(f"{about} {self.sent.path} {sorted(self.sent.query.items())}".encode()) % count

    def chosen_by_body(self, count: int, about: str) -> int:
        """The same, decided by the body."""
        return zlib.crc32(about.encode() + self._drawn) % count

    @cached_property
    def _drawn(self) -> bytes:
        """The body without its id, which is another one in every run: a seed decides the same each time."""
        body = self.sent.body or b""
        document = _json(body.decode(errors="replace"))
        own = document.get("id") if isinstance(document, dict) else None
        return body.replace(own.encode(errors="ignore"), b"") if isinstance(own, str) and own else body

    def subject(self, operation: Endpoint | None = None) -> Subject:
        """Makes requests to an operation of the same domain."""
        return Subject(self.domain, operation or self.operation, FOLLOW_UP)

    def ask(self, parameters: Mapping[str, object], operation: Endpoint | None = None) -> Question:
        """Reads with these parameters."""
        pairs = [(name, str(value)) for name, value in parameters.items()]
        return self.service.ask(self.subject(operation).read(pairs))

    def again(self, **headers: str | None) -> Call:
        """The same request once more."""
        kept = {"content-type", "idempotency-key", "accept"}
        named = [(name, value) for name, value in self.sent.headers.items() if name in kept]
        call = Call(
            method=self.sent.method,
            path=self.sent.path,
            headers=(("Authorization", f"Bearer {TOKEN}"), *named),
            body=None if self.sent.body is None else self.sent.body.decode(errors="replace"),
        )
        return call.having(**headers)

    def breaks(
        self, title: str, expected: str, actual: str, *, clause: str | None = None, by: Question | None = None
    ) -> Broken:
        """The failure to raise."""
        return Broken(
            title,
            self.operation,
            clause=clause or self.operation.clause,
            expected=expected,
            actual=actual,
            then=by.curl if by else "",
        )


DOMAINS = {operation.operation_id: domain for domain, operation in operations()}


def answer(
    operation: Endpoint, request: PreparedRequest, reply: Reply, service: Service, base: str
) -> Answer:
    """Puts together what is known."""
    return Answer(DOMAINS[operation.operation_id], operation, Sent.of(request, base), reply, service)


def _json(text: str) -> Any:  # noqa: ANN401  # JSON of any type
    try:
        return as_json(text)
    except (ValueError, RecursionError):
        return None


def shown(value: object) -> str:
    """A value as it stands in a message."""
    return json.dumps(value, ensure_ascii=False, default=str)[:300]

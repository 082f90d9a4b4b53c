"""A service without a socket: what a check asks, a reference provider answers, whole or broken."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from requests import PreparedRequest
from requests.structures import CaseInsensitiveDict

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import json_default
from workexec_contracts.providers import App, Neighbours
from workexec_contracts.providers import Call as Drawn
from workexec_contracts.providers.app import _call
from workexec_contracts.verification.case import TOKEN, Call
from workexec_contracts.verification.client import Reply
from workexec_contracts.verification.fuzzing.answer import Answer, Question, Service
from workexec_contracts.verification.fuzzing.wire import Sent

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

ANY_TOKEN = "any"
_NUMBERS = count()
DOMAINS = {operation.operation_id: domain for domain, operation in operations()}


class InProcess(Service):
    """Answers by a function call; every one has an address of its own, as checks remember whom they asked."""

    def __init__(self, neighbours: Neighbours | None = None) -> None:
        self.base = f"http://service-{next(_NUMBERS)}.example.com"
        super().__init__(self.base)
        self._app = App(neighbours)
        self.asked: list[Call] = []

    def ask(self, call: Call) -> Question:
        self.asked.append(call)
        path, _, query = call.path.partition("?")
        headers = [(name.encode(), value.replace(TOKEN, ANY_TOKEN).encode()) for name, value in call.headers]
        scope = {
            "method": call.method,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
        }
        reply = self._app._reply(_call(scope, (call.body or "").encode()))
        given = {name.lower(): value for name, value in reply.headers.items()}
        text = json.dumps(reply.body, default=json_default)
        return Question(call, Reply(status=reply.status, headers=given, text=text, seconds=0), "curl")


@dataclass(frozen=True)
class Every(Answer):
    """An answer whose turn it always is, and for which `choice` is chosen."""

    choice: int = 0

    def one_in(self, count: int, about: str) -> bool:
        return True

    def chosen(self, count: int, about: str) -> int:
        return self.choice % count

    def chosen_by_body(self, count: int, about: str) -> int:
        return self.choice % count


def sent(call: Drawn, base: str = "http://service.example.com") -> Sent:
    """The request as it would leave the fuzzer, nothing put right by a client library."""
    request = PreparedRequest()
    request.method, request.url = call.method, base + _whole(call)
    request.headers = CaseInsensitiveDict(call.headers)
    request.body = call.body or None
    return Sent.of(request, base)


def answered(operation: Endpoint, drawn: Drawn, service: InProcess, choice: int = 0) -> Every:
    """What the service answers."""
    body = drawn.body.decode(errors="replace") if drawn.body else None
    call = Call(method=drawn.method, path=_whole(drawn), headers=tuple(drawn.headers.items()), body=body)
    reply = service.ask(call).reply
    return Every(
        DOMAINS[operation.operation_id], operation, sent(drawn, service.base), reply, service, choice
    )


def _whole(drawn: Drawn) -> str:
    return f"{drawn.path}?{drawn.raw_query}" if drawn.raw_query else drawn.path

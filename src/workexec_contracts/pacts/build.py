"""From interactions as data to those of pact-python, which can serve, verify and write them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pact import Pact

from workexec_contracts.contracts import events
from workexec_contracts.contracts.vocabulary import Status

from .interaction import WORKEXEC, Kind
from .matchers import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pact.interaction import AsyncMessageInteraction, HttpInteraction

    from .catalogue import Pair
    from .interaction import Interaction
    from .matchers import Tree

os.environ.setdefault("PACT_DO_NOT_TRACK", "true")
"""Nothing that is run here tells its makers about it, unless its user wants that."""
SPECIFICATION = "V4"
JSON = "application/json"
Built = Any
"""An interaction of pact-python, whose kinds share their methods but no public type."""


def pact_of(pair: Pair, interactions: Iterable[Interaction]) -> Pact:
    """A pact with these interactions."""
    pact = Pact(*pair).with_specification(SPECIFICATION)
    for interaction in interactions:
        _add(pact, interaction)
    return pact


def _add(pact: Pact, interaction: Interaction) -> None:
    if interaction.kind is Kind.HTTP:
        http = pact.upon_receiving(interaction.description)
        _describe(http, interaction, "OpenAPI", interaction.operation)
        _exchange(http, interaction)
    else:
        message = pact.upon_receiving(interaction.description, "Async")
        _describe(message, interaction, "AsyncAPI", _operation_id(interaction.operation))
        _contents(message, interaction)


def _describe(built: Built, interaction: Interaction, document: str, operation_id: str) -> None:
    """States, and what a report shows: the clause, the findings, whether the contract is pending."""
    for state in interaction.states:
        built.given(state.name, written(dict(state.parameters)) or None)
    built.add_text_comment(f"Clause: {interaction.clause}")
    if interaction.findings:
        built.add_text_comment(f"Findings: {', '.join(interaction.findings)}")
    built.add_external_reference(document, "operationId", operation_id)
    if interaction.status is Status.PENDING:
        built.set_pending(pending=True)


def _operation_id(event_name: str) -> str:
    """The name of the operation in the AsyncAPI document."""
    event = next(found for found in events() if found.name == event_name and found.publisher == WORKEXEC)
    return "send" + "".join(part.title() for part in event.name.split("_"))


def _exchange(http: HttpInteraction, interaction: Interaction) -> None:
    request, reply = interaction.request, interaction.reply
    if request is None or reply is None:
        raise ValueError(f"{interaction.description}: an HTTP interaction has a request and a reply")
    http.with_request(request.method, request.path)
    for name, value in request.query:
        http.with_query_parameter(name, value)
    _headers(http, request.headers)
    if request.body is not None:
        http.with_body(written(request.body), request.media_type)
    http.will_respond_with(reply.status)
    _headers(http, reply.headers)
    http.with_body(written(dict(reply.body)), JSON)


def _headers(http: HttpInteraction, headers: Tree) -> None:
    for name, value in headers.items():
        http.with_header(name, value)


def _contents(message: AsyncMessageInteraction, interaction: Interaction) -> None:
    if interaction.message is None:
        raise ValueError(f"{interaction.description}: a message interaction has a message")
    message.with_body(written(dict(interaction.message.contents)), interaction.message.content_type)

"""One interaction of a pact file, whoever wrote the file, as far as a verdict about it needs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from workexec_contracts.contracts.vocabulary import AUTHORIZATION, Data
from workexec_contracts.verification.case import TOKEN, Call

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = Any
CLAUSE = "Clause: "


class State(Data):
    """A provider state as it stands in a pact."""

    name: str
    params: Mapping[str, Any] = {}

    @property
    def sentence(self) -> str:
        """The name with its parameters filled in."""
        sentence = self.name
        for name, value in self.params.items():
            sentence = sentence.replace(f"{{{name}}}", str(value))
        return sentence


class Promise(Data):
    """What is verified at once. `text` is a whole pact that holds this interaction alone."""

    consumer: str
    provider: str
    description: str
    contract: str
    domain: str
    clause: str
    pending: bool
    states: tuple[State, ...]
    text: str
    request: Call
    """For a message, how it is asked for."""
    expected: str


def states_of(interaction: Mapping[str, Json]) -> tuple[State, ...]:
    """Of any version of the format."""
    older = interaction.get("providerState")
    given = interaction.get("providerStates") or ([{"name": older}] if older else [])
    return tuple(State(name=state["name"], params=state.get("params") or {}) for state in given)


def clause_of(interaction: Mapping[str, Json]) -> str | None:
    """The clause that a comment of ours names."""
    texts = interaction.get("comments", {}).get("text", [])
    return next((text.removeprefix(CLAUSE) for text in texts if text.startswith(CLAUSE)), None)


def alone(document: Mapping[str, Json], interaction: Mapping[str, Json]) -> str:
    """The pact with no other interaction."""
    return json.dumps({**document, "interactions": [interaction]}, ensure_ascii=False)


def call_of(request: Mapping[str, Json]) -> Call:
    """The request as it is sent; whatever token it carries is replaced by the placeholder."""
    headers = {name: _joined(value) for name, value in request.get("headers", {}).items()}
    for name in headers:
        if name.lower() == AUTHORIZATION.name.lower():
            headers[name] = f"Bearer {TOKEN}"
    query = [
        (name, str(value))
        for name, values in (request.get("query") or {}).items()
        for value in (values if isinstance(values, list) else [values])
    ]
    path = request["path"] + (f"?{urlencode(query, quote_via=quote)}" if query else "")
    return Call(
        method=request["method"], path=path, headers=tuple(headers.items()), body=_body(request.get("body"))
    )


def message_call(interaction: Mapping[str, Json]) -> Call:
    """How Pact's verifier asks for a message."""
    asked = {name: interaction[name] for name in ("description", "providerStates") if name in interaction}
    headers = ("Content-Type", "application/json")
    return Call(method="POST", path="", headers=(headers,), body=json.dumps(asked, ensure_ascii=False))


def _joined(value: str | Iterable[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _body(body: Json) -> str | None:
    """Version 4 says beside a body's content what it is."""
    content = body["content"] if isinstance(body, dict) and "content" in body else body
    if content is None or isinstance(content, str):
        return content
    return json.dumps(content, ensure_ascii=False)

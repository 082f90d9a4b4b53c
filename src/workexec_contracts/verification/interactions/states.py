"""Makes provider states true: by us for our own, by the user's states endpoint for a stranger."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import httpx2

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.pacts import Given, StateKind, interactions
from workexec_contracts.verification.case import TOKEN, Call, Needs
from workexec_contracts.verification.client import is_local
from workexec_contracts.verification.documents import as_text
from workexec_contracts.verification.target import bring_up, take_down

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.verification.target import Target

    from .promise import Promise, State

WITHIN_S = 20.0
SETUP = "setup"
SHOWN = 300
"""How much of an answer a reason repeats."""
KEYS = {StateKind.REPEATED, StateKind.TAKEN}


class NotHeld(Exception):  # noqa: N818  # a name says the state
    """A state could not be made true, so that nothing can be said about what follows from it."""


def unmet(target: Target, promise: Promise) -> str | None:
    """Why the target cannot be brought into the states of a promise; None where it can."""
    if target.states_url is not None:
        return None
    for state in promise.states:
        need = needs(state)
        if not target.can(need):
            return f"the state {state.sentence!r} needs {need.value}; --states-url names an endpoint that can"
    return None


def needs(state: State) -> Needs:
    """What a target must have for it, if nobody sets it up."""
    given = _given(state)
    if given is None:
        return Needs.STATES
    if given.kind is StateKind.DOWN:
        return Needs.SWITCH
    return Needs.DOCUMENT if given.documented else Needs.DATASET


def earlier(promise: Promise) -> list[Call]:
    """The requests that have to be accepted before the promise's own."""
    return [call for state in promise.states if (call := _first(state)) is not None]


class States:
    """Carries out what Pact's verifier asks for. Not thread-safe: interactions come one by one."""

    def __init__(self, target: Target) -> None:
        """Nothing is down."""
        self._target = target
        self._down: list[tuple[Domain, Endpoint]] = []

    def change(self, state: State, action: str, consumer: str | None) -> Any:  # noqa: ANN401  # JSON of any type
        """Makes it true, or ends it. Raises NotHeld."""
        if not state.name:
            return {}  # an interaction without states
        try:
            if self._target.states_url is not None:
                return self._ask(self._target.states_url, state, action, consumer)
            return self._own(state, action)
        except httpx2.HTTPError as error:
            raise NotHeld(f"{state.sentence!r}: {type(error).__name__} {error}") from error

    def close(self) -> None:
        """Ends what was not torn down."""
        while self._down:
            bring_up(self._target, *self._down.pop())

    def _ask(self, url: str, state: State, action: str, consumer: str | None) -> Any:  # noqa: ANN401  # the same
        asked = {"state": state.name, "params": dict(state.params), "action": action}
        about = {"consumer": consumer} if consumer else {}
        reply = httpx2.post(url, json={**about, **asked}, timeout=WITHIN_S, trust_env=not is_local(url))
        if not reply.is_success:
            answer = f"{reply.status_code} {reply.text[:SHOWN]}".strip()
            raise NotHeld(f"{state.sentence!r}: {url} answered {answer}")
        try:
            return reply.json()
        except ValueError:
            return {}

    def _own(self, state: State, action: str) -> dict[str, str]:
        given = _given(state)
        if given is None or not self._target.can(needs(state)):
            raise NotHeld(f"{state.sentence!r}: it needs {needs(state).value}")
        if given.kind is StateKind.DOWN:
            self._switch(state, action)
        first = _first(state)
        if first is not None and action == SETUP:
            self._send(state, first)
        return {}

    def _switch(self, state: State, action: str) -> None:
        found = _operation(state)
        if action != SETUP:
            self.close()
        elif found is None:
            raise NotHeld(f"{state.sentence!r}: no operation is called {state.params.get('operation')!r}")
        else:
            self._down.append(found)
            take_down(self._target, *found)

    def _send(self, state: State, first: Call) -> None:
        headers = {name: value.replace(TOKEN, self._target.token) for name, value in first.headers}
        url = self._target.base_url + first.path
        reply = httpx2.post(
            url, content=first.body, headers=headers, timeout=WITHIN_S, trust_env=not is_local(url)
        )
        if not reply.is_success:
            answer = f"{reply.status_code} {reply.text[:SHOWN]}".strip()
            raise NotHeld(f"{state.sentence!r}: the first request was answered {answer}")


def _first(state: State) -> Call | None:
    given = _given(state)
    found = _operation(state)
    if given is None or given.kind not in KEYS or found is None:
        return None
    operation = found[1]
    headers = (
        (AUTHORIZATION.name, f"Bearer {TOKEN}"),
        ("Content-Type", operation.media_type),
        ("Idempotency-Key", str(state.params["key"])),
    )
    body = as_text(state.params["body"])
    return Call(method=operation.method, path=operation.path, headers=headers, body=body)


@cache
def _by_name() -> dict[str, Given]:
    return {state.name: state for found in interactions() for state in found.states}


def _given(state: State) -> Given | None:
    """The state as we know it, with these parameters."""
    known = _by_name().get(state.name)
    if known is None:
        return None
    documented = known.kind is not StateKind.EXISTS or _documented(known, state.params)
    return known.model_copy(update={"parameters": state.params, "documented": documented})


def _documented(known: Given, row: Mapping[str, Any]) -> bool:
    return any(dict(row) in collections()[name].rows for name in known.entities)


def _operation(state: State) -> tuple[Domain, Endpoint] | None:
    wanted = state.params.get("operation")
    return next((found for found in operations() if found[1].operation_id == wanted), None)

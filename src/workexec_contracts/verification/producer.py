"""The reference WorkExec as a producer of messages: asked for an event, it composes it from its state."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from workexec_contracts.consumer import Composer, Identity, Unsendable
from workexec_contracts.contracts import domains
from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.serving import Server

from .target import ANY_TOKEN, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from workexec_contracts.contracts.vocabulary import Event

MESSAGES = "/messages"
UNKNOWN = 404


@contextmanager
def producer() -> Iterator[Target]:
    """Our own WorkExec, served for the run."""
    with Server(application()) as server:
        yield Target(name=WORKEXEC, base_url=f"{server.url}{MESSAGES}", ours=True, messages=True)


def application(composer: Composer | None = None) -> Starlette:
    """`POST /messages` with a description and provider states answers the event."""
    composing = composer or Composer()

    async def message(request: Request) -> Response:
        asked = await request.json()
        event, params = _asked(asked)
        if event is None:
            return PlainTextResponse(f"no event is called {asked.get('description')!r}", UNKNOWN)
        data = params["data"]
        try:
            letter = composing.letter(
                event, Identity(ANY_TOKEN), params["subject"], data["workorderId"], data
            )
        except Unsendable as broken:
            return PlainTextResponse(str(broken), UNKNOWN)
        return Response(letter.body, media_type=_media_type(event))

    return Starlette(routes=[Route(MESSAGES, message, methods=["POST"])])


def _asked(asked: dict[str, Any]) -> tuple[Event | None, dict[str, Any]]:
    """The event whose title the description holds, and the parameters of the step that led to it."""
    states = [state.get("params") or {} for state in asked.get("providerStates", ())]
    params = next((found for found in states if "data" in found), None)
    description = str(asked.get("description", "")).lower()
    for event in _published():
        if params is not None and event.title.lower() in description and event.trigger == params["trigger"]:
            return event, params
    return None, {}


def _published() -> list[Event]:
    return [event for domain in domains() for event in domain.consumes if event.publisher == WORKEXEC]


def _media_type(event: Event) -> str:
    """What the operation that takes the event says."""
    return next(
        operation.media_type
        for domain in domains()
        for operation in domain.operations
        if event in operation.events
    )

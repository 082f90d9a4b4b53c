"""The control room over HTTP: a page, its stream of events, and two things that it may ask for."""

from __future__ import annotations

import asyncio
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from workexec_contracts.problem import Problem
from workexec_contracts.stubs.admin import AdminError

from . import acting, trial, verdicts, view
from .guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request

    from .room import Room

TICK_S = 0.25
"""At most so often the page is told something."""
SILENT_TICKS = 40
"""A stream says something now and then, so that both ends see a broken connection."""
VIEWERS = 5
"""Pages that may watch at once: a browser opens six connections to a server, and each page holds one."""
LARGEST = 512_000
"""Bytes of a question."""
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
"""A report has its script within; the sandbox keeps it from everything that is ours."""
_WRONG, _NOT_FOUND, _BAD_GATEWAY, _BUSY = 400, 404, 502, 503


def app(room: Room, token: str, folder: Path) -> Guard:
    """The application. `folder` is where reports are looked for."""
    control = _Control(room, token, folder)
    routes = [
        Route("/", control.page),
        Route("/events", control.events),
        Route("/verdicts", control.verdicts),
        Route("/reports/{name:path}", control.report),
        Route("/static/{name}", _static),
        Route("/switch", control.switch, methods=["POST"]),
        Route("/try", control.attempt, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), token)


class _Control:
    def __init__(self, room: Room, token: str, folder: Path) -> None:
        self._room, self._token, self._folder = room, token, folder

    def page(self, _: Request) -> Response:
        return HTMLResponse(view.page(self._token, self._folder, self._room.bases))

    def verdicts(self, _: Request) -> Response:
        return HTMLResponse(view.verdict_panel(self._folder))

    def report(self, request: Request) -> Response:
        found = verdicts.page(self._folder, request.path_params["name"])
        if found is None:
            return PlainTextResponse("no such report\n", status_code=_NOT_FOUND)
        return HTMLResponse(found, headers={"Content-Security-Policy": _REPORT_POLICY})

    async def events(self, _: Request) -> Response:
        if self._room.viewers >= VIEWERS:
            return PlainTextResponse("too many pages are open\n", status_code=_BUSY)
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def switch(self, request: Request) -> Response:
        return await self._answer(request, self._switched)

    async def attempt(self, request: Request) -> Response:
        return await self._answer(request, self._tried)

    def _switched(self, asked: dict[str, Any]) -> dict[str, Any]:
        done = acting.act(self._room.places, asked)
        self._room.refresh()
        return {"done": done}

    def _tried(self, asked: dict[str, Any]) -> dict[str, Any]:
        return trial.attempt(self._room.places, trial.read(asked))

    async def _answer(self, request: Request, carry_out: Any) -> Response:  # noqa: ANN401  # one of the two above
        asked = await _object(request)
        if asked is None:
            return JSONResponse({"what": "not a JSON object of a moderate size"}, status_code=_WRONG)
        try:
            return JSONResponse(await run_in_threadpool(carry_out, asked))
        except Problem as problem:
            told = {"what": problem.what, "expected": problem.expected, "fix": problem.fix}
            return JSONResponse(told, status_code=_WRONG)
        except AdminError as error:
            return JSONResponse({"what": f"WireMock: {error}"[:500]}, status_code=_BAD_GATEWAY)

    async def _stream(self) -> AsyncIterator[str]:
        last, version, silent = 0, 0, 0
        with self._room.watched():
            while not self._room.closing:
                if version != self._room.version:
                    frame = self._room.frame(last)
                    last, version, silent = frame["last"], frame["version"], 0
                    yield f"data: {json.dumps(frame)}\n\n"
                elif silent >= SILENT_TICKS:
                    silent = 0
                    yield ": still here\n\n"
                silent += 1
                await asyncio.sleep(TICK_S)


async def _object(request: Request) -> dict[str, Any] | None:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _static(request: Request) -> Response:
    name: str = request.path_params["name"]
    kind = _TYPES.get(name.rpartition(".")[2])
    file = resources.files(__package__ or "").joinpath("static", name)
    if kind is None or not file.is_file():
        return PlainTextResponse("no such file\n", status_code=_NOT_FOUND)
    return Response(file.read_bytes(), media_type=kind)

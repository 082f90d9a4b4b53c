"""The ASGI application: a request becomes a step, the step a plan, the plan an answer."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import httpx2
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route as AsgiRoute

from workexec_contracts.bodies import json_bytes
from workexec_contracts.consumer.caller import caller
from workexec_contracts.consumer.drivers import AsyncDriver
from workexec_contracts.consumer.envelope import Wrong, faults_of
from workexec_contracts.consumer.exchange import WrongRequest
from workexec_contracts.consumer.letter import Standing
from workexec_contracts.consumer.workflow import Answer, Refused
from workexec_contracts.consumer.workflow.answer import invalid, summary
from workexec_contracts.contracts.vocabulary import (
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    SERVICE_UNAVAILABLE,
    UNAUTHORIZED,
    ErrorCode,
)

from .pump import Pump
from .routes import ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from starlette.requests import Request

    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.workflow import Shop

CONNECTIONS = 100


class _Service:
    """What lives as long as the server does."""

    def __init__(self, shop: Shop, base_urls: Mapping[str, str], identity: Identity) -> None:
        self.shop = shop
        self.base_urls = base_urls
        self.identity = identity
        self.locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.driver: AsyncDriver
        self.pump: Pump

    @contextlib.asynccontextmanager
    async def alive(self, _app: Starlette) -> AsyncIterator[None]:
        limits = httpx2.Limits(max_connections=CONNECTIONS * len(self.base_urls))
        async with httpx2.AsyncClient(limits=limits, trust_env=False) as client:
            self.driver = AsyncDriver(client, self.base_urls, CONNECTIONS)
            self.pump = Pump(self.shop.publisher, self.driver, self.identity)
            running = asyncio.create_task(self.pump.run())
            try:
                yield
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    def lock(self, route: Route, values: Mapping[str, str]) -> contextlib.AbstractAsyncContextManager[Any]:
        """Steps of one estimate or work order are taken one at a time."""
        if route.lock is None:
            return contextlib.nullcontext()
        return self.locks.setdefault(route.lock.format_map(values), asyncio.Lock())

    async def take(self, route: Route, request: Request, identity: Identity) -> Answer:
        given: dict[str, Any] = {} if route.query else dict(request.path_params)
        if route.body is not None:
            given["asked"] = _parsed(route, await request.body())
        if route.query:
            given["asked"] = {**_first_of_each(request), **request.path_params}
        async with self.lock(route, request.path_params):
            answer = await self.driver.run(route.step(self.shop, identity, **given))
        self.pump.wake(identity, *(told["eventId"] for told in answer.body.get("events", ())))
        return answer


def application(shop: Shop, base_urls: Mapping[str, str], identity: Identity) -> Starlette:
    """WorkExec over its neighbours' base URLs; `identity` redelivers what a crash left behind."""
    service = _Service(shop, base_urls, identity)
    routes = [AsgiRoute(route.path, _endpoint(service, route), methods=[route.method]) for route in ROUTES]
    inspection = {
        "/__inspect/letters": lambda: [
            letter._asdict() | {"body": letter.envelope} for letter in shop.store.letters()
        ],
        "/__inspect/notices": shop.store.notices,
    }
    routes += [AsgiRoute(path, _listed(items)) for path, items in inspection.items()]
    routes.append(AsgiRoute("/__replay/{event_id}", _replaying(service), methods=["POST"]))
    handlers: dict[Any, Any] = {404: _plain(NOT_FOUND), 405: _plain(METHOD_NOT_ALLOWED)}
    app = Starlette(routes=routes, lifespan=service.alive, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return app


def _endpoint(service: _Service, route: Route) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def answer(request: Request) -> JSONResponse:
        identity = caller(request.headers)
        if identity is None:
            return _refusal(UNAUTHORIZED)
        told = {"X-Correlation-Id": identity.correlation_id or ""}
        answer = await _taken(service, route, request, identity)
        wrong = answer.status >= 400  # noqa: PLR2004  # the errors of HTTP
        named = {"correlationId": identity.correlation_id} if wrong else {}
        return JSONResponse({**named, **answer.body}, answer.status, told)

    return answer


async def _taken(service: _Service, route: Route, request: Request, identity: Identity) -> Answer:
    try:
        return await service.take(route, request, identity)
    except Refused as refused:
        return refused.answer
    except WrongRequest as wrong:  # nothing wrong leaves WorkExec
        return invalid(Wrong("request", str(wrong))).answer
    except sqlite3.OperationalError as error:  # somebody else holds the store
        body = {"message": f"{SERVICE_UNAVAILABLE.display} ({error})", "retryable": True}
        return Answer(SERVICE_UNAVAILABLE.status, {"code": SERVICE_UNAVAILABLE.code, **body})


def _parsed(route: Route, body: bytes) -> Any:  # noqa: ANN401  # the route's own model
    try:
        parsed = route.body.parse(body) if route.body else None
        json_bytes(parsed.to_wire() if parsed else None)  # half a surrogate pair is no text
    except ValidationError as error:
        raise invalid(*faults_of(error)) from error
    except (ValueError, RecursionError) as error:
        raise invalid(Wrong("body", f"must be JSON: {error}")) from error
    return parsed


def _first_of_each(request: Request) -> dict[str, str]:
    """The query's values; of a repeated parameter the first one counts (F28)."""
    return dict(reversed(request.query_params.multi_items()))


def _listed(items: Callable[[], list[Any]]) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def answer(_request: Request) -> JSONResponse:
        return JSONResponse({"items": items()})

    return answer


def _replaying(service: _Service) -> Callable[[Request], Awaitable[JSONResponse]]:
    """Sends a dead letter again while WorkExec runs, as `wxc deadletters replay` does."""

    async def answer(request: Request) -> JSONResponse:
        letter = service.shop.store.letter(request.path_params["event_id"])
        if letter is None or letter.standing is not Standing.DEAD:
            return _refusal(NOT_FOUND)
        identity = caller(request.headers) or service.identity
        settled = await service.driver.run(service.shop.publisher.replay(letter, identity))
        done = settled.standing is Standing.ACKNOWLEDGED
        return JSONResponse(summary(settled), 200 if done else SERVICE_UNAVAILABLE.status)

    return answer


def _plain(error: ErrorCode) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
    async def answer(_request: Request, problem: Exception) -> JSONResponse:
        return _refusal(error, getattr(problem, "headers", None))

    return answer


def _refusal(error: ErrorCode, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body = {"code": error.code, "message": error.message, "retryable": False}
    return JSONResponse(body, error.status, headers)

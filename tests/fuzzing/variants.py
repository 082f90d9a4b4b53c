"""Every broken variant of the reference providers by its name, and how one is served."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from tests.fuzzing.broken import (
    access,
    audit,
    deliveries,
    keys,
    pages,
    policies,
    rows,
    rules,
    searches,
    tax,
    untaxable,
)
from tests.fuzzing.variant import Broken, Variant
from workexec_contracts.providers import App, Call, Server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

MODULES = (access, audit, deliveries, keys, pages, policies, rows, rules, searches, tax, untaxable)
ALL = tuple(found for module in MODULES for found in vars(module).values() if isinstance(found, Variant))
VARIANTS = {variant.name: variant for variant in ALL}


class BrokenApp(App):
    """The broken provider over HTTP, as late as its variant says."""

    def __init__(self, variant: Variant) -> None:
        super().__init__(Broken(variant))
        self._variant = variant

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] == "http":
            query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
            call = Call(scope["method"], scope["path"], query)
            await asyncio.sleep(self._variant.late(call) if self._variant.concerns(call) else 0)
        await super().__call__(scope, receive, send)


@contextmanager
def served(variant: Variant) -> Iterator[str]:
    """The base URL of all neighbours, one of them broken; stopped at the end, however it ends."""
    with Server(BrokenApp(variant)) as server:
        yield server.url

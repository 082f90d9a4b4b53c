"""What every answer of the control room keeps to: asked by this machine's own browser, by our own page.

The page can switch stubs and send requests, so a page of somebody else in the same browser must not: the
`Host` header has to be a name of loopback (else a name that is rebound to it would do), other sites may not
ask at all, and whatever changes something needs the token that only our page was given.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
TOKEN_HEADER = "X-Wxc-Token"  # noqa: S105  # the name of a header
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SAFE = {"GET", "HEAD"}
_FORBIDDEN, _MISDIRECTED = 403, 421


class Guard:
    """ASGI middleware around the application."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        """`token` is what our page sends with whatever changes something."""
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses, or lets through with the headers of every answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        await (refused or self._app)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        port = (scope.get("server") or ("", 0))[1]
        ours = {f"{name}:{port}" for name in NAMES}
        if headers.get("host", "") not in ours:
            return PlainTextResponse(
                f"this is asked as http://{NAMES[0]}:{port}/ only\n", status_code=_MISDIRECTED
            )
        foreign = headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}
        if foreign and not _opens_the_page(scope, headers):
            return _forbidden("another site asked")
        if scope["method"] in _SAFE:
            return None
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in ours:
            return _forbidden("another site asked")
        if not secrets.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self._token.encode()):
            return _forbidden("the page is of an earlier run: reload it")
        return None


def _opens_the_page(scope: Scope, headers: Headers) -> bool:
    """A link somewhere may lead here."""
    return scope["path"] == "/" and scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"


def _forbidden(why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why}\n", status_code=_FORBIDDEN)

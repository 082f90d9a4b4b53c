"""Sends a call to the target and takes down what came back; and writes it as a curl line."""

from __future__ import annotations

import asyncio
import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2

from workexec_contracts.contracts.vocabulary import Data

from . import clock
from .case import TOKEN

if TYPE_CHECKING:
    from .case import Call
    from .target import Target


class Reply(Data):
    """An answer. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float
    """From the request sent to the last byte received (F13)."""


class NoAnswer(Exception):  # noqa: N818  # a name says the state
    """Nothing came back; `late` when nothing came in time."""

    def __init__(self, why: str, *, late: bool) -> None:
        super().__init__(why)
        self.late = late


def is_local(url: str) -> bool:
    """Whether it is on this machine."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


def connect(target: Target, connections: int) -> httpx2.AsyncClient:
    """A client without redirects or cookies; a proxy is for other machines."""
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    # `receive` has a time-out of its own
    return httpx2.AsyncClient(limits=limits, timeout=None, trust_env=not is_local(target.base_url))


async def send(client: httpx2.AsyncClient, target: Target, call: Call, within_s: float) -> Reply:
    """The answer. Raises NoAnswer."""
    return reply_of(*await receive(client, target, call, within_s))


async def receive(
    client: httpx2.AsyncClient, target: Target, call: Call, within_s: float
) -> tuple[httpx2.Response, float]:
    """The answer as it came, and after how many seconds. Raises NoAnswer."""
    headers = [(name, value.replace(TOKEN, target.token)) for name, value in call.headers]
    content = call.body.encode() if call.body is not None else None
    started = clock.now()
    try:
        async with asyncio.timeout(within_s):
            response = await client.request(
                call.method, target.base_url + call.path, headers=headers, content=content
            )
    except TimeoutError:
        raise NoAnswer(f"no answer within {within_s:g} s", late=True) from None
    except httpx2.HTTPError as error:
        why = f"no answer: {type(error).__name__} {error}".strip()
        raise NoAnswer(why, late=False) from error
    return response, clock.now() - started


def reply_of(response: httpx2.Response, seconds: float) -> Reply:
    """What verdicts look at."""
    found = {name.lower(): value for name, value in response.headers.items()}
    return Reply(status=response.status_code, headers=found, text=response.text, seconds=seconds)


def curl(target: Target, call: Call) -> str:
    """A line for a shell that sends the same request; a token of the user's stays out of it."""
    words = ["curl", "-sS", "-i"]
    words += [] if call.method == "GET" else ["-X", call.method]
    words.append(shlex.quote(target.base_url + call.path))
    for name, value in call.headers:
        secret = TOKEN in value and target.secret
        text = f"{name}: {value if secret else value.replace(TOKEN, target.token)}"
        quoted = f'"{text}"' if secret else shlex.quote(text if value.strip() else f"{name};")
        words += ["-H", quoted]
    if call.body is not None:
        if not any(name.lower() == "content-type" for name, _ in call.headers):
            words += ["-H", "Content-Type:"]
        words += ["--data-binary", shlex.quote(call.body)]
    return " ".join(words)

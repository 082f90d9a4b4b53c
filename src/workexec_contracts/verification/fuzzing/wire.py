"""A request as it left the fuzzer: what is judged is what the service saw, not what was meant."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from workexec_contracts.verification.documents import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from requests import PreparedRequest

    from workexec_contracts.contracts.vocabulary import Endpoint

ODD = re.compile(
    r"[^\x21-\x7e]|[\"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})|%0|%1|%2[eEfF]|%5[cC]|%7[fF]|/\.{1,2}(?:/|$)|//"
)
"""What servers, proxies and client libraries read in different ways: no verdict rests on it."""


@dataclass(frozen=True)
class Sent:
    """One request. Header names are lower-case; of a repeated parameter the first value counts (F28)."""

    method: str
    base: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes | None
    odd: bool
    """Whether the URL is read differently by different servers."""

    @classmethod
    def of(cls, request: PreparedRequest, base_url: str) -> Sent:
        """The request, its path counted from the base URL."""
        url = urlsplit(request.url or "")
        prefix = urlsplit(base_url).path.rstrip("/")
        query: dict[str, str] = {}
        for name, value in parse_qsl(url.query, keep_blank_values=True):
            query.setdefault(name, value)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        return cls(
            method=str(request.method),
            base=base_url.rstrip("/"),
            path=url.path.removeprefix(prefix),
            query=query,
            headers={name.lower(): _text(value) for name, value in request.headers.items()},
            body=body if isinstance(body, bytes) else None,
            odd=bool(ODD.search(url.path)) or bool(re.search(r"[^\x21-\x7e]", url.query)),
        )

    def placed(self, operation: Endpoint) -> dict[str, str] | None:
        """The path parameters; None where the path is not the operation's."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))
        match = re.fullmatch(pattern, self.path)
        return {name: unquote(value) for name, value in match.groupdict().items()} if match else None

    @cached_property
    def vague(self) -> bool:
        """Whether some text is blank to one reader and not to another: what F28 means by it is not said."""
        texts = [*self.query.values(), *map(unquote, self.path.split("/")), *self.headers.values()]
        with suppress(ValueError, RecursionError):
            texts += _texts(self.document)
        return any(text.strip(" ") and not "".join(filter(str.isprintable, text)).strip() for text in texts)

    @property
    def document(self) -> Any:  # noqa: ANN401  # JSON of any type
        """The JSON value of the body, numbers exact. Raises ValueError."""
        return as_json((self.body or b"").decode())


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  # JSON of any type
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for member in value.values():
                yield from _texts(member)

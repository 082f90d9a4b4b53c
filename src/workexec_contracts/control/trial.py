"""A request of the try-it forms: made from a contract, sent to the stub, the answer told."""

from __future__ import annotations

import json
import re
import shlex
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workexec_contracts.contracts import operations

from .acting import Misasked
from .place import place_of
from .visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .place import Place

SHOWN = 64_000
"""Characters of an answer's body."""
_HEADER = re.compile(r"[\t\x20-\x7e]*")


class Trial(BaseModel):
    """What a form holds. An empty parameter or header is not sent."""

    model_config = ConfigDict(extra="forbid")

    operation: str
    parameters: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""


def read(asked: dict[str, Any]) -> Trial:
    """Raises Misasked."""
    try:
        return Trial.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Misasked(f"{where}: {first['msg']}", "the form", "what its fields hold", "reload") from None


def attempt(places: Sequence[Place], trial: Trial) -> dict[str, Any]:
    """Sends it. Raises Misasked."""
    for domain, operation in operations():
        if operation.operation_id == trial.operation:
            url = place_of(places, domain.name).admin.url + _path(operation, trial)
            return _sent(operation, url, _headers(operation, trial), trial.body)
    raise Misasked(f"no operation {trial.operation!r}", "operation", "one of the contracts", "reload")


def _path(operation: Endpoint, trial: Trial) -> str:
    path, query = operation.path, []
    for parameter in operation.parameters:
        value = trial.parameters.get(parameter.name, "")
        if parameter.place == "path":
            if not value:
                raise Misasked(f"{parameter.name} is empty", "the path", "a value", "fill it in")
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
        elif value:
            query.append((parameter.name, value))
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


def _headers(operation: Endpoint, trial: Trial) -> list[tuple[str, str]]:
    found = [("Content-Type", operation.media_type)] if operation.request else []
    for header in operation.headers:
        value = trial.headers.get(header.name, "")
        if not _HEADER.fullmatch(value):
            raise Misasked(
                f"{header.name} holds a line break or a letter beyond ASCII",
                header.name,
                "one line of ASCII",
                "correct it",
            )
        found += [(header.name, value)] if value else []
    return found


def _sent(operation: Endpoint, url: str, headers: list[tuple[str, str]], body: str) -> dict[str, Any]:
    content = body.encode("utf-8", "replace") if operation.request else None
    told: dict[str, Any] = {
        "sla_ms": round(operation.policy.sla_s * 1000),
        "curl": _curl(operation.method, url, headers, body if operation.request else None),
    }
    began = time.perf_counter()
    try:
        with httpx2.Client(trust_env=False, timeout=operation.policy.timeout_s) as client:
            answer = client.request(operation.method, url, headers=headers, content=content)
    except httpx2.HTTPError as error:
        why = visible(f"{type(error).__name__}: {error}")
        return {**told, "status": 0, "reason": why, "ms": _ms(began), "headers": [], "body": ""}
    return {
        **told,
        "status": answer.status_code,
        "reason": visible(answer.reason_phrase),
        "ms": _ms(began),
        "headers": [[visible(name), visible(value)] for name, value in answer.headers.items()],
        "body": _laid_out(answer.text),
    }


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _laid_out(text: str) -> str:
    """JSON with a line for each member, anything else as it is; with its end cut where it is endless."""
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}\n… {len(text) - SHOWN} characters more"
    return "\n".join(visible(line, SHOWN) for line in shown.split("\n"))


def _curl(method: str, url: str, headers: list[tuple[str, str]], body: str | None) -> str:
    words = ["curl", "-sS", "-i", *([] if method == "GET" else ["-X", method]), url]
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    return shlex.join([*words, *([] if body is None else ["--data-binary", body])])

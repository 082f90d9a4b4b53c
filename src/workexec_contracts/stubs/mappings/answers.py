"""Answers in WireMock's templating: headers that are echoed, error bodies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, ErrorCode

TEMPLATED = ["response-template"]
PORT_PROPERTY = "wiremock.port"  # WireMock lets templates read only properties that begin so
BLANK = "' '"
"""Stands in for what is absent: WireMock's helpers fail on null, and `or=''` counts as no default."""


def echoed(header: str, otherwise: str) -> str:
    """A template that repeats a request header, or what `otherwise` gives when it is absent or blank.

    One helper, no block: a block has a buffer of its own, and these are on every answer.
    """
    return f"{{{{{{defaultIfEmpty request.headers.{header}.[0] {otherwise}}}}}}}"


ECHOED = {
    "X-Correlation-Id": echoed("X-Correlation-Id", "request.id"),
    "traceparent": echoed(
        "traceparent",
        "(join '00-' (replace request.id '-' '') '-a000' (substring request.id 24) '-01' '')",
    ),
}
"""On every answer: passed through; a request without one starts a trace."""
JSON_CORRELATION_ID = (
    f"{{{{val request.headers.X-Correlation-Id or={BLANK} assign='cid'}}}}"
    '{{#if (trim cid)}}{{{toJson (trim cid)}}}{{else}}"{{request.id}}"{{/if}}'
)


def headers(**more: str) -> dict[str, str]:
    """The headers of every answer."""
    return {
        "Content-Type": "application/json",
        **ECHOED,
        **more,
    }


def repeating(response: dict[str, Any]) -> dict[str, Any]:
    """The same answer to a request that has each of ECHOED once: a short template is quick to fill in."""
    repeated = {header: f"{{{{{{request.headers.{header}}}}}}}" for header in ECHOED}
    return {**response, "headers": {**response["headers"], **repeated}}


def answer(
    status: int, body: str, parameters: dict[str, Any] | None = None, allow: str | None = None
) -> dict[str, Any]:
    """A templated answer."""
    response: dict[str, Any] = {
        "status": status,
        "headers": headers(**({"Allow": allow} if allow else {})),
        "body": body,
        "transformers": TEMPLATED,
    }
    if parameters:
        response["transformerParameters"] = parameters
    return response


def refusal(
    error: ErrorCode, fields: str = "", *, existing: str = "", allow: str | None = None
) -> dict[str, Any]:
    """The answer to a refused request (F01). `fields` is a template of `fieldErrors`, `existing` of an id."""
    extra = f',"fieldErrors":[{fields}]' if fields else ""
    extra += f',"existingResourceId":{existing}' if existing else ""
    body = (
        f'{{"code":"{error.code}","message":{json.dumps(error.message)},'
        f'"correlationId":{JSON_CORRELATION_ID}{extra} }}'
    )
    return answer(error.status, body, allow=allow)


def plain(status: int, body: str) -> dict[str, Any]:
    """An answer whose body is the same each time. Raises ValueError for one that is a template."""
    if "{{" in body:
        raise ValueError(f"a body that does not change: expected no template, found {body[:200]}")
    return answer(status, body)


def untemplated(error: ErrorCode, fields: str = "") -> dict[str, Any]:
    """A refusal that repeats nothing: WireMock fills no template for a URL that Java cannot parse."""
    told = "00000000-0000-0000-0000-000000000000"
    body = f'"code":"{error.code}","message":{json.dumps(error.message)},"correlationId":"{told}"'
    extra = f',"fieldErrors":[{fields}]' if fields else ""
    return {
        "status": error.status,
        "headers": {
            "Content-Type": "application/json",
            "X-Correlation-Id": told,
            "traceparent": f"00-{told.replace('-', '')}-0000000000000000-00",
        },
        "body": f"{{{body}{extra}}}",
    }


def field_error(field: str, message: str) -> str:
    """One fixed entry of `fieldErrors`."""
    return json.dumps({"field": field, "message": message}, ensure_ascii=False)


def invalid(operation: Endpoint, field: str, message: str) -> dict[str, Any]:
    """400 VALIDATION_ERROR that names one field."""
    return refusal(operation.error("VALIDATION_ERROR"), field_error(field, message))


def own_address(request: str = "request") -> str:
    """A template of the WireMock's own address.

    The port is a Java property that our process sets; any other WireMock is taken to listen at the port of
    the Host header.
    """
    own = f"(systemValue type='PROPERTY' key='{PORT_PROPERTY}')"
    return f"http://127.0.0.1:{{{{val {own} or={request}.port}}}}"


def itself(path: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON of any type
    """An answer that the stubs fetch from themselves. The `#` cuts off the original path and query."""
    return {
        "proxyBaseUrl": f"{own_address()}{path}#",
        "transformers": TEMPLATED,
        **more,
    }

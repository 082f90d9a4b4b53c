"""Tokens: where one is said, and texts without it. A report repeats none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = 8
"""Characters of a token that is worth looking for."""
JWT = re.compile(r"eyJ[\w-]{5,}\.[\w-]{2,}\.[\w-]*")
BEARER = re.compile(rf"Bearer [A-Za-z0-9._~+/=-]{{{LEAST},}}")
_NAMED = re.compile(
    r"(?<=[?&;])((?:access_?token|id_?token|token|jwt|bearer|authorization|auth)=)[^&#\s]+", re.IGNORECASE
)


def leaked(text: str, headers: Mapping[str, str]) -> str:
    """What a text says that only a header may say; nothing where it says none of it."""
    sent = _sent(headers)
    if sent and sent in text:
        return "the bearer token"
    if JWT.search(text):
        return "a JWT"
    return "a token" if _NAMED.search(text) else ""


def redacted(text: str, headers: Mapping[str, str]) -> str:
    """The same without tokens."""
    sent = _sent(headers)
    without = text.replace(sent, "TOKEN") if sent else text
    return _NAMED.sub(r"\1TOKEN", BEARER.sub("Bearer TOKEN", JWT.sub("TOKEN", without)))


def _sent(headers: Mapping[str, str]) -> str:
    token = headers.get("authorization", "").removeprefix("Bearer ").strip()
    return token if len(token) >= LEAST else ""

"""Base URLs per domain, as a person or a service configures them."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Style(StrEnum):
    """How `wxc up` prints where the neighbours are."""

    TABLE = "table"
    ENV = "env"
    JSON = "json"
    SPRING = "spring"


def variable(domain: str) -> str:
    """The environment variable of a domain's base URL."""
    return f"{domain.upper().replace('-', '_')}_BASE_URL"


def as_text(urls: Mapping[str, str], style: Style) -> str:
    """The base URLs in the style; TABLE is made elsewhere."""
    if style is Style.ENV:
        return "\n".join(f"{variable(domain)}={url}" for domain, url in urls.items())
    if style is Style.SPRING:
        lines = ["workexec:", "  clients:"]
        for domain, url in urls.items():
            lines += [f"    {domain}:", f"      base-url: {url}"]
        return "\n".join(lines)
    return json.dumps(dict(urls), indent=2)

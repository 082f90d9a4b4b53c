"""Which operations there are at a path, whatever their method."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workexec_contracts.contracts import operations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    Found = tuple[Domain, Endpoint, Mapping[str, str]]
    """An operation at a path, with the path's parameters."""
    Pattern = tuple[re.Pattern[str], Domain, Endpoint]


def found_at(path: str) -> list[Found]:
    """The operations at a path, in the order of the contracts; most paths are looked up as they stand."""
    return _plain().get(path) or _matching(path, _parametric())


def _matching(path: str, patterns: Iterable[Pattern]) -> list[Found]:
    return [
        (domain, operation, {name: unquote(value) for name, value in match.groupdict().items()})
        for pattern, domain, operation in patterns
        if (match := pattern.fullmatch(path))
    ]


@cache
def _patterns() -> tuple[Pattern, ...]:
    return tuple(
        (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.path)), domain, operation)
        for domain, operation in operations()
    )


@cache
def _parametric() -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in _patterns() if pattern[0].groups)


@cache
def _plain() -> dict[str, list[Found]]:
    """What there is at the paths without parameters, those included that match them by a parameter."""
    paths = {operation.path for pattern, _, operation in _patterns() if not pattern.groups}
    return {path: _matching(path, _patterns()) for path in paths}

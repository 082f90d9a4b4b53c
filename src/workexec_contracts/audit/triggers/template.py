"""Templates of JSON values, and JSON pointers (RFC 6901)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"\{(\w+)\}")


def filled(template: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any type
    """The value with its names replaced; a text that is one name alone becomes that very value.

    Raises KeyError.
    """
    if isinstance(template, dict):
        return {name: filled(member, values) for name, member in template.items()}
    if isinstance(template, list):
        return [filled(item, values) for item in template]
    if not isinstance(template, str):
        return template
    alone = _NAME.fullmatch(template)
    return values[alone[1]] if alone else _NAME.sub(lambda found: str(values[found[1]]), template)


def names_in(template: Any) -> set[str]:  # noqa: ANN401  # JSON of any type
    """The names that a template needs."""
    if isinstance(template, dict):
        return set().union(*map(names_in, template.values()))
    if isinstance(template, list):
        return set().union(*map(names_in, template))
    return set(_NAME.findall(template)) if isinstance(template, str) else set()


def at_pointer(document: Any, pointer: str) -> Any:  # noqa: ANN401  # JSON of any type
    """The value there, None where there is none."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list):
            document = document[int(name)] if name.isdigit() and int(name) < len(document) else None
        else:
            document = document.get(name) if isinstance(document, dict) else None
    return document

"""YAML and JSON as JSON values: texts for keys, no dates, `yes` and `on` are words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml

from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Hashable

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOL, _TIMESTAMP = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"


class _Loader(Loader):  # type: ignore[misc]  # one of two classes, whichever is built
    """YAML 1.2's idea of a scalar, as far as documents of APIs depend on it."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  # PyYAML's own signature
        self.flatten_mapping(node)
        return {_key(key): self.construct_object(value, deep=deep) for key, value in node.value}


def _key(node: yaml.Node) -> str:
    """A response is `200:` as often as `'200':`."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else repr(node.value)[:40]


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_BOOL, _TIMESTAMP}]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def parse(text: str, name: str) -> Any:  # noqa: ANN401  # a JSON value
    """The value of a text in JSON, else in YAML. Raises Problem with the line where it stops being either."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        pass
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader with fewer scalars
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        raise _unreadable(where, str(error.problem or error.context)) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise _unreadable(name, str(error).splitlines()[0] if str(error) else type(error).__name__) from error


def _unreadable(where: str, why: str) -> Problem:
    return Problem(f"neither JSON nor YAML: {why}", where, "one document in JSON or YAML", "correct it there")

"""YAML and JSON texts that are the same byte by byte on every run and every machine."""

from __future__ import annotations

import json
from typing import Any

import yaml

_WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """Indented lists, literal blocks, no anchors: what a person would write."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's own signature
        super().increase_indent(flow, False)  # noqa: FBT003  # the same

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002  # PyYAML's own signature
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(document: dict[str, Any]) -> str:
    """Write the document as YAML, its members in the order in which they stand."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def to_json(document: dict[str, Any]) -> str:
    """Write the document as indented JSON with a final newline."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

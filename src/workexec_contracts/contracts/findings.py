"""The findings: where the document is silent or contradicts itself, as data in `findings.toml`."""

from __future__ import annotations

import tomllib
from importlib import resources

from .vocabulary import Finding


def _load() -> tuple[Finding, ...]:
    text = resources.files(__package__ or "").joinpath("findings.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["finding"]
    return tuple(Finding.model_validate(row) for row in rows)


RECORDED: tuple[Finding, ...] = _load()

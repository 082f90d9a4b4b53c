"""The page as HTML: templates that escape whatever they are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from workexec_contracts.contracts import FINDINGS, domains, operations
from workexec_contracts.contracts.vocabulary import Status
from workexec_contracts.switching import Mode, Switch

from . import verdicts
from .acting import FIGURES
from .forms import forms
from .modes import REAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Domain

ORDER = (
    Mode.OK, Mode.DOWN, Mode.SLOW, Mode.FLAKY, Mode.LOSSY, Mode.ERROR, Mode.RESET, Mode.EMPTY
)  # fmt: skip
"""As a person looks for them: the ordinary answer, then what is switched most."""
SAYS = {
    Mode.OK: "the stub's ordinary answers",
    Mode.DOWN: "503 with the documented code",
    Mode.SLOW: "the ordinary answer, later",
    Mode.FLAKY: "503 a few times, then ordinary answers",
    Mode.LOSSY: "503 for a share of the calls",
    Mode.ERROR: "one documented error",
    Mode.RESET: "the connection is reset",
    Mode.EMPTY: "the connection is closed without an answer",
    REAL: "passed through to a real service",
}
ASKED = ("code", "delay_ms", "times", "percent")
"""The figures that the page asks for: the first of each mode."""


def _code(text: str) -> Markup:
    """Text in which `backticks` mark code."""
    parts = re.split(r"`([^`]*)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


_ENVIRONMENT = Environment(
    loader=PackageLoader(__package__ or "", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["code"] = _code


def page(token: str, folder: Path, bases: Mapping[str, str]) -> str:
    """The whole page; what changes comes later, as JSON. `bases` are the neighbours' base URLs."""
    return _ENVIRONMENT.get_template("page.html").render(
        token=token,
        domains=domains(),
        contract_of=contract_of,
        modes=[*(mode.value for mode in ORDER), REAL],
        says={str(mode): text for mode, text in SAYS.items()},
        figures=_figures(),
        codes=_codes(),
        forms=forms(),
        findings=FINDINGS,
        bases=bases,
        **_verdicts(folder),
    )


def verdict_panel(folder: Path) -> str:
    """The last verdicts alone, read anew."""
    return _ENVIRONMENT.get_template("verdicts.html").render(**_verdicts(folder))


def contract_of(domain: Domain) -> tuple[str, str]:
    """READY, PENDING, or how many are ready; and by what it is blocked."""
    ready = [operation.status is Status.READY for operation in domain.operations]
    blocked = dict.fromkeys(operation.blocked_by for operation in domain.operations if operation.blocked_by)
    if all(ready):
        return Status.READY.value, ""
    if not any(ready):
        return Status.PENDING.value, "; ".join(blocked)
    return f"{sum(ready)} of {len(ready)} {Status.READY.value}", "; ".join(blocked)


def _verdicts(folder: Path) -> dict[str, Any]:
    return {"contracts": verdicts.rows(folder), "files": verdicts.files(folder)}


def _figures() -> dict[str, dict[str, Any]]:
    """By mode, what the page asks for, with the switch's own defaults."""
    usual = Switch(Mode.OK)
    return {
        mode.value: {name: getattr(usual, name) for name in names if name in ASKED}
        for mode, names in FIGURES.items()
    }


def _codes() -> dict[str, list[str]]:
    """The errors of each operation."""
    return {
        operation.operation_id: [error.code for error in operation.errors] for _, operation in operations()
    }

"""Operations and switches by the names that a test uses."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import domains, operations
from workexec_contracts.problem import Problem
from workexec_contracts.switching import Mode, Switch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

EVERYTHING = "all"
_FIGURES = [field.name for field in fields(Switch) if field.name != "mode"]


def operations_of(target: str) -> list[tuple[Domain, Endpoint]]:
    """The operations of a domain, one by its id, or `all`. Raises Problem."""
    found = [
        (domain, operation)
        for domain, operation in operations()
        if target in {EVERYTHING, domain.name, operation.operation_id}
    ]
    if not found:
        names = [EVERYTHING, *(domain.name for domain in domains())]
        names += [operation.operation_id for _, operation in operations()]
        raise _unknown("domain or operation", target, names)
    return found


def switch_of(mode: str, figures: Mapping[str, Any], meant: Iterable[tuple[Domain, Endpoint]]) -> Switch:
    """The switch. Raises Problem for a mode, a figure or an error code that there is not."""
    modes = [known.value for known in Mode]
    if mode not in modes:
        raise _unknown("mode", mode, modes)
    for name in figures:
        if name not in _FIGURES:
            raise _unknown("figure of a switch", name, _FIGURES)
    wanted = Switch(Mode(mode), **figures)
    codes = sorted({error.code for _, operation in meant for error in operation.errors})
    if wanted.mode is Mode.ERROR and wanted.code not in codes:
        raise _unknown("error of the target", str(wanted.code), codes)
    return wanted


def _unknown(kind: str, name: str, known: list[str]) -> Problem:
    near = get_close_matches(name, known, n=1)
    fix = f"did you mean {near[0]}?" if near else "name one of them"
    return Problem(f"no {kind} is called {name}", "the test", f"one of {', '.join(known)}", fix)

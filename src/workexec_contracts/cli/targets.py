"""Domains and operations by the names that a person types."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

from .problem import UsageProblem

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

EVERYTHING = "all"


def operations_of(target: str) -> list[tuple[Domain, Endpoint]]:
    """The operations of a domain, one operation by its id, or `all`."""
    from workexec_contracts.contracts import operations  # noqa: PLC0415  # `wxc --help` stays fast

    found = [
        (domain, operation)
        for domain, operation in operations()
        if target in {EVERYTHING, domain.name, operation.operation_id}
    ]
    if not found:
        raise UsageProblem(
            f"no domain or operation is called {target}",
            "the command line",
            f"one of {', '.join(names())}",
            _fix(target, names()),
        )
    return found


def domain_of(name: str) -> Domain:
    """A domain by its name."""
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast

    for domain in domains():
        if domain.name == name:
            return domain
    known = [domain.name for domain in domains()]
    raise UsageProblem(
        f"no domain is called {name}", "the command line", f"one of {', '.join(known)}", _fix(name, known)
    )


def _fix(given: str, known: list[str]) -> str:
    near = get_close_matches(given, known, n=1)
    return f"did you mean {near[0]}?" if near else "name one of them"


def names() -> list[str]:
    """Everything that can be switched."""
    from workexec_contracts.contracts import domains, operations  # noqa: PLC0415  # `wxc --help` stays fast

    return [
        EVERYTHING,
        *(domain.name for domain in domains()),
        *(operation.operation_id for _, operation in operations()),
    ]


def complete_target(incomplete: str) -> list[str]:
    """Shell completion."""
    return [name for name in names() if name.startswith(incomplete)]


def complete_domain(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast

    return [domain.name for domain in domains() if domain.name.startswith(incomplete)]


def complete_verified(incomplete: str) -> list[str]:
    """Shell completion: a domain, or WorkExec itself."""
    own = ["workexec"] if "workexec".startswith(incomplete) else []
    return [*complete_domain(incomplete), *own]


def complete_mode(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.stubs.switches import Mode  # noqa: PLC0415  # `wxc --help` stays fast

    return [mode.value for mode in Mode if mode.value.startswith(incomplete)]


def complete_code(context: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the errors of the target that was named before."""
    from workexec_contracts.stubs.switches import codes  # noqa: PLC0415  # `wxc --help` stays fast

    if context.params.get("mode") != "error":
        return []
    try:
        possible = codes(operations_of(context.params["target"]))
    except UsageProblem:
        return []
    return [code for code in possible if code.startswith(incomplete)]


def complete_real(incomplete: str) -> list[str]:
    """Shell completion: a domain and the beginning of a URL."""
    return [f"{name}=http://" for name in complete_domain(incomplete)]

"""Which cases a run puts to its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data

from .case import Needs
from .cases import cases_of
from .errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .case import Case
    from .target import Target


class Selection(Data):
    """What was asked for. Empty means all; `case` is a part of a case's name."""

    domains: tuple[str, ...] = ()
    operation: str | None = None
    case: str = ""
    reachable: bool = False
    """Whether to leave out what the target cannot be asked."""

    @property
    def narrowed(self) -> bool:
        """Whether only some cases of an operation were asked for."""
        return bool(self.case) or self.reachable


def chosen_operations(selection: Selection) -> list[tuple[Domain, Endpoint]]:
    """The operations that were asked for. Raises WrongUsage for a name that no contract has."""
    known = [domain.name for domain, _ in operations()]
    for name in selection.domains:
        _check(name, known, "domain")
    names = [operation.operation_id for _, operation in operations()]
    if selection.operation is not None:
        _check(selection.operation, names, "--operation")
    return [
        (domain, operation)
        for domain, operation in operations()
        if (not selection.domains or domain.name in selection.domains)
        and selection.operation in {None, operation.operation_id}
    ]


def chosen_cases(selection: Selection, target: Target, seed: str) -> list[Case]:
    """The cases, in the order of the contracts; promises that only our stubs make are asked of them alone."""
    return [
        case
        for domain, operation in chosen_operations(selection)
        for case in cases_of(domain, operation, seed)
        if selection.case in case.name
        and (target.can(Needs.OURS) or case.needs is not Needs.OURS)
        and (target.can(case.needs) or not selection.reachable)
    ]


def _check(name: str, known: Iterable[str], where: str) -> None:
    names = list(dict.fromkeys(known))
    if name not in names:
        raise WrongUsage(
            what=f"no contract is called {name!r}",
            where=where,
            expected=f"one of {', '.join(names)}",
            fix="`wxc status` lists every domain and contract",
        )

"""Which cases a run puts to its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.pacts import WORKEXEC

from .case import Needs
from .cases import cases_of
from .contract import Contract, contracts
from .errors import WrongUsage
from .events import Kind
from .interactions import promises, unmet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .case import Case
    from .interactions import Promise, Source
    from .target import Target


class Selection(Data):
    """What was asked for. Empty means all; `case` is a part of a case's name."""

    domains: tuple[str, ...] = ()
    operation: str | None = None
    case: str = ""
    reachable: bool = False
    """Whether to leave out what the target cannot be asked."""
    only: Kind | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only some cases of an operation were asked for."""
        return bool(self.case) or self.reachable or self.only is not None

    def wants(self, kind: Kind) -> bool:
        """Whether claims of this kind were asked for."""
        return self.only in {None, kind}


def check(selection: Selection) -> None:
    """Raises WrongUsage for a name that no contract has."""
    known = [WORKEXEC, *(domain.name for domain, _ in operations())]
    for name in selection.domains:
        _check(name, known, "domain")
    if selection.operation is not None:
        _check(selection.operation, [found.name for found in contracts()], "--operation")


def chosen_contracts(selection: Selection, *, messages: bool) -> list[Contract]:
    """The operations, or the events of WorkExec, that were asked for. Raises WrongUsage."""
    check(selection)
    own = WORKEXEC in selection.domains
    return [
        found
        for found in contracts()
        if found.message is messages
        and (not selection.domains or found.domain in selection.domains or (messages and own))
        and selection.operation in {None, found.name}
    ]


def chosen_operations(selection: Selection) -> list[tuple[Domain, Endpoint]]:
    """The operations that were asked for. Raises WrongUsage for a name that no contract has."""
    check(selection)
    return [
        (domain, operation)
        for domain, operation in operations()
        if (not selection.domains or domain.name in selection.domains)
        and selection.operation in {None, operation.operation_id}
    ]


def chosen_cases(selection: Selection, target: Target, seed: str) -> list[Case]:
    """The cases, in the order of the contracts; promises that only our stubs make are asked of them alone."""
    if target.messages or not selection.wants(Kind.CASE):
        return []
    return [
        case
        for domain, operation in chosen_operations(selection)
        for case in cases_of(domain, operation, seed)
        if selection.case in case.name
        and (target.can(Needs.OURS) or case.needs is not Needs.OURS)
        and (target.can(case.needs) or not selection.reachable)
    ]


def chosen_promises(selection: Selection, target: Target, source: Source) -> list[Promise]:
    """The interactions of pacts, but for those that a broker holds. Raises WrongUsage."""
    if source.broker is not None or not selection.wants(Kind.PACT):
        return []
    return [
        promise
        for promise in promises(source, chosen_contracts(selection, messages=target.messages))
        if selection.case in promise.description
        and (not selection.reachable or unmet(target, promise) is None)
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

"""Switches that end with the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from workexec_contracts.stubs import switches
from workexec_contracts.switching import Mode, Switch

from .naming import operations_of, switch_of
from .told import told

if TYPE_CHECKING:
    from types import TracebackType

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .stubbed import Stubs


class Switcher:
    """Call it with a target, a mode and the figures of the mode: `switch("crm", "slow", delay_ms=2500)`."""

    def __init__(self, stubs: Stubs) -> None:
        """Nothing is switched yet."""
        self._admin = stubs.admin
        self._touched: dict[str, tuple[Domain, Endpoint]] = {}
        self._before: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        """Remembers what is switched."""
        self._before = self._admin.with_metadata(switches.METADATA)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever was touched is again as it was."""
        if not self._touched:
            return
        switches.apply(self._admin, Switch(Mode.OK), list(self._touched.values()))
        earlier = [one for one in self._before if one["metadata"]["operation"] in self._touched]
        if earlier:
            self._admin.import_mappings(earlier)

    def __call__(self, target: str, mode: str, **figures: Any) -> list[str]:  # noqa: ANN401  # texts and numbers
        """Switches a domain, an operation or `all`; returns the operations that now misbehave."""
        with told():
            meant = operations_of(target)
            wanted = switch_of(mode, figures, meant)
        self._touched |= {operation.operation_id: (domain, operation) for domain, operation in meant}
        return switches.apply(self._admin, wanted, meant)

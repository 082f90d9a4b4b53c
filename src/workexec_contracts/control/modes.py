"""What every neighbour is switched to, read from WireMock, and whether a real service stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.stubs import passthrough, switches
from workexec_contracts.switching import Mode

from .place import listens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .place import Place

REAL = "real"
"""The mode of a neighbour that is passed through: a switch of ours is none of WireMock's."""


@dataclass(frozen=True, slots=True)
class Modes:
    """By operation: its mode, where it is not ok. By domain: its real service, and whether that listens."""

    switched: Mapping[str, str]
    real: Mapping[str, str]
    listening: Mapping[str, bool]

    def of_operation(self, domain: str, operation: str) -> str:
        """Its own switch comes before a real service."""
        return self.switched.get(operation) or (REAL if domain in self.real else Mode.OK.value)

    def of_domain(self, domain: str) -> str:
        """The mode that all of its operations have, else `mixed`."""
        found = next(one for one in domains() if one.name == domain)
        modes = {self.of_operation(domain, operation.operation_id) for operation in found.operations}
        return modes.pop() if len(modes) == 1 else "mixed"


NOTHING = Modes({}, {}, {})


def read(places: Sequence[Place]) -> Modes:
    """Raises AdminError."""
    switched: dict[str, str] = {}
    real: dict[str, str] = {}
    for place in places:
        switched |= switches.state(place.admin)
        real |= passthrough.state(place.admin)
    return Modes(switched, real, {domain: listens(url) for domain, url in real.items()})

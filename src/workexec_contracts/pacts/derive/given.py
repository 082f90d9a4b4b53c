"""What the derivations of reads have in common: rows as states, parameters in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.pacts.states import exists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Parameter
    from workexec_contracts.pacts.making import Maker
    from workexec_contracts.pacts.states import Given

Row = dict[str, Any]
UNKNOWN = "NO-SUCH-ID"


def rows_exist(collection: str, held: Sequence[Row]) -> tuple[Given, ...]:
    """A state for each row."""
    return tuple(exists(collections()[collection], row) for row in held)


def parameter_of(maker: Maker, name: str) -> Parameter:
    """The parameter of that name."""
    return next(found for found in maker.operation.parameters if found.name == name)


def words(given: Mapping[str, Any]) -> str:
    """The parameters as the end of a sentence."""
    if not given:
        return "all of them"
    return "with " + " and ".join(f"{name} {value}" for name, value in given.items())

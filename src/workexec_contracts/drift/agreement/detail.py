"""Where a copy differs from the contract data."""

from __future__ import annotations

from workexec_contracts.contracts.vocabulary import Data


class Detail(Data):
    """One place. `pointer` is empty where the whole file differs, `clause` where it is the contract's own."""

    file: str
    pointer: str
    says: str
    clause: str = ""


Found = dict[str, list[Detail]]
"""By the name of the operation or event; a contract that was looked for and agrees has an empty list."""

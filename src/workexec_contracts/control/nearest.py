"""For requests that no contract has: the nearest stub, without searching twice for the same path."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from workexec_contracts.stubs import unmatched

from .visible import LONGEST, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.stubs.admin import Admin

AT_ONCE = 5
"""Paths that are explained in one look: each is held against every stub."""
_REMEMBERED = 200
_STUBS_S = 10.0
Told = tuple[str, str]


class Nearest:
    """Remembers what it told, until the stubs may have changed."""

    def __init__(self, admin: Admin) -> None:
        """Reads nothing yet."""
        self._admin = admin
        self._told: dict[Told, Told] = {}
        self._stubs: list[dict[str, Any]] = []
        self._read_at = float("-inf")
        self._left = AT_ONCE

    def begin(self) -> None:
        """Another look: some paths may be searched for again."""
        self._left = AT_ONCE

    def of(self, entry: Mapping[str, Any]) -> Told:
        """The name of the nearest stub and how it differs. Raises AdminError."""
        request = entry["request"]
        key = str(request["method"]), str(request["url"]).partition("?")[0][:LONGEST]
        if time.monotonic() - self._read_at > _STUBS_S or len(self._told) >= _REMEMBERED:
            self._told.clear()
        if key not in self._told:
            if not self._left:
                return "", "not compared: too many unknown paths at once"
            self._left -= 1
            self._told[key] = self._explained(*key)
        return self._told[key]

    def _explained(self, method: str, path: str) -> Told:
        if time.monotonic() - self._read_at > _STUBS_S:
            self._stubs = unmatched.comparable(self._admin)
            self._read_at = time.monotonic()
        name, difference = unmatched.nearest(self._stubs, method, path)
        return visible(name or "none"), visible(difference, 2 * LONGEST)

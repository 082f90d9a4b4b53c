"""The command that repeats one claim."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.pacts import WORKEXEC

from .events import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .target import Target


@dataclass(frozen=True)
class Replay:
    """What all commands of a run have in common."""

    target: Target
    seed: str
    strict: bool
    pacts: Path | None = None

    def line(self, kind: Kind, domain: str, operation: str, name: str) -> str:
        """For a shell; the token stays in a variable."""
        words = ["wxc", "verify", WORKEXEC if self.target.messages else domain, "--operation", operation]
        words += ["--only", f"{kind.value}s", "--case", name]
        words += ["--seed", self.seed] if kind is Kind.CASE else []
        line = shlex.join([*words, *self._whom(), *self._pacts(kind)])
        return f'{line} --token "$WXC_TOKEN"' if self.target.secret else line

    def _whom(self) -> Iterator[str]:
        if self.target.ours:
            if not self.target.messages:
                yield from ("--against", self.target.name)
            return
        yield from ("--message-url" if self.target.messages else "--base-url", self.target.base_url)
        if self.target.dataset:
            yield "--dataset"
        if self.target.states_url is not None:
            yield from ("--states-url", self.target.states_url)
        if self.strict:
            yield "--strict"

    def _pacts(self, kind: Kind) -> Iterator[str]:
        if self.pacts is not None and kind is Kind.PACT:
            yield from ("--pacts", str(self.pacts))

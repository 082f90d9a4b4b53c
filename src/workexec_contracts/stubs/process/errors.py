# ruff: noqa: N818 - a name says the state: JavaMissing, PortTaken
"""What can go wrong with the WireMock process.

StubError
├── JavaMissing    no Java 17 or newer
├── JarMissing     WireMock was never installed
├── JarDamaged     the jar is not the pinned one
├── SetupFailed    the jar could not be fetched
├── PortTaken      another program listens where the stubs should
└── StartFailed    Java ran, WireMock did not become healthy
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class StubError(Exception):
    """Says what happened, where, what was expected there, and the one thing to do about it."""

    what: str
    where: str
    expected: str
    fix: str

    def __post_init__(self) -> None:
        super().__init__(self.what, self.where, self.expected, self.fix)

    def __str__(self) -> str:
        return f"{self.what}\n  where:    {self.where}\n  expected: {self.expected}\n  fix:      {self.fix}"


class JavaMissing(StubError): ...


class JarMissing(StubError): ...


class JarDamaged(StubError): ...


class SetupFailed(StubError): ...


class PortTaken(StubError): ...


class StartFailed(StubError): ...

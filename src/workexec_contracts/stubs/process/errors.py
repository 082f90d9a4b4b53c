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

from workexec_contracts.problem import Problem


class StubError(Problem):
    """Something about the stubs that a person has to mend."""


class JavaMissing(StubError): ...


class JarMissing(StubError): ...


class JarDamaged(StubError): ...


class SetupFailed(StubError): ...


class PortTaken(StubError): ...


class StartFailed(StubError): ...

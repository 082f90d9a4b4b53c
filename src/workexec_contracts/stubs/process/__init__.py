"""The WireMock process: Java, the jar, its class cache, and a start that always stops."""

from __future__ import annotations

from .command import Profile
from .errors import JarDamaged, JarMissing, JavaMissing, PortTaken, SetupFailed, StartFailed, StubError
from .provision import provision
from .server import WireMock

__all__ = [
    "JarDamaged",
    "JarMissing",
    "JavaMissing",
    "PortTaken",
    "Profile",
    "SetupFailed",
    "StartFailed",
    "StubError",
    "WireMock",
    "provision",
]

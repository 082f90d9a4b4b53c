"""The class cache: what Java would otherwise load, verify and link anew at every start.

Java 25 and newer keeps an AOT cache, older ones a class-data archive. A cache belongs to one jar at one
place, one build of Java and one set of compiler flags; all of them are in its name, so a stale one is
never found. It is used only while its seal holds: Java checks the header and would crash on the rest.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from .command import COMPILER
from .jar import SHA256
from .seal import sealed

if TYPE_CHECKING:
    from pathlib import Path

    from .command import Profile
    from .java import Java

_AOT_SINCE = 25  # Java 24 needs three runs for what 25 does in one


def location(java: Java, jar: Path, profile: Profile) -> Path:
    """Return where the cache is, or would be."""
    belongs = "\n".join([SHA256, str(jar), str(java.path), java.build, *COMPILER[profile]])
    kind = "aot" if java.major >= _AOT_SINCE else "jsa"
    digest = hashlib.sha256(belongs.encode()).hexdigest()[:10]
    return jar.parent / f"classes-java{java.version}-{profile}-{digest}.{kind}"


def flags(java: Java, jar: Path, profile: Profile) -> tuple[str, ...]:
    """Return the flags that use the cache; none when there is none or somebody wrote to it."""
    cache = location(java, jar, profile)
    if not sealed(cache):
        return ()
    return (f"-XX:{'AOTCache' if cache.suffix == '.aot' else 'SharedArchiveFile'}={cache}",)


def recording_flags(java: Java, cache: Path) -> tuple[str, ...]:
    """Return the flags that write a cache when Java ends."""
    return (f"-XX:{'AOTCacheOutput' if java.major >= _AOT_SINCE else 'ArchiveClassesAtExit'}={cache}",)

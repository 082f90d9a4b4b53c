"""The documents on disk: written anew, or held against what the contracts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts import golden

from .project import render

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path) -> list[Path]:
    """Write every document below `folder` and remove generated ones of old; returns what was written."""
    texts = render()
    return golden.write(folder, texts, _present(folder, texts))


def stale(folder: Path) -> list[str]:
    """Each difference between `folder` and the contracts, in words; empty when it is up to date."""
    texts = render()
    return golden.stale(folder, texts, _present(folder, texts))


def _present(folder: Path, texts: dict[str, str]) -> set[str]:
    """List the files of the generated subfolders; what else lies in `folder` is not ours."""
    ours = {name.partition("/")[0] for name in texts}
    files = (file for name in ours for file in (folder / name).rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix() for file in files}

"""The documents on disk: written anew, or held against what the contracts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .project import render

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path) -> list[Path]:
    """Write every document below `folder` and remove generated ones of old; returns what was written."""
    texts = render()
    for name in _present(folder, texts) - texts.keys():
        (folder / name).unlink()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in texts]


def stale(folder: Path) -> list[str]:
    """Each difference between `folder` and the contracts, in words; empty when it is up to date."""
    texts = render()
    return [
        f"{name}: {difference}"
        for name in sorted(_present(folder, texts) | texts.keys())
        if (difference := _difference(folder / name, texts.get(name)))
    ]


def _difference(file: Path, text: str | None) -> str | None:
    if text is None:
        return "no contract asks for it"
    if not file.is_file():
        return "missing"
    return None if file.read_bytes() == text.encode() else "differs from the contracts"


def _present(folder: Path, texts: dict[str, str]) -> set[str]:
    """List the files of the generated subfolders; what else lies in `folder` is not ours."""
    ours = {name.partition("/")[0] for name in texts}
    files = (file for name in ours for file in (folder / name).rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix() for file in files}

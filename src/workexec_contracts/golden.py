"""Generated files: written anew, or held against what the contracts say (DESIGN principle 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def write(folder: Path, texts: Mapping[str, str], present: Iterable[str]) -> list[Path]:
    """Writes each text below `folder`, removes what is `present` beside them; returns what was written."""
    for name in set(present) - texts.keys():
        (folder / name).unlink()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in texts]


def stale(folder: Path, texts: Mapping[str, str], present: Iterable[str]) -> list[str]:
    """Each difference between `folder` and the texts, in words; empty when it is up to date."""
    names = sorted(set(present) | texts.keys())
    return [
        f"{name}: {difference}"
        for name in names
        if (difference := _difference(folder / name, texts.get(name)))
    ]


def _difference(file: Path, text: str | None) -> str | None:
    if text is None:
        return "no contract asks for it"
    if not file.is_file():
        return "missing"
    return None if file.read_bytes() == text.encode() else "differs from the contracts"


END = "<!-- From here on generated: wxc regenerate -->\n"


def write_end(file: Path, text: str) -> list[Path]:
    """Writes the generated end of a file anew; a project without the file is left without it."""
    if not file.is_file():
        return []
    file.write_text(_ended(file, text), encoding="utf-8", newline="\n")
    return [file]


def is_stale_at_its_end(file: Path, text: str) -> bool:
    """Whether the end of a file that is there differs from the text."""
    return file.is_file() and file.read_text(encoding="utf-8") != _ended(file, text)


def _ended(file: Path, text: str) -> str:
    ours, _, _ = file.read_text(encoding="utf-8").partition(END)
    return f"{ours.rstrip()}\n\n{END}\n{text}"

"""Reports in files: what every command that makes some does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

T = TypeVar("T")


def write(result: T, texts: Iterable[tuple[Path | None, Callable[[T], str]]]) -> None:
    """Writes each text of a result to its file, where one is named. Raises UsageProblem."""
    try:
        for path, text_of in texts:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text_of(result), encoding="utf-8", errors="replace")
    except OSError as error:
        raise unwritable(error) from error


def unwritable(error: OSError) -> UsageProblem:
    """A report whose file cannot be written."""
    return UsageProblem(
        f"a report cannot be written: {error.strerror}",
        str(error.filename),
        "a file in a folder that can be written to",
        "name another",
    )

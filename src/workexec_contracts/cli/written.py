"""Reports in files and in the bundle: what every command that makes some does with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from .bundled import FILES, keep
from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from workexec_contracts.report.bundle import Shown

T = TypeVar("T")


def write(
    result: T,
    texts: Iterable[tuple[Path | None, Callable[[T], str]]],
    shown: Callable[[T], Shown] | None = None,
) -> None:
    """Writes each text of a result to its file, where one is named. Raises UsageProblem.

    With `shown`, the result and all of its texts go into the evidence bundle, too.
    """
    listed = list(texts)
    for path, text_of in listed:
        if path is not None:
            _write(path, text_of(result))
    if shown is not None:
        named = {FILES.get(text_of.__name__): text_of for _, text_of in listed}
        files = {name: partial(text_of, result) for name, text_of in named.items() if name}
        keep(partial(shown, result), files)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise unwritable(error, path) from error


def unwritable(error: OSError, path: Path | None = None) -> UsageProblem:
    """A report whose file cannot be written: on a full disk, say, which names no file."""
    return UsageProblem(
        f"a report cannot be written: {error.strerror}",
        str(error.filename or path),
        "a file in a folder that can be written to",
        "name another",
    )

"""The generated end of `docs/simulate.md`: the claims that are put to the test, the kinds of faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts import golden

from .checkers import ALL
from .faults import Faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE = "docs/simulate.md"
WINDOW = ("from_s", "until_s")


def text() -> str:
    """Both tables."""
    claims = _table(("claim", "what is held against the history", "clause"), _claims())
    faults = _table(("kind", "what goes wrong", "figures and their defaults"), _kinds())
    return (
        f"## The claims\n\n{claims}\n## The kinds of faults\n\n"
        "Those with *window* are on from `from_s` (0) until `until_s` (the end of the faults); `target` is a "
        "neighbour, an operation by its id, or `all`.\n\n"
        f"{faults}"
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    listed = [" | ".join(heads), *(" | ".join(row) for row in rows)]
    head, *lines = (f"| {line} |\n" for line in listed)
    return head + "|---|---|---|\n" + "".join(lines)


def _claims() -> Iterator[tuple[str, str, str]]:
    for kind in ALL:
        yield f"`{kind.name}`", " ".join((kind.__doc__ or "").split()), kind.clause


def _kinds() -> Iterator[tuple[str, str, str]]:
    """By the schema of the models: what is not there cannot be written in a file."""
    schema = Faults.model_json_schema()
    known: dict[str, Any] = schema["$defs"]
    kinds: dict[str, str] = schema["properties"]["faults"]["items"]["discriminator"]["mapping"]
    for one in schema["properties"]["faults"]["items"]["oneOf"]:
        kind = next(name for name, where in kinds.items() if where == one["$ref"])
        model = known[one["$ref"].rpartition("/")[2]]
        yield f"`{kind}`", " ".join(model["description"].split()), ", ".join(_figures(model, known))


def _figures(model: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    names = [name for name in model["properties"] if name not in {"kind", *WINDOW}]
    for name in names:
        figure = model["properties"][name]
        choices = figure.get("enum") or known.get(figure.get("$ref", "").rpartition("/")[2], {}).get("enum")
        told = f"`{name}` {_default(figure)}"
        yield f"{told} of {', '.join(map(str, choices))}" if choices else told
    if set(WINDOW) <= model["properties"].keys():
        yield "*window*"


def _default(figure: dict[str, Any]) -> str:
    if "default" not in figure:
        return "(needed)"
    default = figure["default"]
    if default is None:
        return "(none)"
    return f"({default:g})" if isinstance(default, float) else f"({str(default).lower()})"


def write(root: Path) -> list[Path]:
    """Writes the generated end anew; a project without the file is left without it."""
    return golden.write_end(root / FILE, text())


def stale(root: Path) -> list[str]:
    """The file, when its end differs from what the models give."""
    return [FILE] if golden.is_stale_at_its_end(root / FILE, text()) else []

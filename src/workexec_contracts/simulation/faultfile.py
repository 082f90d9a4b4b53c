"""Faults as TOML files: read, or refused with what is wrong and where."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from .faults import ADAPTER, PREFIX, Fault, Faults, FaultsError
from .meant import meant

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

FIX = "wxc simulate --help names examples; docs/simulate.md lists the kinds and their figures"
KINDS = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(Fault)[0])}
"""Every kind of fault by its name in files."""
TABLES = "a table [[faults]] for each fault"


def read(path: Path) -> Faults:
    """The faults of a TOML file, or those of a scenario's. Raises FaultsError."""
    try:
        told = _schedule(tomllib.loads(path.read_text(encoding="utf-8")))
        return ADAPTER.validate_python({"title": path.stem.replace("_", " ").replace("-", " "), **told})
    except OSError as error:
        raise FaultsError(
            f"the faults cannot be read: {error.strerror}", str(path), "a TOML file", FIX
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FaultsError(f"the faults are no TOML: {error}", str(path), "a TOML file", FIX) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        what, expected = _wrong(first)
        raise FaultsError(what, f"{path}: {where or 'all faults together'}", expected, FIX) from error


def _schedule(told: dict[str, Any]) -> dict[str, Any]:
    """A scenario has its faults within its setting, and there alone."""
    setting = told.get("setting")
    faults = setting.get("faults", {}) if isinstance(setting, dict) and "faults" not in told else told
    return faults if isinstance(faults, dict) else told


def _wrong(error: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and what was expected."""
    context = error.get("ctx", {})
    match error["type"]:
        case "union_tag_invalid":
            tag = str(context["tag"])
            return f"no kind of faults is called {tag!r}{meant(tag, KINDS)}", f"one of {', '.join(KINDS)}"
        case "union_tag_not_found":
            return "a fault without a kind", f"kind = one of {', '.join(KINDS)}"
        case "tuple_type" | "model_attributes_type":
            return f"{error['input']!r} is no fault", TABLES
        case "extra_forbidden":
            name, known = str(error["loc"][-1]), _figures(error)
            return f"{name!r} is not known{meant(name, known)}", f"one of {', '.join(known)}"
        case _:
            return error["msg"].removeprefix(PREFIX), "figures as docs/simulate.md has them"


def _figures(error: ErrorDetails) -> list[str]:
    """What may stand where something unknown stands."""
    kind = next((KINDS[step] for step in error["loc"] if step in KINDS), Faults)
    return list(kind.model_fields)

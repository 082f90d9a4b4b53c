"""The pact files: written anew, or held against what the contracts say."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from workexec_contracts import golden

from .build import pact_of
from .catalogue import file_name, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .catalogue import Pair
    from .interaction import Interaction


def render() -> dict[str, str]:
    """File name to text."""
    return {file_name(pair): text(pair, interactions) for pair, interactions in pairs().items()}


def text(pair: Pair, interactions: Iterable[Interaction]) -> str:
    """The pact file, the same byte by byte in any order and with every version of the Pact library."""
    with TemporaryDirectory() as folder:
        pact_of(pair, interactions).write_file(folder)
        document = json.loads((Path(folder) / file_name(pair)).read_text(encoding="utf-8"))
    document["metadata"] = {"pactSpecification": document["metadata"]["pactSpecification"]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every pact into `folder` and remove those of old; returns what was written."""
    return golden.write(folder, render(), _present(folder))


def stale(folder: Path) -> list[str]:
    """Each difference between `folder` and the contracts, in words; empty when it is up to date."""
    return golden.stale(folder, render(), _present(folder))


def _present(folder: Path) -> set[str]:
    """The pact files; the consumer tests beside them are not ours."""
    return {file.name for file in folder.glob("*.json")}

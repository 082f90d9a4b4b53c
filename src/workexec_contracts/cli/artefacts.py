"""Every generated file: who writes it, who holds it against the contracts. A new kind is one more line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Artefact(NamedTuple):
    """Both functions take the project's folder and name files below it."""

    name: str
    write: Callable[[Path], list[Path]]
    stale: Callable[[Path], list[str]]


def artefacts() -> tuple[Artefact, ...]:
    """All of them, in the order in which they are written."""
    from workexec_contracts import documents  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.documents import pages  # noqa: PLC0415  # the same
    from workexec_contracts.pacts import files  # noqa: PLC0415  # the same
    from workexec_contracts.pacts import guide as states  # noqa: PLC0415  # the same
    from workexec_contracts.simulation import guide as simulating  # noqa: PLC0415  # the same
    from workexec_contracts.stubs import mappings  # noqa: PLC0415  # the same
    from workexec_contracts.stubs.switches import guide  # noqa: PLC0415  # the same
    from workexec_contracts.verification.fuzzing import configuration  # noqa: PLC0415  # the same

    return (
        _folder("mocks", mappings.write, mappings.stale),
        _folder("documents", documents.write, documents.stale),
        _folder("pacts", files.write, files.stale),
        Artefact("docs/contracts/", pages.write, pages.stale),
        Artefact(guide.FILE, guide.write, guide.stale),
        Artefact(states.FILE, states.write, states.stale),
        Artefact(simulating.FILE, simulating.write, simulating.stale),
        Artefact(configuration.FILE, configuration.write, configuration.stale),
    )


def _folder(name: str, write: Callable[[Path], list[Path]], stale: Callable[[Path], list[str]]) -> Artefact:
    """An artefact that is a folder, by functions that know only the folder."""
    return Artefact(
        f"{name}/",
        lambda root: write(root / name),
        lambda root: [f"{name}/{line}" for line in stale(root / name)],
    )

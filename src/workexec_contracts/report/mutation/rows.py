"""The kill matrix as rows: a class of mutants each, then all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.verification.mutation import Layer, matrix, tally

if TYPE_CHECKING:
    from workexec_contracts.verification.mutation import MutationRun, Tally

COLUMNS = ("class", "mutants", "equivalent", *Layer, "together", "score")


def rows(run: MutationRun) -> list[dict[str, object]]:
    """How many of each class there are, and how many each layer killed."""
    found = [_row(kind.value, counted) for kind, counted in matrix(run.trials).items()]
    return [*found, _row("all", tally(run.trials))]


def _row(name: str, counted: Tally) -> dict[str, object]:
    return {
        "class": name,
        "mutants": counted.mutants,
        "equivalent": counted.equivalent or "",
        **{layer: counted.by_layer[layer] for layer in Layer},
        "together": counted.killed,
        "score": f"{counted.share():.1%}" if counted.counted else "",
    }

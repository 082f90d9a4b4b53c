"""The layers of proof, each of which may kill a mutant: pacts, the cases of the contracts, drawn requests."""

from .judgement import Judgement, Layer

__all__ = ["Judgement", "Layer"]

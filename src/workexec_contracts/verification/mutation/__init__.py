"""How strong the proof is: reference providers broken on purpose, and which layer notices."""

from .catalogue import mutants
from .committed import Golden, golden
from .committed import of as golden_of
from .committed import write as write_golden
from .equivalent import equivalents
from .layers import Judgement, Layer
from .mutant import Kind, Mutant
from .run import Wish, chosen, run
from .score import Baseline, MutationRun, Tally, Trial, matrix, tally

__all__ = [
    "Baseline",
    "Golden",
    "Judgement",
    "Kind",
    "Layer",
    "Mutant",
    "MutationRun",
    "Tally",
    "Trial",
    "Wish",
    "chosen",
    "equivalents",
    "golden",
    "golden_of",
    "matrix",
    "mutants",
    "run",
    "tally",
    "write_golden",
]

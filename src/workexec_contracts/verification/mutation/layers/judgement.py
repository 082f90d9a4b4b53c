"""What one layer says of one mutant."""

from __future__ import annotations

from enum import StrEnum

from workexec_contracts.contracts.vocabulary.data import Data
from workexec_contracts.verification.verdict import Verdict


class Layer(StrEnum):
    """From what WorkExec relies on to what nobody thought of."""

    PACTS = "pacts"
    RULES = "rules"
    FUZZING = "fuzzing"


class Judgement(Data):
    """Failed means killed; `asked` is how many interactions, cases or requests that took."""

    layer: Layer
    verdict: Verdict
    asked: int
    seconds: float
    """Of processor time where it is known, else of waiting."""
    claim: str = ""
    """What was claimed and did not hold; of the unknown, what could not be said."""
    expected: str = ""
    actual: str = ""

    @property
    def killed(self) -> bool:
        """Whether the layer told the mutant from the right provider."""
        return self.verdict is Verdict.FAILED

"""Drawn requests, put to a service by Schemathesis and judged by its checks and ours."""

from .plan import PHASES, Phase, Progress
from .run import Effort, Fuzzer

__all__ = ["PHASES", "Effort", "Fuzzer", "Phase", "Progress"]

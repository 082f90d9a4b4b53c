"""The verdict, as every run gives it."""

from workexec_contracts.verdict import EXIT, WRONG_USAGE, Verdict, worst

__all__ = ["EXIT", "WRONG_USAGE", "Verdict", "worst"]

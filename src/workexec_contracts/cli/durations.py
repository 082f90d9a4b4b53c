"""How long something may take, as a person writes it: 90, 60s, 2m, 1h."""

from __future__ import annotations

import re

from .problem import UsageProblem

UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3_600}
_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")


def seconds_of(text: str, option: str) -> float:
    """The seconds. Raises UsageProblem."""
    form = _FORM.fullmatch(text.strip().lower())
    seconds = float(form[1]) * UNITS.get(form[2], 0) if form else 0.0
    if not seconds:
        raise UsageProblem(
            f"{text!r} is no duration",
            option,
            "a number above 0 with s, m or h after it; seconds where there is no letter",
            f"for example: {option} 60s",
        )
    return seconds

"""Exact binomial bounds, from the incomplete beta function; no normal approximation.

P(X <= k) for X of Bin(n, p) is the regularized incomplete beta function I at 1 - p of (n - k, k + 1).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TINY = 1e-300
_EPSILON = 1e-14
_MOST_STEPS = 100_000
_HALVINGS = 60


def at_most(k: int, n: int, p: float) -> float:
    """P(X <= k): the chance of at most k successes in n."""
    if k < 0:
        return 0.0
    return 1.0 if k >= n else _beta(1 - p, n - k, k + 1)


def share_bounds(k: int, n: int, confidence: float) -> tuple[float, float]:
    """Clopper and Pearson: below the lower and above the upper bound each with at most 1 - confidence."""
    risk = 1 - confidence
    lower = 0.0 if k == 0 else _root(lambda p: 1 - at_most(k - 1, n, p) < risk)
    upper = 1.0 if k == n else _root(lambda p: at_most(k, n, p) > risk)
    return lower, upper


def rank_bounds(share: float, n: int, confidence: float) -> tuple[int | None, int | None]:
    """Ranks of the sample between which the percentile lies, whatever the distribution is.

    At most `share` of the distribution is below the percentile, so the number of samples below it is at
    most Bin(n, share): the sample of rank u is below the percentile with a chance of at most
    1 - P(X <= u - 1). The same from the other side. None where n is too small for a bound.
    """
    upper = _least(n, lambda rank: at_most(rank - 1, n, share) >= confidence)
    beyond = _least(n, lambda rank: at_most(rank - 1, n, share) > 1 - confidence)
    lower = (n if beyond is None else beyond - 1) or None
    return lower, upper


def _least(n: int, holds: Callable[[int], bool]) -> int | None:
    """The least rank from 1 to n of which it holds; it holds of all above."""
    low, high = 1, n + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low if low <= n else None


def _root(holds: Callable[[float], bool]) -> float:
    """The number from 0 to 1 up to which it holds."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return (low + high) / 2


def _beta(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function, by the continued fraction where it converges fast."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way through the continued fraction."""
    c, d = 1.0, _reciprocal(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = _reciprocal(1 + term * d)
            c = 1 + term / c or _TINY
            value *= c * d
        if abs(c * d - 1) < _EPSILON:
            return value
    raise ArithmeticError(f"no convergence at x = {x}, a = {a}, b = {b}")


def _reciprocal(number: float) -> float:
    return 1 / (number or _TINY)

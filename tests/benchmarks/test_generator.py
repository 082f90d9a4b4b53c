from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import generator
from benchmarks.figures import Verdict
from benchmarks.generator import Sample, measure

if TYPE_CHECKING:
    import pytest


def test_the_ratio_is_of_requests_for_a_second_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = {
        "Ours": Sample(requests=800, failures=0, cpu_s=1, memory_mb=5),
        "Bare": Sample(requests=4000, failures=0, cpu_s=4, memory_mb=9),
    }
    monkeypatch.setattr(generator, "_run", lambda user, *_: samples[user])
    ratio, memory = measure(1, 1, lambda _: None, crowd=500)
    assert (ratio.value, ratio.verdict) == (0.8, Verdict.HELD)
    assert memory.value == 10

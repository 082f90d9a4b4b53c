from __future__ import annotations

import gc
import logging

import pytest

from workexec_contracts.simulation.quiet import SELDOM, quiet

LOGGER = logging.getLogger("workexec_contracts.consumer")


def now() -> tuple[int, int]:
    return LOGGER.level, gc.get_threshold()[0]


def test_a_process_is_as_before_once_the_last_simulation_is_over() -> None:
    before = now()
    with quiet():
        with quiet():
            assert now() == (logging.CRITICAL, max(before[1], SELDOM))
        assert now() == (logging.CRITICAL, max(before[1], SELDOM))
    assert now() == before


def test_a_process_is_as_before_after_a_simulation_that_failed() -> None:
    before = now()
    with pytest.raises(LookupError), quiet():
        raise LookupError
    assert now() == before


def test_a_collector_that_is_off_stays_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with quiet():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)

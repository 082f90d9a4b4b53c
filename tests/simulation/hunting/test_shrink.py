from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.simulation import run
from workexec_contracts.simulation.checkers import Invariant
from workexec_contracts.simulation.faults import At, Crash, Down, Failing, Faults, How, Slow
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.simulation.shrink import Shrunk, Tried, shrink, shrinking
from workexec_contracts.simulation.workload import STRIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from workexec_contracts.simulation.records import Closed

HARMLESS = (
    Slow(target="catalog", latency_ms_median=50),
    Crash(at_s=80_000, down_s=20),
    Failing(target="pricing", percent=3),
)


def test_a_month_of_noise_becomes_one_attempt_of_one_work_order(blocked_is_acknowledged: str) -> None:
    noise = Faults(
        faults=(
            *HARMLESS,
            Failing(target="order", how=How.BROKEN, percent=30),
            Down(target="catalog", until_s=21_600),
        )
    )
    setting = Setting(seed=3, shops=2, days=2, a_day=6, faults=noise)
    shrunk = shrink(setting, blocked_is_acknowledged)
    assert shrunk.violation is not None
    assert shrunk.complete
    assert shrunk.setting.only == (shrunk.violation.order,)
    assert shrunk.setting.days == 1.0
    (fault,) = shrunk.setting.faults.faults
    assert isinstance(fault, At)
    assert fault.does == "500"


def test_a_window_shrinks_to_the_attempts_that_it_must_cover(blocked_is_acknowledged: str) -> None:
    """A 503 is tried again after 1, 2 and 4 s: four attempts, which no two single faults can be."""
    faults = Faults(faults=(Down(target="order"),))
    setting = Setting(seed=3, shops=1, a_day=6, faults=faults)
    shrunk = shrink(setting, blocked_is_acknowledged)
    (fault,) = shrunk.setting.faults.faults
    assert isinstance(fault, Down)
    assert fault.until_s is not None
    assert 7 <= fault.until_s - fault.from_s <= 16
    assert fault.target == "deliverOrderEvent"


def test_attempts_move_along_as_faults_before_them_go(
    blocked_is_acknowledged: str, struck: Callable[..., Setting]
) -> None:
    """Two lost requests and their retries before it: without them, the same attempt has another number."""
    setting = struck(
        ("createAuditEvent", 1, "lost_request"),
        ("deliverOrderEvent", 0, "lost_request"),
        ("deliverOrderEvent", 1, "500"),
    )
    shrunk = shrink(setting, blocked_is_acknowledged)
    assert shrunk.setting.faults.faults == struck(("deliverOrderEvent", 0, "500")).faults.faults


class NobodyLeaves(Invariant):
    name: ClassVar[str] = "nobody_leaves"
    clause: ClassVar[str] = "none: it is always false"

    def on_closed(self, closed: Closed) -> None:
        self.breach(closed.at_us, closed.order, "left")


def test_what_needs_no_fault_shrinks_to_one_work_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ALL", (NobodyLeaves,))
    setting = Setting(seed=3, shops=3, days=3, a_day=2, faults=Faults(faults=HARMLESS))
    shrunk = shrink(setting, NobodyLeaves.name)
    assert shrunk.complete
    assert shrunk.setting.faults.faults == ()
    assert shrunk.setting.only is not None
    assert len(shrunk.setting.only) == 1
    assert shrunk.setting.shops == shrunk.setting.only[0] // STRIDE


def test_a_setting_that_does_not_fail_is_handed_back(invariants: None) -> None:
    shrunk = shrink(Setting(a_day=1, shops=1), "nothing_is_dead")
    assert shrunk.violation is None
    assert shrunk.runs == 1


def test_the_budget_is_kept_and_what_was_found_within_it_fails(blocked_is_acknowledged: str) -> None:
    faults = Faults(faults=(*HARMLESS, Down(target="order")))
    setting = Setting(seed=3, shops=1, a_day=6, faults=faults)
    *tried, shrunk = shrinking(setting, blocked_is_acknowledged, runs=6)
    assert len(tried) == 6
    assert isinstance(shrunk, Shrunk)
    assert not shrunk.complete
    assert shrunk.setting in [one.setting for one in tried if isinstance(one, Tried) and one.fails]

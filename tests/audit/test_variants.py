"""Every faulty consumer is caught by the right verdict; the correct one passes everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.variants import CONSEQUENCES, VARIANTS
from tests.audit.virtual import Rig
from workexec_contracts.audit import judged
from workexec_contracts.policy import Tolerance
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from tests.audit.variants import Variant
    from workexec_contracts.audit import Ruling

EXACT = Tolerance(early_s=0.02, late_s=0.1, timeout_s=0.05)
"""Virtual time is late by nothing but the network's few milliseconds."""


def rulings() -> tuple[Ruling, ...]:
    return judged(Rig().audit(), EXACT)


def test_there_are_as_many_faulty_consumers_as_were_asked_for() -> None:
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS) >= 30


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_faulty_consumer_is_caught_by_the_right_verdict(
    variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant.plant(monkeypatch)
    broken = {ruling.claim for ruling in rulings() if ruling.verdict is Verdict.FAILED}
    assert broken == variant.caught_by | CONSEQUENCES.get(variant.name, frozenset())


def test_the_reference_passes_everything() -> None:
    found = rulings()
    assert [ruling for ruling in found if ruling.verdict is not Verdict.PASSED] == []
    assert len(found) > 150

"""Every faulty consumer is caught by the right verdict; the correct one passes everything."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from tests.audit.variants import CONSEQUENCES, VARIANTS, Variant
from tests.audit.virtual import Rig
from workexec_contracts.audit import TOLERANCE, Claim, Ruled, audit_recording, judged
from workexec_contracts.policy import Tolerance
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workexec_contracts.audit import Evidence, Ruling

EXACT = Tolerance(early_s=0.02, late_s=0.1, timeout_s=0.05)
"""Virtual time is late by nothing but the network's few milliseconds."""
SHOWN = {Claim.ATTEMPTS, Claim.SPACING, Claim.FINAL, Claim.TIMEOUT, Claim.SAME, Claim.TRACE, Claim.HEADERS}
SHOWN |= {Claim.TOKEN, Claim.PAYLOAD}
"""What a recording can show."""


@dataclass(frozen=True)
class Audited:
    """A faulty consumer, and what its audit has seen."""

    variant: Variant
    evidence: Evidence
    entries: list[dict[str, object]]


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: variant.name)
def faulty(request: pytest.FixtureRequest) -> Audited:
    variant: Variant = request.param
    with pytest.MonkeyPatch.context() as patch:
        variant.plant(patch)
        rig = Rig()
        evidence = rig.audit()
    return Audited(variant, evidence, rig.neighbourhood.entries)


def broken(rulings: Iterable[Ruling]) -> set[Claim]:
    return {ruling.claim for ruling in rulings if ruling.verdict is Verdict.FAILED}


def test_there_are_as_many_faulty_consumers_as_were_asked_for() -> None:
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS) >= 30


def test_a_faulty_consumer_is_caught_by_the_right_verdict(faulty: Audited) -> None:
    follows = CONSEQUENCES.get(faulty.variant.name, frozenset())
    assert broken(judged(faulty.evidence, EXACT)) == faulty.variant.caught_by | follows


def test_and_in_a_recording_of_it_as_far_as_that_shows_it(faulty: Audited, tmp_path: Path) -> None:
    file = tmp_path / "journal.json"
    file.write_text(json.dumps({"requests": faulty.entries}))
    events = audit_recording(file, replace(TOLERANCE, replay_s=9.5))
    found = broken(event.ruling for event in events if isinstance(event, Ruled))
    assert found >= faulty.variant.caught_by & SHOWN


def test_the_reference_passes_everything() -> None:
    found = judged(Rig().audit(), EXACT)
    assert [ruling for ruling in found if ruling.verdict is not Verdict.PASSED] == []
    assert len(found) > 150

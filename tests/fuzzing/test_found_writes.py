"""The fuzzer finds broken records, deliveries and keys, and says which clause is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzzing.hunting import MOST, hunt, hunted
from tests.fuzzing.test_found_reads import QUICK as READS
from tests.fuzzing.variants import VARIANTS
from workexec_contracts.contracts import domains

if TYPE_CHECKING:
    from tests.fuzzing.variant import Variant

QUICK = (
    "time-without-zone",
    "created-answered-200",
    "trail-deleted",
    "replay-gets-a-new-id",
    "key-not-asked-for",
    "reordered-status-change-ignored",
    "another-event-acknowledged",
    "malformed-event-accepted",
    "replay-takes-effect-twice",
    "negative-quantity-accepted",
    "null-accepted",
    "acknowledged-in-another-word",
    "other-body-under-a-used-key-accepted",
    "unknown-customer-accepted",
    "replay-refused",
)


@pytest.mark.parametrize("variant", hunted(QUICK, mutates=True), ids=lambda variant: variant.name)
def test_a_broken_write_is_found_and_its_clause_is_named(variant: Variant) -> None:
    caught = hunt(variant)
    assert {failure.clause for failure in caught.failures} & set(variant.clauses), caught
    assert caught.requests <= MOST


def test_variants_of_every_domain_are_hunted_in_every_run() -> None:
    hunted_domains = {VARIANTS[name].domain for name in (*READS, *QUICK)}
    assert hunted_domains == {domain.name for domain in domains()}

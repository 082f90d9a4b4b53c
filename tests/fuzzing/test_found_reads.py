"""The fuzzer finds broken searches, look-ups and tax, and says which clause is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzzing.hunting import MOST, hunt, hunted

if TYPE_CHECKING:
    from tests.fuzzing.variant import Variant

QUICK = (
    "token-not-asked-for",
    "correlation-id-not-echoed",
    "correlation-id-never-made",
    "refused-method-without-allow",
    "total-count-of-the-page",
    "next-page-repeats-the-last-row",
    "next-page-promised-after-the-last-full-one",
    "discontinued-parts-left-out-but-counted",
    "larger-pages-cut-to-the-maximum",
    "own-availability-leaked",
    "days-as-text",
    "rate-in-percent",
    "unknown-location-answered-400",
    "availability-filter-ignored",
    "item-type-filter-ignored",
    "search-minds-capitals",
    "look-up-spells-plates-otherwise",
    "later-customers-not-found",
    "name-that-is-not-ascii-crashes",
    "grand-total-a-cent-too-high",
    "line-total-without-tax",
    "tax-rounded-half-even",
    "totals-of-unrounded-lines",
    "missing-tax-code-as-validation-error",
    "malformed-json-answered-200",
)


@pytest.mark.parametrize("variant", hunted(QUICK, mutates=False), ids=lambda variant: variant.name)
def test_a_broken_read_is_found_and_its_clause_is_named(variant: Variant) -> None:
    caught = hunt(variant)
    assert {failure.clause for failure in caught.failures} & set(variant.clauses), caught
    assert caught.requests <= MOST

"""Each of our checks holds on the right answer and names the clause on a wrong one, without a socket."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.fuzzing.asking import ask, example
from tests.fuzzing.in_process import DOMAINS, InProcess, answered
from tests.fuzzing.variant import BY_ID, Broken
from tests.fuzzing.variants import VARIANTS
from workexec_contracts.providers import Neighbours
from workexec_contracts.verification.fuzzing import settings
from workexec_contracts.verification.fuzzing.broken import Broken as Failure
from workexec_contracts.verification.fuzzing.checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call
    from workexec_contracts.verification.fuzzing.answer import Answer

JUDGES = {check.name: check for check in CHECKS}
FIRED: dict[str, tuple[str, ...]] = {
    "answers_as_agreed": (
        "unknown-location-answered-400",
        "negative-subtotal-accepted",
        "created-answered-200",
        "trail-deleted",
        "unknown-person-accepted",
        "malformed-json-answered-200",
        "order-totals-need-not-add-up",
    ),
    "refuses_in_its_own_words": ("code-of-another-operation", "query-that-is-no-pattern-crashes"),
    "refuses_without_a_token": ("token-not-asked-for", "any-token-will-do"),
    "echoes_the_correlation_id": (
        "correlation-id-not-echoed",
        "correlation-id-of-an-error-is-another",
        "correlation-id-never-made",
    ),
    "adds_up": (
        "grand-total-a-cent-too-high",
        "line-total-without-tax",
        "lines-reordered",
        "untaxed-lines-dropped",
        "subtotal-of-taxed-lines-alone",
        "totals-of-unrounded-lines",
    ),
    "taxes_at_its_own_rates": (
        "tax-rounded-half-even",
        "code-of-another-item-type-taxed",
    ),
    "matches_what_was_asked": (
        "availability-filter-ignored",
        "category-filter-ignored",
        "customer-filter-ignored-beside-a-query",
        "item-type-filter-ignored",
        "ids-searched-too",
    ),
    "finds_what_it_has": ("search-minds-capitals", "license-plates-not-searched"),
    "pages_part_the_whole": (
        "next-page-repeats-the-last-row",
        "total-count-of-the-page",
        "next-page-promised-after-the-last-full-one",
        "page-size-ignored",
        "ten-rows-by-default",
    ),
    "resolves_its_ids": ("look-up-spells-plates-otherwise", "later-customers-not-found"),
    "is_found_by_search": ("look-up-spells-plates-otherwise", "look-up-without-billing-terms-of-some"),
    "refuses_what_it_cannot_read": ("malformed-event-accepted", "malformed-json-answered-200"),
    "refuses_a_key_that_is_not_the_id": ("key-that-is-not-the-events-id-accepted",),
    "acknowledges_what_it_got": ("another-event-acknowledged",),
    "replays_idempotently": ("replay-gets-a-new-id", "replay-takes-effect-twice", "replay-refused"),
    "refuses_a_used_key": ("other-body-under-a-used-key-accepted", "conflict-names-no-first-event"),
    "frees_the_key_of_a_refusal": ("refused-request-uses-up-its-key",),
    "keeps_records_for_ever": ("trail-deleted", "one-record-replaced"),
    "has_its_effects_word_by_word": ("declined-parts-leave-the-stock",),
    "has_no_effect_when_refused": ("refused-order-created-all-the-same",),
    "has_its_effects": ("reordered-status-change-ignored", "declined-parts-leave-the-stock"),
}
"""By check, variants that it finds."""
CUSTOMERS, VEHICLES = BY_ID["searchCustomers"], BY_ID["searchVehicles"]
ELSEWHERE = {
    "later-customers-not-found": ((CUSTOMERS, ask(CUSTOMERS, query="@", pageSize="100", pageIndex="1")),),
    "look-up-spells-plates-otherwise": ((VEHICLES, ask(VEHICLES, query="fleet")),),
}
"""Requests to other operations, whose answers lead to the broken one."""


@pytest.fixture(autouse=True)
def our_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "dataset", lambda: True)


CHOICES = range(8)
"""As many ways as the check with the most has."""
EVERY_CHECK = [(check, name) for check, names in FIRED.items() for name in names]


def calls(name: str) -> list[tuple[Endpoint, Call]]:
    """The document's requests of the variant's domain, and those that reveal it."""
    variant = VARIANTS[name]
    domain = DOMAINS[variant.operation.operation_id]
    others = [(operation, example(operation)) for operation in domain.operations]
    own = [(variant.operation, call) for call in variant.reveals]
    return [*others, *own, *((operation, call) for operation, call in ELSEWHERE.get(name, ()))]


def judged(check: str, name: str, neighbours: Callable[[], Neighbours]) -> Failure | None:
    """The first failure that the check raises, by whatever way it may choose."""
    for choice, (operation, call) in product(CHOICES, calls(name)):
        if JUDGES[check].concerns(operation):
            answer = answered(operation, call, InProcess(neighbours()), choice)
            if failure := judge(JUDGES[check].judge, answer):
                return failure
    return None


def judge(check: Callable[[Answer], None], answer: Answer) -> Failure | None:
    try:
        check(answer)
    except Failure as failure:
        return failure
    return None


@pytest.mark.parametrize(("check", "name"), EVERY_CHECK)
def test_a_check_fires_on_what_breaks_its_clause_and_names_it(check: str, name: str) -> None:
    failure = judged(check, name, lambda: Broken(VARIANTS[name]))
    assert failure is not None
    assert failure.clause in VARIANTS[name].clauses


@pytest.mark.parametrize(("check", "name"), EVERY_CHECK)
def test_a_check_holds_on_the_same_requests_to_the_right_provider(check: str, name: str) -> None:
    assert judged(check, name, Neighbours) is None


def test_every_check_fires_somewhere() -> None:
    assert FIRED.keys() == JUDGES.keys()


@pytest.mark.parametrize("name", VARIANTS)
def test_no_check_fires_at_the_right_provider_whatever_reveals_a_broken_one(name: str) -> None:
    operation = VARIANTS[name].operation
    answers = [answered(operation, call, InProcess()) for call in VARIANTS[name].reveals]
    checks = [check.judge for check in CHECKS if check.concerns(operation)]
    fired = [judge(check, answer) for answer in answers for check in checks]
    assert [failure for failure in fired if failure] == []

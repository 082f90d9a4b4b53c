"""Our own checks, from the contracts' rules; each judges one answer and may ask further."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workexec_contracts.contracts.vocabulary import (
    Acknowledge,
    Listing,
    Lookup,
    Record,
    Search,
    TaxCalculation,
)

from .access import refuses_without_a_token
from .agreement import answers_as_agreed, refuses_in_its_own_words
from .correlation import echoes_the_correlation_id
from .effects import has_its_effects, has_its_effects_word_by_word, has_no_effect_when_refused
from .lookups import is_found_by_search, resolves_its_ids
from .money import adds_up, taxes_at_its_own_rates
from .mutations import (
    acknowledges_what_it_got,
    frees_the_key_of_a_refusal,
    keeps_records_for_ever,
    refuses_a_used_key,
    replays_idempotently,
)
from .reading import refuses_a_key_that_is_not_the_id, refuses_what_it_cannot_read
from .searching import finds_what_it_has, matches_what_was_asked, pages_part_the_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.verification.fuzzing.answer import Answer


class Check(NamedTuple):
    """A judge, and the behaviours that it has something to say about."""

    judge: Callable[[Answer], None]
    of: tuple[type, ...] = ()
    """Empty: any operation."""

    @property
    def name(self) -> str:
        """The name by which Schemathesis knows it."""
        return self.judge.__name__

    def concerns(self, operation: Endpoint) -> bool:
        """Whether it can judge that operation at all."""
        return not self.of or isinstance(operation.behaviour, self.of)


MUTATIONS = (Record, Acknowledge)
CHECKS = (
    Check(answers_as_agreed),
    Check(refuses_in_its_own_words),
    Check(refuses_without_a_token),
    Check(echoes_the_correlation_id),
    Check(adds_up, (TaxCalculation,)),
    Check(taxes_at_its_own_rates, (TaxCalculation,)),
    Check(matches_what_was_asked, (Search, Listing)),
    Check(finds_what_it_has, (Search,)),
    Check(pages_part_the_whole, (Search,)),
    Check(resolves_its_ids, (Search, Lookup)),
    Check(is_found_by_search, (Lookup,)),
    Check(refuses_what_it_cannot_read, (TaxCalculation, *MUTATIONS)),
    Check(refuses_a_key_that_is_not_the_id, (Acknowledge,)),
    Check(acknowledges_what_it_got, (Acknowledge,)),
    Check(replays_idempotently, MUTATIONS),
    Check(refuses_a_used_key, MUTATIONS),
    Check(frees_the_key_of_a_refusal, MUTATIONS),
    Check(keeps_records_for_ever, (Record,)),
    Check(has_its_effects, (Acknowledge,)),
    Check(has_its_effects_word_by_word, (Acknowledge,)),
    Check(has_no_effect_when_refused, (Acknowledge,)),
)

__all__ = ["CHECKS", "Check"]

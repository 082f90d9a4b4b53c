"""Every check, in the order in which its problems are shown. A check takes what is given and yields problems.

Findings that no computation finds, and why:

- F30, F56: what WorkExec does for its own user; no figure, name or form to hold it against.
- F32: how long and in which scope a key is remembered; that idempotency is only named is found (F20).
- F47: what "mismatch" means; both readings fit every word and example.

F06, F28, F29, F42, F44 and F63 are found by `silence` alone: a word search over the section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    agreement,
    consumption,
    endpoints,
    examples,
    figures,
    identity,
    integrations,
    messages,
    policies,
    references,
    rules,
    silence,
    summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.lint.given import Given
    from workexec_contracts.lint.problem import Problem

    Check = Callable[[Given], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    identity.names_are_unique,
    identity.event_types_name_their_publisher,
    identity.clauses_are_headings,
    identity.assumptions_are_findings,
    identity.pending_says_by_what,
    identity.errors_have_a_status,
    references.behaviours_find_their_rows,
    references.parameters_are_declared,
    references.defaults_are_valid,
    references.errors_are_declared,
    rules.rules_find_their_members,
    examples.examples_are_valid,
    examples.events_are_valid,
    examples.collections_fit,
    agreement.endpoints_agree,
    agreement.parameters_agree,
    agreement.errors_agree,
    agreement.assumed_errors_are_recorded,
    agreement.examples_agree,
    agreement.events_agree,
    summary.policies_agree,
    summary.slas_name_their_share,
    summary.statuses_agree,
    summary.caches_agree,
    summary.cache_keys_are_stated,
    policies.waits_fit_the_sla,
    policies.waits_do_not_shrink,
    policies.caches_hold_reads,
    policies.dead_letters_are_fail_open,
    policies.one_trigger_has_one_fail_mode,
    policies.effects_can_be_read,
    policies.refusals_have_an_order,
    rules.sums_bound_their_terms,
    endpoints.calls_fit_their_tables,
    endpoints.parameters_are_described_once,
    endpoints.errors_are_listed,
    endpoints.error_bodies_are_defined,
    endpoints.responses_are_defined,
    endpoints.unknown_ids_are_answered,
    endpoints.paths_agree_in_number,
    endpoints.required_members_have_no_code,
    integrations.retries_are_stated_once,
    integrations.timeouts_are_stated,
    integrations.caching_is_stated_once,
    integrations.one_way_awaits_nothing,
    integrations.slas_agree,
    integrations.outcomes_are_answered,
    integrations.stale_outcomes_are_stated,
    integrations.giving_up_is_stated,
    messages.attribute_names_are_legal,
    messages.payloads_follow_the_base,
    messages.answers_have_a_transport,
    consumption.rules_are_answered,
    consumption.shared_parts_have_one_shape,
    consumption.existence_has_one_authority,
    consumption.amounts_are_named,
    messages.headers_are_not_repeated,
    messages.named_events_are_defined,
    figures.tax_totals_follow_the_rates,
    figures.arrays_show_an_item,
    figures.one_sku_has_one_product,
    figures.vocabularies_are_stated,
    figures.values_are_documented,
    figures.statuses_are_mapped,
    silence.silences,
    silence.optional_members_are_marked,
    silence.claims_are_kept,
)

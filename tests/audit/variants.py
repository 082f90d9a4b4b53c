"""Faulty consumers: the reference WorkExec with one bug each, and the claims that must catch it.

Those of the simulation that an outside observer can see, and some that only an audit looks for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.simulation.planted import policy_bugs
from tests.simulation.planted.every import BUGS
from tests.simulation.planted.planting import restep
from workexec_contracts.audit import Claim
from workexec_contracts.consumer import Answer, Attempt, Publisher, Standing, client, envelope, exchange, plan
from workexec_contracts.consumer.exchange import Exchange, as_json
from workexec_contracts.consumer.workflow import approval, estimates, finalize, workorders
from workexec_contracts.consumer.workflow.answer import conflict
from workexec_contracts.contracts.vocabulary import TRANSIENT
from workexec_contracts.policy import AnswerCache, reading, retry
from workexec_contracts.simulation.life import STATUS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    Plant = Callable[[pytest.MonkeyPatch], None]

PLANTED = {bug.name: bug.plant for bug in BUGS}


@dataclass(frozen=True)
class Variant:
    """`caught_by` are the claims that must be found broken."""

    name: str
    caught_by: frozenset[Claim]
    plant: Plant


def planted(name: str, *caught_by: Claim) -> Variant:
    return Variant(name, frozenset(caught_by), PLANTED[name])


KNOWN = [
    planted("the_last_retry_waits_too_long", Claim.SPACING),
    planted("retries_do_not_wait", Claim.SPACING),
    planted("there_is_one_retry_too_many", Claim.ATTEMPTS),
    planted("the_last_retry_is_left_out", Claim.ATTEMPTS),
    planted("a_time_out_is_not_retried", Claim.TIMEOUT),
    planted("a_502_is_not_retried", Claim.ATTEMPTS),
    planted("a_400_is_retried", Claim.FINAL),
    planted("a_500_is_retried", Claim.FINAL),
    planted("the_time_out_is_a_minute", Claim.TIMEOUT),
    planted("every_attempt_is_in_the_same_span", Claim.TRACE),
    planted("every_attempt_begins_a_trace", Claim.TRACE),
    planted("entries_never_expire", Claim.EXPIRES),
    planted("a_hit_renews_an_entry", Claim.EXPIRES),
    planted("the_ttl_is_twice_as_long", Claim.EXPIRES),
    planted("searches_are_cached", Claim.UNCACHED),
    planted("every_try_of_a_finalization_sends_new_events", Claim.RECOVERS),
    planted("a_status_change_waits_for_shopmgmt", Claim.OPEN),
    planted("inventory_blocks_the_bill", Claim.OPEN),
    planted("a_bill_is_complete_without_order", Claim.CLOSED),
    planted("a_session_is_complete_without_people", Claim.CLOSED),
    planted("an_approval_needs_no_record", Claim.CLOSED),
    planted("every_try_of_a_decision_is_another_record", Claim.RECOVERS),
    planted("what_is_given_up_counts_as_delivered", Claim.REPLAY),
    planted("a_blocked_step_is_told_as_a_server_error", Claim.CLOSED),
    planted("the_bill_leaves_the_tax_out_of_its_total", Claim.PAYLOAD),
]
VARIANTS: list[Variant] = [*KNOWN]


def variant(*caught_by: Claim) -> Callable[[Plant], Plant]:
    """The variant of that function's name."""

    def listed(plant: Plant) -> Plant:
        VARIANTS.append(Variant(plant.__name__, frozenset(caught_by), plant))
        return plant

    return listed


def headers(patch: pytest.MonkeyPatch, change: Callable[[dict[str, str], int], dict[str, str]]) -> None:
    """Every attempt has other headers, by its number within its call."""
    right = Exchange.headers_of_attempt
    calls: dict[int, tuple[Exchange, int]] = {}  # which are kept, so that no other one gets their id

    def wrong(self: Exchange) -> dict[str, str]:
        count = calls.get(id(self), (self, 0))[1] + 1
        calls[id(self)] = (self, count)
        return change(right(self), count)

    patch.setattr(Exchange, "headers_of_attempt", wrong)


@variant(Claim.SAME)
def every_attempt_has_a_key_of_its_own(patch: pytest.MonkeyPatch) -> None:
    headers(
        patch,
        lambda told, count: (
            told
            | (
                {"Idempotency-Key": f"{told['Idempotency-Key']}-{count}"}
                if "Idempotency-Key" in told and count > 1
                else {}
            )
        ),
    )


def without(name: str) -> Plant:
    return lambda patch: headers(patch, lambda told, _: {k: v for k, v in told.items() if k != name})


@variant(Claim.HEADERS)
def no_request_has_a_trace(patch: pytest.MonkeyPatch) -> None:
    without("traceparent")(patch)


@variant(Claim.HEADERS)
def no_request_has_a_correlation_id(patch: pytest.MonkeyPatch) -> None:
    without("X-Correlation-Id")(patch)


@variant(Claim.HEADERS)
def nobody_is_authorized(patch: pytest.MonkeyPatch) -> None:
    without("Authorization")(patch)


@variant(Claim.HEADERS)
def a_basic_authorization_is_sent(patch: pytest.MonkeyPatch) -> None:
    headers(patch, lambda told, _: {**told, "Authorization": "Basic dTpw"})


@variant(Claim.HEADERS)
def a_key_of_its_own_is_no_event_id(patch: pytest.MonkeyPatch) -> None:
    headers(
        patch,
        lambda told, _: (
            {**told, "Idempotency-Key": "1" + told["Idempotency-Key"]}
            if told.get("Idempotency-Key", "").startswith("evt-")
            else told
        ),
    )


@variant(Claim.HEADERS)
def events_are_sent_as_plain_json(patch: pytest.MonkeyPatch) -> None:
    headers(
        patch, lambda told, _: told | ({"Content-Type": "application/json"} if "Content-Type" in told else {})
    )


@variant(Claim.TOKEN)
def the_token_is_in_the_query(patch: pytest.MonkeyPatch) -> None:
    right = exchange.checked

    def wrong(
        domain: Any, operation: Any, identity: Any, content: Any, target: Any = None, **more: Any
    ) -> Any:
        made: Exchange = right(domain, operation, identity, content, target, **more)
        mark = "&" if "?" in made.target else "?"
        return made._replace(target=f"{made.target}{mark}access_token={identity.token}")

    patch.setattr(exchange, "checked", wrong)


@variant(Claim.CACHED)
def nothing_is_cached(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AnswerCache, "fresh", lambda *_: None)


@variant(Claim.STALE)
def nothing_stale_is_served(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AnswerCache, "stale", lambda *_: None)


@variant(Claim.CACHED)
def the_ttl_is_half_as_long(patch: pytest.MonkeyPatch) -> None:
    right = AnswerCache.fresh
    patch.setattr(
        AnswerCache, "fresh", lambda self, key, cache, now: right(self, key, cache, now + cache.ttl_s / 2)
    )


@variant(Claim.NEEDED)
def a_part_is_added_with_its_customer(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, estimate_id: str, **given: Any) -> Any:
        estimate = estimates.estimate_of(shop, estimate_id)
        shop.neighbours.customers._cache._entries.clear()
        yield from shop.neighbours.customer.read(identity, customerId=estimate["customerId"])
        return (yield from right(shop, identity, estimate_id, **given))

    restep(patch, "POST /api/v1/workexec/estimates/{estimate_id}/items:add-part", wrong)


@variant(Claim.NEEDED)
def a_status_change_asks_for_tax_codes(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, *args: Any, **given: Any) -> Any:
        yield from shop.neighbours.tax_codes.read(identity, locationId="LOC-004")
        return (yield from right(shop, identity, *args, **given))

    restep(patch, STATUS, wrong)


@variant(Claim.NEEDED)
def a_status_change_is_not_told(patch: pytest.MonkeyPatch) -> None:
    def wrong(_right: Any, shop: Any, _identity: Any, workorder_id: str, asked: Any) -> Any:
        yield from ()
        order = {**workorders.workorder_of(shop, workorder_id), "status": asked.status}
        shop.store.put("workorder", workorder_id, order)
        return Answer(200, order)

    restep(patch, STATUS, wrong)


@variant(Claim.NEEDED)
def the_summary_taxes_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(estimates, "is_open", lambda _estimate: False)


def unsealed(patch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Events go out as they are, whatever their contract says."""
    patch.setattr(envelope, "sealed", lambda _event, told: as_json(change(dict(told))).encode())
    patch.setattr("workexec_contracts.consumer.publisher.document_of", lambda _model, body: _loaded(body))


def _loaded(body: bytes) -> Any:
    return json.loads(body)


@variant(Claim.PAYLOAD)
def events_lack_their_schema(patch: pytest.MonkeyPatch) -> None:
    unsealed(patch, lambda told: {name: value for name, value in told.items() if name != "dataschema"})


@variant(Claim.PAYLOAD)
def events_have_members_of_their_own(patch: pytest.MonkeyPatch) -> None:
    unsealed(patch, lambda told: {**told, "data": {**told["data"], "tenant": "t"}})


@variant(Claim.PAYLOAD)
def too_many_minutes_are_billed(patch: pytest.MonkeyPatch) -> None:
    def change(told: dict[str, Any]) -> dict[str, Any]:
        more = {"billableMinutes": 500} if "billableMinutes" in told["data"] else {}
        return {**told, "data": {**told["data"], **more}}

    unsealed(patch, change)


@variant(Claim.PAYLOAD)
def pages_are_too_large(patch: pytest.MonkeyPatch) -> None:
    right = exchange._target

    patch.setattr(
        exchange, "_target", lambda op, given: right(op, given).replace("pageSize=100", "pageSize=500")
    )


@variant(Claim.RECOVERS)
def a_blocked_event_is_written_anew(patch: pytest.MonkeyPatch) -> None:
    """The same id, and another time in the body."""
    first: dict[str, Exchange] = {}

    def wrong(sent: Exchange, _number: int) -> bytes:
        body, key = sent.body or b"", sent.headers.get("Idempotency-Key", "")
        anew = first.setdefault(key, sent) is not sent
        return body.replace(b'"specversion"', b' "specversion"') if anew and key.startswith("evt-") else body

    rewritten(patch, wrong)


@variant(Claim.SAME)
def every_attempt_has_another_body(patch: pytest.MonkeyPatch) -> None:
    rewritten(patch, lambda sent, number: (sent.body or b"") + b" " * number)


def rewritten(patch: pytest.MonkeyPatch, body_of: Callable[[Exchange, int], bytes]) -> None:
    """An attempt has another body than its call."""

    def wrong(sent: Exchange, number: int, timeout_s: float) -> Attempt:
        told = sent if sent.body is None else sent._replace(body=body_of(sent, number))
        return Attempt(told, number, timeout_s)

    patch.setattr(plan, "Attempt", wrong)


@variant(Claim.REPLAY)
def a_replay_is_a_new_event(patch: pytest.MonkeyPatch) -> None:
    def wrong(self: Publisher, letter: Any, identity: Any) -> Any:
        new_id = f"{letter.id[:-4]}0000"
        body = letter.body.replace(letter.id.encode(), new_id.encode())
        self.store.accept(letter._replace(id=new_id, body=body, standing=Standing.PENDING))
        anew = self.store.letter(new_id)
        assert anew is not None
        settled = yield from self.deliver(anew, identity)
        return settled

    patch.setattr(Publisher, "replay", wrong)


@variant(Claim.CLOSED)
def a_blocked_finalization_is_told_as_accepted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(finalize, "blocked", lambda letters, **more: Answer(202, {"events": [], **more}))


@variant(Claim.OPEN)
def no_estimate_without_a_customer(patch: pytest.MonkeyPatch) -> None:
    right = estimates.who

    def wrong(customer: Any, vehicle: Any) -> Any:
        told = right(customer, vehicle)
        if any("source" not in one for one in told.values()):
            raise conflict("NO_CUSTOMER", "CRM does not answer")
        return told

    patch.setattr(estimates, "who", wrong)


@variant(Claim.RECOVERS)
def a_blocked_decision_stays_blocked(patch: pytest.MonkeyPatch) -> None:
    right = approval._record

    def wrong(shop: Any, estimate: Any, verb: Any, asked: Any) -> Any:
        if "deciding" in estimate:
            raise conflict("DECISION_PENDING", "wait")
        return right(shop, estimate, verb, asked)

    patch.setattr(approval, "_record", wrong)


@variant(Claim.ATTEMPTS)
def reads_are_not_retried(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        reading,
        "call",
        lambda policy, kind: retry.call(policy_bugs.with_retry(policy, delays_s=()), kind),
    )


@variant(Claim.FINAL)
def tax_is_asked_again_when_pricing_is_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        client, "call", lambda policy, kind: retry.call(policy_bugs.with_retry(policy, on=TRANSIENT), kind)
    )


_UNACCEPTED = frozenset({Claim.CLOSED, Claim.OPEN, Claim.RECOVERS, Claim.REPLAY})
"""What follows where neighbours refuse every event, as they must."""
_UNANSWERED = frozenset({Claim.CACHED, Claim.STALE})
"""And where they refuse every read."""
CONSEQUENCES: dict[str, frozenset[Claim]] = {
    "retries_do_not_wait": frozenset({Claim.TIMEOUT}),
    "the_last_retry_is_left_out": frozenset({Claim.TIMEOUT}),
    "reads_are_not_retried": frozenset({Claim.TIMEOUT}),
    "every_attempt_has_a_key_of_its_own": frozenset({Claim.HEADERS}),  # that is no event's id
    "inventory_blocks_the_bill": frozenset({Claim.RECOVERS, Claim.REPLAY}),
    "a_bill_is_complete_without_order": frozenset({Claim.RECOVERS}),
    "an_approval_needs_no_record": frozenset({Claim.RECOVERS}),
    "the_bill_leaves_the_tax_out_of_its_total": frozenset({Claim.CLOSED, Claim.RECOVERS}),
    "nobody_is_authorized": _UNANSWERED,
    "a_basic_authorization_is_sent": _UNANSWERED,
    "a_key_of_its_own_is_no_event_id": _UNACCEPTED,
    "events_are_sent_as_plain_json": _UNACCEPTED,
    "events_lack_their_schema": _UNACCEPTED,
    "events_have_members_of_their_own": _UNACCEPTED,
    "too_many_minutes_are_billed": frozenset({Claim.RECOVERS}),
    "a_part_is_added_with_its_customer": _UNANSWERED,  # it empties the cache
    "pages_are_too_large": frozenset({Claim.NEEDED}),  # the tax of the part that is not found
    "a_blocked_event_is_written_anew": frozenset({Claim.REPLAY}),
}
"""What else is broken by the bug itself; nothing but that may be found."""

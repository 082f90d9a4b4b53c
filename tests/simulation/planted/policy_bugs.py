"""Bugs of retries and of the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import CACHE, FINAL, RETRIES, SERVED, UNCACHED
from tests.simulation.planted.planting import Garden
from workexec_contracts.consumer import client
from workexec_contracts.consumer.exchange import Exchange
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import AnswerCache, commands, delivery, key_of, reading, retry
from workexec_contracts.policy.caching import Entry
from workexec_contracts.policy.commands import Answered, Send, Wait

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import pytest

GARDEN = Garden()
plants = GARDEN.plants


def recall(patch: pytest.MonkeyPatch, wrong: Callable[..., Generator[Any, Any, Any]]) -> None:
    """Every caller of the retry policy runs another one."""
    for module in (delivery, reading, client):
        patch.setattr(module, "call", wrong)


def waiting(patch: pytest.MonkeyPatch, waits: Callable[[float], float]) -> None:
    """Retries wait otherwise."""

    def wrong(*args: Any) -> Generator[Any, Any, Any]:
        plan: Generator[Any, Any, Any] = retry.call(*args)
        told = None
        try:
            while True:
                command = plan.send(told)
                told = yield Wait(waits(command.seconds)) if isinstance(command, Wait) else command
        except StopIteration as stop:
            return stop.value

    recall(patch, wrong)


def repolicied(patch: pytest.MonkeyPatch, change: Callable[[Any], Any]) -> None:
    """Retries follow another policy."""
    recall(patch, lambda policy, kind: retry.call(change(policy), kind))


def with_retry(policy: Any, **changed: Any) -> Any:
    return policy.model_copy(update={"retry": policy.retry.model_copy(update=changed)})


@plants(RETRIES)
def the_last_retry_waits_too_long(patch: pytest.MonkeyPatch) -> None:
    waiting(patch, lambda seconds: 5.0 if seconds == 4 else seconds)


@plants(RETRIES)
def retries_do_not_wait(patch: pytest.MonkeyPatch) -> None:
    waiting(patch, lambda _seconds: 0.0)


@plants(RETRIES)
def a_retry_is_a_millisecond_early(patch: pytest.MonkeyPatch) -> None:
    waiting(patch, lambda seconds: seconds - 0.001)


@plants(RETRIES)
def there_is_one_retry_too_many(patch: pytest.MonkeyPatch) -> None:
    repolicied(patch, lambda p: with_retry(p, delays_s=(*p.retry.delays_s, 8.0)))


@plants(RETRIES)
def the_last_retry_is_left_out(patch: pytest.MonkeyPatch) -> None:
    repolicied(patch, lambda p: with_retry(p, delays_s=p.retry.delays_s[:-1]))


@plants(RETRIES)
def a_time_out_is_not_retried(patch: pytest.MonkeyPatch) -> None:
    repolicied(patch, lambda p: with_retry(p, on=p.retry.on - {Outcome.TIMED_OUT}))


@plants(RETRIES)
def a_502_is_not_retried(patch: pytest.MonkeyPatch) -> None:
    repolicied(patch, lambda p: with_retry(p, on=p.retry.on - {Outcome.BAD_GATEWAY}))


def also_retried(patch: pytest.MonkeyPatch, status: int) -> None:
    """A final answer is told to the policy as a 503, and to everybody else as what it is."""

    def wrong(policy: Any, kind: type) -> Generator[Any, Any, Any]:
        plan: Generator[Any, Any, Any] = retry.call(policy, kind)
        told, last = None, None
        try:
            while True:
                command = plan.send(told)
                told = yield command
                if isinstance(command, Send):
                    last = told
                    if isinstance(told, Answered) and told.status == status:
                        told = told._replace(status=503)
        except StopIteration as stop:
            concluded = stop.value
            hidden = isinstance(last, Answered) and last.status == status
            return concluded._replace(last=last, failed=None) if hidden else concluded

    recall(patch, wrong)


@plants(FINAL)
def a_400_is_retried(patch: pytest.MonkeyPatch) -> None:
    also_retried(patch, 400)


@plants(FINAL)
def a_500_is_retried(patch: pytest.MonkeyPatch) -> None:
    also_retried(patch, 500)


@plants(RETRIES)
def the_time_out_is_a_minute(patch: pytest.MonkeyPatch) -> None:
    repolicied(patch, lambda p: p.model_copy(update={"timeout_s": 60.0}))


def headers(patch: pytest.MonkeyPatch, change: Callable[[dict[str, str], int], dict[str, str]]) -> None:
    right = Exchange.headers_of_attempt
    counts: dict[int, int] = {}

    def wrong(self: Exchange) -> dict[str, str]:
        counts[id(self)] = counts.get(id(self), 0) + 1
        return change(right(self), counts[id(self)])

    patch.setattr(Exchange, "headers_of_attempt", wrong)


@plants(RETRIES, "effects_happen_exactly_once")
def every_attempt_has_a_key_of_its_own(patch: pytest.MonkeyPatch) -> None:
    headers(
        patch,
        lambda told, count: (
            {**told, "Idempotency-Key": f"{told['Idempotency-Key']}-{count}"}
            if "Idempotency-Key" in told and count > 1
            else told
        ),
    )


@plants(RETRIES)
def every_attempt_is_in_the_same_span(patch: pytest.MonkeyPatch) -> None:
    headers(patch, lambda told, _: {**told, "traceparent": f"{told['traceparent'][:36]}{'ab' * 8}-01"})


@plants(RETRIES)
def every_attempt_begins_a_trace(patch: pytest.MonkeyPatch) -> None:
    def change(told: dict[str, str], count: int) -> dict[str, str]:
        return {**told, "traceparent": f"00-{count:032x}{told['traceparent'][35:]}"}

    headers(patch, change)


@plants(CACHE)
def the_cache_key_lacks_the_location(patch: pytest.MonkeyPatch) -> None:
    right = key_of

    def wrong(operation_id: str, cache: Any, parameters: Any) -> Any:
        kept = {name: value for name, value in parameters.items() if name != "locationId"}
        return right(operation_id, cache, kept)

    patch.setattr(client, "key_of", wrong)


@plants(CACHE)
def entries_never_expire(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AnswerCache, "fresh", lambda self, key, _cache, _now: self._used(key))


@plants(CACHE)
def a_hit_renews_an_entry(patch: pytest.MonkeyPatch) -> None:
    right = AnswerCache.fresh

    def wrong(self: AnswerCache[Any], key: Any, cache: Any, now: float) -> Entry[Any] | None:
        hit = right(self, key, cache, now)
        if hit is not None:
            self._entries[key] = Entry(hit.value, now)
        return hit

    patch.setattr(AnswerCache, "fresh", wrong)


@plants(CACHE)
def the_ttl_is_twice_as_long(patch: pytest.MonkeyPatch) -> None:
    right = AnswerCache.fresh
    patch.setattr(
        AnswerCache, "fresh", lambda self, key, cache, now: right(self, key, cache, now - cache.ttl_s)
    )


@plants(CACHE)
def every_failure_serves_what_is_stale(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AnswerCache, "stale", lambda self, key, _cache, _failed: self._used(key))


@plants(UNCACHED)
def searches_are_cached(patch: pytest.MonkeyPatch) -> None:
    search, customer = client.BY_ID["searchCustomers"][1], client.BY_ID["getCustomer"][1]
    cache = customer.cache.model_copy(update={"key": ("query",)}) if customer.cache else None
    wrong = search.model_copy(update={"cache": cache})
    patch.setitem(client.BY_ID, "searchCustomers", (client.BY_ID["searchCustomers"][0], wrong))


@plants(FINAL)
def workexecs_own_table_has_a_500(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(commands._RETRYABLE_STATUS, 500, Outcome.UNAVAILABLE)


@plants(FINAL)
def workexecs_own_table_has_a_400(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(commands._RETRYABLE_STATUS, 400, Outcome.UNAVAILABLE)


@plants(RETRIES)
def workexecs_own_table_lacks_a_502(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(commands._RETRYABLE_STATUS, 502)


@plants(SERVED)
def nothing_stale_is_ever_served(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AnswerCache, "stale", lambda *_: None)


@plants(SERVED)
def every_read_is_a_call(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AnswerCache, "fresh", lambda *_: None)


@plants(SERVED)
def the_ttl_is_half_as_long(patch: pytest.MonkeyPatch) -> None:
    right = AnswerCache.fresh
    patch.setattr(
        AnswerCache, "fresh", lambda self, key, cache, now: right(self, key, cache, now + cache.ttl_s / 2)
    )

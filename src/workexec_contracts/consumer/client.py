"""WorkExec's reads and writes as plans, one per operation of the contracts, with their results typed."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from workexec_contracts.bodies import LARGEST, REMEMBERED, model_of
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Response
from workexec_contracts.policy import AnswerCache, Answered, call, key_of, read

from .exchange import checked, prepare, target_of
from .plan import NOW, Raw, bound
from .results import Failed, Found, Source, broken, failed_answer, no_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.policy import Concluded

    from .exchange import Exchange, Identity
    from .plan import Plan
    from .results import Result

T = TypeVar("T", bound=Response)
BY_ID = {operation.operation_id: (domain, operation) for domain, operation in operations()}


class Neighbour(Generic[T]):
    """One operation of a neighbour, whose answers are of type `T`."""

    def __init__(self, operation_id: str, answer: type[T], cache: AnswerCache[Raw] | None = None) -> None:
        """Raises KeyError for an unknown operation, TypeError when the contract's answer is another."""
        self.domain, self.operation = BY_ID[operation_id]
        if self.operation.response is not answer:
            raise TypeError(
                f"{operation_id} answers {self.operation.response.__name__}, not {answer.__name__}"
            )
        self._answer = answer
        self._target = lru_cache(REMEMBERED)(partial(target_of, self.operation))
        self._cache = cache if cache is not None else AnswerCache()

    def read(self, identity: Identity, **parameters: Any) -> Plan[Result[T]]:  # noqa: ANN401  # texts, integers
        """Reads, with the cache of the contract (F09). Parameters by their names on the wire."""
        given = tuple((name, str(value)) for name, value in parameters.items() if value is not None)
        exchange = checked(self.domain, self.operation, identity, None, self._target(given))
        cache = self.operation.cache
        key = key_of(self.operation.operation_id, cache, parameters) if cache else ()
        now = (yield NOW).at
        policy = self.operation.policy
        came = yield from bound(exchange, read(policy, cache, self._cache, key, now, Raw, self._is_valid))
        attempts = came.concluded.attempts if came.concluded else 0
        manual = self.operation.manual_entry in identity.permissions
        if came.value is None and came.concluded is not None:
            failed = self._failure(exchange, came.concluded, parameters)
            return replace(failed, manual_entry=True) if manual and failed.retryable else failed
        source: Source = "stale" if came.stale else "answer" if came.concluded else "cache"
        result = self._found(exchange, came.value, source, attempts, parameters)
        nothing = isinstance(result, Failed) or result.display is not None
        return replace(result, manual_entry=True) if manual and nothing else result

    def write(
        self,
        identity: Identity,
        body: Mapping[str, Any],
        key: str | None = None,
        correlation_id: str | None = None,
    ) -> Plan[Result[T]]:
        """Sends a body; every attempt has the same idempotency key (F11, F20)."""
        exchange = prepare(
            self.domain, self.operation, identity, body=body, key=key, correlation_id=correlation_id
        )
        concluded = yield from bound(exchange, call(self.operation.policy, Raw))
        if concluded.status == self.operation.status_code and isinstance(concluded.last, Answered):
            return self._found(exchange, concluded.last.value, "answer", concluded.attempts, body)
        return self._failure(exchange, concluded, body)

    def _is_valid(self, raw: Raw) -> bool:
        try:
            _parsed(self._answer, raw.body)
        except ValueError:
            return False
        return True

    def _found(
        self,
        exchange: Exchange,
        raw: Raw | None,
        source: Source,
        attempts: int,
        asked: Mapping[str, Any],
    ) -> Result[T]:
        try:
            value = _parsed(self._answer, raw.body if raw else b"")
        except ValueError:
            return broken(self.operation, raw.status if raw else 0, exchange.correlation_id, attempts)
        return Found(value, source, exchange.correlation_id, attempts, self._nothing_found(value, asked))

    def _nothing_found(self, value: T, asked: Mapping[str, Any]) -> str | None:
        empty = self.operation.empty_display
        if empty is None or getattr(value, "total_count", None) != 0:
            return None
        others = (str(value) for value in asked.values() if value is not None)
        return empty.format_map({"query": asked.get("query") or ", ".join(others)})

    def _failure(self, exchange: Exchange, concluded: Concluded[Raw], asked: Mapping[str, Any]) -> Failed:
        last = concluded.last
        if isinstance(last, Answered):
            return failed_answer(
                self.operation, last.value, exchange.correlation_id, concluded.attempts, asked
            )
        return no_answer(self.operation, exchange.correlation_id, concluded.attempts)


def _parse(answer: type[T], body: bytes) -> T:
    return model_of(answer, body)


_remembered = lru_cache(REMEMBERED)(_parse)


def _parsed(answer: type[T], body: bytes) -> T:
    """What a body says; what is cached, and what is asked for again, is looked at once. Raises ValueError."""
    return _remembered(answer, body) if len(body) <= LARGEST else _parse(answer, body)


def operation_of(operation_id: str) -> Endpoint:
    """The contract of an operation. Raises KeyError."""
    return BY_ID[operation_id][1]

"""Idempotency keys that do not hold what they promise (F20, F32, F45)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from workexec_contracts.contracts.vocabulary import (
    IDEMPOTENCY_CONFLICT,
    IDEMPOTENCY_KEY,
    VALIDATION_ERROR,
    is_blank,
)
from workexec_contracts.providers import Reply
from workexec_contracts.providers.memory import Success
from workexec_contracts.verification.mutation.bends import (
    REFUSAL,
    body_of,
    is_success,
    refusal,
    rewritten,
    with_headers,
)
from workexec_contracts.verification.mutation.mutant import Kind

from .happening import applied_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.providers import Call
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant
    from workexec_contracts.verification.mutation.provider import Mutable

    from .subject import Subject

HEADER = IDEMPOTENCY_KEY.name.lower()


def mutants(subject: Subject) -> Iterator[Mutant]:
    if not subject.operation.mutates:
        return
    clause, conflict = IDEMPOTENCY_KEY.clause, IDEMPOTENCY_CONFLICT.clause
    ways: dict[str, tuple[str, Bend, str]] = {
        "forgotten": ("keys are not remembered", _forgotten, clause),
        "other-body-answered": ("another body gets the first answer", _other_answered, conflict),
        "other-body-taken": ("another body takes the key over", _other_taken, conflict),
        "replay-refused": ("the same request again is a conflict", _replay_refused, clause),
        "replay-status": ("the same request again gets another status", _replay_status, clause),
        "text-compared": ("bodies are compared as texts", _text_compared(), clause),
        "form-occupies": ("what is refused for its form occupies its key", _occupying(by_form=True), clause),
        "key-absent": ("the key may be absent", _keyed(lambda key: key is None), VALIDATION_ERROR.clause),
        "key-blank": (
            "the key may be blank",
            _keyed(lambda key: key is not None and is_blank(key)),
            VALIDATION_ERROR.clause,
        ),
    }
    if subject.operation.events:
        ways["key-not-the-id"] = ("the key need not be the event's id", _any_key(), VALIDATION_ERROR.clause)
        ways["effect-again"] = ("a repeated event takes effect again", applied_again, clause)
    if subject.operation.rules or subject.operation.requires:
        says = "what is refused for its content occupies its key"
        ways["content-occupies"] = (says, _occupying(by_form=False), clause)
    for how, (says, bend, broken) in ways.items():
        yield subject.mutant(f"memory/{how}", Kind.MEMORY, says, bend, clause=broken)


def _key(provider: Mutable, call: Call) -> tuple[str, str]:
    return provider.bent.path, call.headers.get(HEADER, "").strip()


def _forgotten(provider: Mutable, call: Call) -> Reply:
    provider.state.remembered.pop(_key(provider, call), None)
    return provider.right(call)


def _is_conflict(reply: Reply) -> bool:
    return reply.body.get("code") == IDEMPOTENCY_CONFLICT.code


def _other_answered(provider: Mutable, call: Call) -> Reply:
    known = provider.state.remembered.get(_key(provider, call))
    reply = provider.right(call)
    if known is None or not _is_conflict(reply):
        return reply
    return Reply(known.reply.status, known.reply.body, reply.headers)


def _other_taken(provider: Mutable, call: Call) -> Reply:
    reply = provider.right(call)
    return _forgotten(provider, call) if _is_conflict(reply) else reply


def _again(provider: Mutable, call: Call) -> tuple[Reply, bool]:
    """The right answer, and whether it is a first one's once more."""
    known = _key(provider, call) in provider.state.remembered
    reply = provider.right(call)
    return reply, known and is_success(provider.bent, reply)


def _replay_refused(provider: Mutable, call: Call) -> Reply:
    reply, again = _again(provider, call)
    return refusal(provider.bent, IDEMPOTENCY_CONFLICT, reply) if again else reply


def _replay_status(provider: Mutable, call: Call) -> Reply:
    reply, again = _again(provider, call)
    return replace(reply, status=200) if again else reply


def _text_compared() -> Bend:
    texts: dict[tuple[int, str, str], bytes] = {}

    def bend(provider: Mutable, call: Call) -> Reply:
        reply, again = _again(provider, call)
        path, key = _key(provider, call)
        at = (id(provider.state), path, key)
        if again and texts.get(at, call.body) != call.body:
            return refusal(provider.bent, IDEMPOTENCY_CONFLICT, reply)
        if is_success(provider.bent, reply):
            texts.setdefault(at, call.body)
        return reply

    return bend


def _occupying(*, by_form: bool) -> Bend:
    """A refused request's key is used up: by one that does not fit its schema, or by one that does."""

    def bend(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        operation, key = provider.bent, _key(provider, call)
        if reply.status < REFUSAL or not key[1] or _is_conflict(reply) or operation.request is None:
            return reply
        if reply.body.get("code") not in {
            error.code for error in operation.errors if error.status in {400, 409}
        }:
            return reply
        fits = _fits(provider, call)
        if fits is not by_form:
            provider.state.remembered.setdefault(key, Success(b"null", key[1], reply))
        return reply

    return bend


def _fits(provider: Mutable, call: Call) -> bool:
    request = provider.bent.request
    if request is None:
        return False
    try:
        request.model_validate(body_of(call))
    except ValueError:
        return False
    return True


def _keyed(wrong: Callable[[str | None], bool]) -> Bend:
    """A key is made where none is given: an event's from its id, any other from the body."""

    def rewrite(call: Call) -> Call:
        if not wrong(call.headers.get(HEADER)):
            return call
        document = body_of(call)
        own = document.get("id") if isinstance(document, dict) else None
        made = own if isinstance(own, str) else str(uuid5(NAMESPACE_URL, call.body.hex()))
        return with_headers(call, **{HEADER.replace("-", "_"): made})

    return rewritten(rewrite)


def _any_key() -> Bend:
    def rewrite(call: Call) -> Call:
        document = body_of(call)
        own = document.get("id") if isinstance(document, dict) else None
        given = not is_blank(call.headers.get(HEADER, ""))
        return (
            with_headers(call, **{HEADER.replace("-", "_"): own}) if isinstance(own, str) and given else call
        )

    return rewritten(rewrite)

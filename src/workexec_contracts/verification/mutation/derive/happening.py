"""What an accepted event does, taken back and done in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_KEY, UNAUTHORIZED
from workexec_contracts.providers.effects import effect_of
from workexec_contracts.verification.mutation.bends import REFUSAL, body_of, is_success

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.providers import Call, Reply, State
    from workexec_contracts.verification.mutation.mutant import Bend
    from workexec_contracts.verification.mutation.provider import Mutable

    Rows = dict[str, dict[str, Any]]
    Happening = Callable[[Mapping[str, Any], State], None]


def rows_of(state: State) -> dict[str, Rows]:
    """A copy of all rows."""
    return {name: {key: dict(row) for key, row in table.items()} for name, table in state.tables.items()}


def _is_used(provider: Mutable, call: Call) -> bool:
    key = call.headers.get(IDEMPOTENCY_KEY.name.lower(), "").strip()
    return (provider.bent.path, key) in provider.state.remembered


def _domain(provider: Mutable) -> str:
    return provider.mutant.domain if provider.mutant else ""


def happening(happens: Callable[[str], Happening]) -> Bend:
    """Where an event is accepted for the first time, something else happens; `happens` is told the domain."""

    def bend(provider: Mutable, call: Call) -> Reply:
        state, again = provider.state, _is_used(provider, call)
        rows, told, logged = rows_of(state), len(state.published), len(state.log)
        reply = provider.right(call)
        if not again and is_success(provider.bent, reply):
            state.tables = rows
            del state.published[told:], state.log[logged:]
            happens(_domain(provider))(body_of(call), state)
        return reply

    return bend


def applied_again(provider: Mutable, call: Call) -> Reply:
    """A replay takes effect once more."""
    again = _is_used(provider, call)
    reply = provider.right(call)
    if again and is_success(provider.bent, reply):
        effect_of(_domain(provider))(body_of(call), provider.state)
    return reply


def applied_though_refused(provider: Mutable, call: Call) -> Reply:
    """A well-formed event that is refused for its content takes effect all the same."""
    reply, request = provider.right(call), provider.bent.request
    if reply.status < REFUSAL or request is None or reply.body.get("code") == UNAUTHORIZED.code:
        return reply
    document = body_of(call)
    try:
        request.model_validate(document)
    except ValueError:
        return reply
    if not _is_used(provider, call):
        effect_of(_domain(provider))(document, provider.state)
    return reply

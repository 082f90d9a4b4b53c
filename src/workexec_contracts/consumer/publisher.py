"""Events of WorkExec: accepted into the store, delivered by policy, dead-lettered or kept, never lost."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.bodies import document_of, model_of
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Accepted
from workexec_contracts.contracts.workexec import event_dead_lettered
from workexec_contracts.policy import Delivered, Fate, deliver

from .envelope import Composer, rfc3339
from .exchange import WrongRequest, checked
from .letter import STANDING_AFTER, Letter, Standing
from .plan import Raw, bound
from .results import failed_answer

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .exchange import Exchange, Identity
    from .plan import Plan
    from .store import Store

logger = logging.getLogger("workexec_contracts.consumer")
DELIVERY: dict[str, tuple[Domain, Endpoint]] = {
    domain.name: (domain, domain.delivery) for domain, _ in operations() if domain.delivery
}


_DONE = {Standing.ACKNOWLEDGED, Standing.REFUSED}


class Publisher:
    """Delivers what the store holds. A plan may be dropped at any step: the letter stays, and goes again."""

    def __init__(self, store: Store, composer: Composer | None = None) -> None:
        """Over a store that its owner closes."""
        self.store = store
        self.composer = composer or Composer()
        self._under_way: set[str] = set()

    def deliver(self, letter: Letter, identity: Identity) -> Plan[Letter]:
        """The attempts of one letter, and what became of it: the same event, id, key and trace (F11, F34).

        One that somebody else has delivered, or is delivering, is not sent beside it: whoever comes later is
        told how it stands.
        """
        now = self.store.letter(letter.id) or letter
        if now.standing in _DONE or letter.id in self._under_way:
            return now
        self._under_way.add(letter.id)
        try:
            return (yield from self._attempts(letter, identity))
        finally:
            self._under_way.discard(letter.id)

    def _attempts(self, letter: Letter, identity: Identity) -> Plan[Letter]:
        policy = letter.event.policy
        if policy is None:
            raise TypeError(f"{letter.type}: nobody consumes it, so it has no policy")
        exchange = _exchange(letter, identity)
        acknowledges = partial(_acknowledges, letter)
        delivered = yield from bound(exchange, deliver(policy, Raw, acknowledges))
        return self._settle(letter, delivered, identity)

    def drain(self, identity: Identity) -> Plan[list[Letter]]:
        """Every pending letter once, oldest first: after a crash, or when a neighbour is back."""
        pending = self.store.letters(Standing.PENDING)
        for letter in pending:
            yield from self.deliver(letter, identity)
        return [settled for letter in pending if (settled := self.store.letter(letter.id))]

    def replay(self, letter: Letter, identity: Identity) -> Plan[Letter]:
        """A dead letter once more. Raises ValueError for any other."""
        if letter.standing is not Standing.DEAD:
            raise ValueError(f"{letter.id}: only a dead letter is replayed; this one is {letter.standing}")
        return (yield from self.deliver(letter, identity))

    def _settle(self, letter: Letter, delivered: Delivered[Raw], identity: Identity) -> Letter:
        code, display = _refusal(letter, delivered)
        settled = letter._replace(
            standing=STANDING_AFTER[delivered.fate],
            attempts=letter.attempts + delivered.attempts,
            last_status=delivered.last_status,
            reason=delivered.reason,
            settled_at=rfc3339(self.composer.now()),
            code=code,
            display=display,
        )
        if delivered.fate is Fate.ACKNOWLEDGED:
            written = self.store.update(settled)
        else:
            with self.store.transaction():
                written = self.store.update(settled)
                self._tell(settled, delivered)
                if delivered.fate is Fate.DEAD_LETTERED and letter.standing is not Standing.DEAD:
                    self._announce(settled, identity)
        return settled if written else self.store.letter(letter.id) or settled

    def _tell(self, letter: Letter, delivered: Delivered[Raw]) -> None:
        """The warning that the document asks for, with the correlation id (F19)."""
        told = f"{delivered.reason} {letter.code}".strip()
        message = f"{letter.event.name} {letter.id} {delivered.fate} by {letter.domain}: {told}"
        logger.warning("%s [%s]", message, letter.correlation_id)
        self.store.note("warning", message, letter.correlation_id)

    def _announce(self, letter: Letter, identity: Identity) -> None:
        """The dead-letter event; no consumer is named, so that it is kept where operators look."""
        envelope = letter.envelope
        data = {
            "event": envelope,
            "domain": letter.domain,
            "reason": letter.reason,
            "attempts": letter.attempts,
            "failedAt": letter.settled_at,
            **({} if letter.last_status is None else {"lastStatus": letter.last_status}),
        }
        told = self.composer.letter(
            event_dead_lettered,
            identity.continuing(envelope["traceparent"]),
            letter.workorder_id,
            letter.workorder_id,
            data,
        )
        self.store.put("dead-letter event", letter.id, told.envelope)


def _acknowledges(letter: Letter, raw: Raw) -> bool:
    """Whether a 202 is about this event (F14): a login page is not."""
    try:
        return model_of(Accepted, raw.body).event_id == letter.id
    except ValueError:
        return False


def _refusal(letter: Letter, delivered: Delivered[Raw]) -> tuple[str, str]:
    """Code and display of an answer that is no acknowledgement; nothing where there was none."""
    if delivered.fate is Fate.ACKNOWLEDGED or delivered.answer is None:
        return "", ""
    _, operation = DELIVERY[letter.domain]
    failed = failed_answer(
        operation, delivered.answer, letter.correlation_id, delivered.attempts, letter.envelope
    )
    return failed.code, failed.display


def _exchange(letter: Letter, identity: Identity) -> Exchange:
    """The request of a letter; its own trace goes on, whoever sends it (F34).

    Its body is sent as it was accepted. Raises WrongRequest where that breaks its contract all the same.
    """
    domain, operation = DELIVERY[letter.domain]
    try:
        envelope = document_of(letter.event.envelope, letter.body)
    except ValueError as error:
        raise WrongRequest(str(error)) from error
    return checked(
        domain,
        operation,
        identity.continuing(envelope["traceparent"]),
        letter.body,
        key=letter.id,
        correlation_id=letter.correlation_id,
    )

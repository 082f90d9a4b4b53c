"""The reference WorkExec under mutation: what it publishes is rewritten as its mutant says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import Composer
from workexec_contracts.contracts.vocabulary import json_default

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.letter import Letter
    from workexec_contracts.contracts.vocabulary import Event

    from .mutant import Mutant


@dataclass(frozen=True)
class MutableComposer(Composer):
    """Writes events rightly, until a mutant is brought in."""

    mutant: tuple[Mutant | None] | list[Mutant | None] = (None,)
    """A list of one, so that it can be exchanged."""

    def letter(
        self, event: Event, identity: Identity, subject: str, workorder_id: str, data: Mapping[str, Any]
    ) -> Letter:
        right = super().letter(event, identity, subject, workorder_id, data)
        (mutant,) = self.mutant
        if mutant is None or mutant.rewrite is None or mutant.subject != event.name:
            return right
        body = json.dumps(mutant.rewrite(json.loads(right.body)), default=json_default, ensure_ascii=False)
        return right._replace(body=body.encode())

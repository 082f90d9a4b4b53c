"""Every decision that was taken has its one record, as it was sent, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.consumer.workflow.approval import BECOMES
from workexec_contracts.contracts.audit import create_audit_event
from workexec_contracts.contracts.vocabulary import Record
from workexec_contracts.simulation.history import about

from .facts import parsed, unlike
from .invariant import Invariant
from .steps import CREATE, DECISIONS, MUTATING, OK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.consumer.workflow.bodies import Verb
    from workexec_contracts.simulation.records import Arrived, Asked, Closed, Replied, Sent

    from .invariant import View

    Json = Mapping[str, Any]

TABLE = create_audit_event.operation_id
_BEHAVIOUR = create_audit_event.behaviour
ID = _BEHAVIOUR.id_member if isinstance(_BEHAVIOUR, Record) else ""
_BLOCKED = 503


class AuditIsCompleteAndImmutable(Invariant):
    """The estimate names its records, Audit has just these, and none ever changes or goes."""

    name: ClassVar[str] = "audit_is_complete_and_immutable"
    clause: ClassVar[str] = "Audit Domain / Required Contract (F20, F27, F59)"

    def __init__(self, view: View) -> None:
        """Nothing is decided yet."""
        super().__init__(view)
        self._records: dict[int, dict[str, Any]] = {}
        """By work order and id: what was sent."""
        self._sent: dict[int, tuple[str, bytes | None]] = {}
        """By work order: key and body of the last attempt."""
        self._blocked: dict[int, tuple[str, bytes | None]] = {}
        """By work order: key and body of the decision that was blocked."""
        self._asked: dict[int, Any] = {}
        """By work order: what was last decided, and by whom."""
        self._customers: dict[int, Any] = {}
        """By work order: whose estimate it is."""

    @about(CREATE, *DECISIONS)
    def on_asked(self, asked: Asked) -> None:
        if asked.name == CREATE:
            self._customers[asked.order] = asked.sent.get("customerId")
        else:
            self._asked[asked.order] = asked.sent

    @about(TABLE)
    def on_sent(self, sent: Sent) -> None:
        exchange = sent.exchange
        now = (exchange.headers["Idempotency-Key"], exchange.body)
        blocked = self._blocked.get(sent.order)
        self._sent[sent.order] = now
        if blocked is not None and blocked != now:
            told = f"a blocked decision goes out again as {now[0]}, not as it was: {blocked[0]}"
            self.breach(sent.at_us, sent.order, told)

    @about(*MUTATING)
    def on_arrived(self, arrived: Arrived) -> None:
        for table, key in arrived.made:
            if table == TABLE:
                document = parsed(arrived.exchange.body or b"")
                self._records.setdefault(arrived.order, {})[key] = document
                self._is_as_sent(arrived.at_us, arrived.order, key, document)

    @about(*DECISIONS)
    def on_replied(self, replied: Replied) -> None:
        order = replied.order
        if replied.status == _BLOCKED and order in self._sent:
            self._blocked[order] = self._sent[order]
        elif replied.status:
            self._blocked.pop(order, None)
        if replied.status in OK:
            self._names_its_records(replied)

    def _names_its_records(self, replied: Replied) -> None:
        """One record for each decision, of which the last is this one."""
        records, named = self._records.get(replied.order, {}), replied.body.get("auditEventIds", [])
        self.checked += 1
        unnamed = set(records) - set(named)
        pending = "deciding" in replied.body  # the next decision's record may be there already
        if len(named) + len(unnamed) != len(records) or len(unnamed) > pending:
            told = f"the estimate names the records {named}, Audit has {sorted(records)}"
            self.breach(replied.at_us, replied.order, told)
            return
        verb: Verb = DECISIONS[replied.name]
        last = records[named[-1]] if named else {}
        asked = self._asked.get(replied.order, {})
        wanted = {
            "action": verb.upper(),
            "eventType": f"ESTIMATE_{BECOMES[verb]}",
            "resourceType": "ESTIMATE",
            "resourceId": replied.values["estimate_id"],
            "userId": asked.get("userId"),
        }
        fault = unlike(last, wanted) or unlike(last.get("metadata", {}), self._metadata(replied.order, asked))
        if fault:
            self.breach(replied.at_us, replied.order, f"the last record {fault}")
        for key, document in records.items():
            self._is_as_sent(replied.at_us, replied.order, key, document)

    def _metadata(self, order: int, asked: Json) -> dict[str, Any]:
        """What the document has a record say beside the decision."""
        method = asked.get("approvalMethod")
        return {
            "customerId": self._customers.get(order),
            "signaturePresent": asked.get("signature") is not None,
            **({"approvalMethod": method} if method else {}),
        }

    def _is_as_sent(self, at_us: int, order: int, key: str, document: Any) -> None:  # noqa: ANN401  # JSON
        self.checked += 1
        row = self.view.state.table(TABLE).get(key)
        if row is None:
            self.breach(at_us, order, f"the record {key} is gone")
        elif row != {**document, ID: key}:
            self.breach(at_us, order, f"the record {key} is not as it was sent: {row}")

    def on_closed(self, closed: Closed) -> None:
        for key, document in self._records.pop(closed.order, {}).items():
            self._is_as_sent(closed.at_us, closed.order, key, document)
        self._sent.pop(closed.order, None)
        self._blocked.pop(closed.order, None)
        self._asked.pop(closed.order, None)
        self._customers.pop(closed.order, None)

    def end(self) -> None:
        for order, records in self._records.items():
            for key, document in records.items():
                self._is_as_sent(self.view.clock.now_us, order, key, document)

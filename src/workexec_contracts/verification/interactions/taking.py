"""Whether its consumer would take a message: what no pact can say of an event.

Pact lets surplus members pass and looks at each member by itself. A consumer refuses what does not fit the
contract's model, and what breaks a rule across members.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from workexec_contracts.contracts import events
from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.variations import at, first_broken, paths_of, steps
from workexec_contracts.verification.documents import as_json
from workexec_contracts.verification.judge import faults, summary
from workexec_contracts.verification.verdict import Verdict

from .judge import Finding

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Event, Rule
    from workexec_contracts.verification.client import Reply


def taken(name: str, found: Finding, reply: Reply | None) -> Finding:
    """The finding about a message, unless its pact holds and the consumer of the event would refuse it."""
    event = next((known for known in events() if known.name == name and known.publisher == WORKEXEC), None)
    if event is None or reply is None or found.verdict is not Verdict.PASSED:
        return found
    return _refused(event, reply) or found


def _refused(event: Event, reply: Reply) -> Finding | None:
    try:
        event.envelope.parse(reply.text)
    except ValidationError as error:
        return _broken(event.clause, f"an event that fits {event.envelope.__name__}", faults(error, reply))
    except ValueError:
        return _broken(event.clause, "an event as JSON", summary(reply))
    document = as_json(reply.text)
    rule = first_broken(event.rules, document)
    return _broken(rule.clause, rule.says, _compared(rule, document)) if rule else None


def _compared(rule: Rule, document: dict[str, Any]) -> str:
    """The members that the rule compares, with what they were."""
    values = ((path, at(document, steps(path))) for path in sorted(paths_of(rule)))
    return "; ".join(f"{path} {_shown(value)}" for path, value in values)


def _shown(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else repr(value)


def _broken(clause: str, expected: str, actual: str) -> Finding:
    return Finding(verdict=Verdict.FAILED, clause=clause, expected=expected, actual=actual)

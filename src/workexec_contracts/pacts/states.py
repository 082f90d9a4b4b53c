"""Provider states: few kinds, each of which a provider implements once for all of its entities.

A state's name is a template that never changes; its parameters fill it. So a provider looks for the name,
reads the parameters, and needs no list of our test data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Data

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Collection, Domain, Endpoint, Event, Lookup

IRREGULAR = {"people": "person"}
"""Plurals that no ending gives away."""


class StateKind(StrEnum):
    """What has to be true, and so what a provider has to do; `HOW` says it."""

    EXISTS = "a row exists"
    ABSENT = "no such row exists"
    UNMATCHED = "no row matches"
    UNLINKED = "a row exists without the one that belongs to it"
    DOWN = "the service is down"
    NO_TOKEN = "the caller has no token"  # noqa: S105  # a sentence
    REPEATED = "the key was used for this body"
    TAKEN = "the key was used for another body"
    HANDLED = "a step of WorkExec was handled"


HOW: Mapping[StateKind, str] = {
    StateKind.EXISTS: "Hold the entity that the parameters describe, column by column; write it where it is "
    "not there or differs. Other entities may be there as well.",
    StateKind.ABSENT: "Hold no entity with these values in these columns; delete it where there is one.",
    StateKind.UNMATCHED: "Hold no entity that a search for this text finds.",
    StateKind.UNLINKED: "Hold the first entity and none of the second with the same key.",
    StateKind.DOWN: "Answer as if what is behind this operation did not respond, until the tear-down of this "
    "state; without tear-downs, until the set-up of the next interaction.",
    StateKind.NO_TOKEN: "Nothing to set up. A verifier that adds a token to requests must leave it out here.",
    StateKind.REPEATED: "Accept `body` under `key` at this operation beforehand, as if it had been sent. The "
    "request that follows repeats it and must have no second effect.",
    StateKind.TAKEN: "Accept `body` under `key` at this operation beforehand, as if it had been sent. The "
    "request that follows uses the key for another body.",
    StateKind.HANDLED: "Publish the event that follows from this step of WorkExec, made from `data`.",
}


class Given(Data):
    """A state with its parameters. `name` is the template as it stands in the pact."""

    kind: StateKind
    name: str
    parameters: Mapping[str, Any]
    entities: tuple[str, ...] = ()
    """The collections of the contracts that it is about."""
    documented: bool = True
    """Whether the contract's own rows are enough for it; else a row of the dataset is needed."""

    @property
    def key(self) -> str:
        """Template and parameters as one text."""
        return f"{self.name} {sorted(self.parameters.items(), key=str)}"

    @property
    def sentence(self) -> str:
        """The name with its parameters filled in."""
        return re.sub(r"\{(\w+)\}", lambda found: str(self.parameters[found[1]]), self.name)


def noun(collection: str) -> str:
    """What one row of a collection is called: `approvalPolicies` gives `approval policy`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", collection).lower()
    if words in IRREGULAR:
        return IRREGULAR[words]
    return f"{words.removesuffix('ies')}y" if words.endswith("ies") else words.removesuffix("s")


def exists(collection: Collection, row: Mapping[str, Any]) -> Given:
    """The row is there."""
    name = f"the {noun(collection.name)} {{{collection.key}}} exists"
    return Given(
        kind=StateKind.EXISTS,
        name=name,
        parameters=dict(row),
        entities=(collection.name,),
        documented=row in collection.rows,
    )


def absent(collection: str, **columns: str) -> Given:
    """No row has these values."""
    having = " and ".join(f"{column} {{{column}}}" for column in columns)
    name = f"no {noun(collection)} exists with {having}"
    return Given(kind=StateKind.ABSENT, name=name, parameters=columns, entities=(collection,))


def unmatched(collection: str, query: str) -> Given:
    """A search for the text finds nothing."""
    name = f"no {noun(collection)} matches {{query}}"
    return Given(kind=StateKind.UNMATCHED, name=name, parameters={"query": query}, entities=(collection,))


def unlinked(lookup: Lookup, key: str) -> Given:
    """The parent is there without what belongs to it."""
    parent = lookup.parent or ""
    name = f"a {noun(parent)} {{{lookup.parameter}}} without {noun(lookup.collection)}"
    entities = (parent, lookup.collection)
    return Given(kind=StateKind.UNLINKED, name=name, parameters={lookup.parameter: key}, entities=entities)


def down(domain: Domain, operation: Endpoint) -> Given:
    """The operation's service does not respond."""
    about = {"service": domain.owner, "operation": operation.operation_id}
    return Given(kind=StateKind.DOWN, name="the service is down", parameters=about)


def no_token() -> Given:
    """The request comes without a token."""
    return Given(kind=StateKind.NO_TOKEN, name="the caller has no token", parameters={})


def key_used(operation: Endpoint, key: str, body: Mapping[str, Any], *, same: bool) -> Given:
    """The idempotency key was used before, for this body or for another."""
    kind = StateKind.REPEATED if same else StateKind.TAKEN
    name = f"the key {{key}} was used for {'this' if same else 'another'} body"
    about = {"operation": operation.operation_id, "key": key, "body": dict(body)}
    return Given(kind=kind, name=name, parameters=about)


def handled(event: Event, document: Mapping[str, Any]) -> Given:
    """WorkExec has done what the event tells of."""
    about = {"subject": document["subject"], "trigger": event.trigger, "data": document["data"]}
    return Given(kind=StateKind.HANDLED, name="{trigger} was handled for {subject}", parameters=about)

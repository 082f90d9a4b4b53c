"""Where the pacts come from: the contracts, files of somebody's, or a broker."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data, Status
from workexec_contracts.pacts import WORKEXEC, interactions, pairs
from workexec_contracts.pacts.files import text
from workexec_contracts.verification.contract import Contract, contract, contracts
from workexec_contracts.verification.errors import WrongUsage

from .promise import Promise, alone, call_of, clause_of, message_call, states_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = Any


class Broker(Data):
    """A Pact Broker. Results are published under the provider's version, not at all without."""

    url: str
    token: str | None = None
    version: str | None = None
    branch: str | None = None


class Source(Data):
    """The contracts themselves, unless it names something else."""

    pacts: Path | None = None
    broker: Broker | None = None

    @property
    def name(self) -> str:
        """As an error tells it."""
        if self.broker is not None:
            return f"the broker at {self.broker.url}"
        return "the contracts" if self.pacts is None else str(self.pacts)


def promises(source: Source, wanted: Iterable[Contract]) -> list[Promise]:
    """The interactions about these contracts, in the order of the contracts. Raises WrongUsage."""
    chosen = {found.name: at for at, found in enumerate(wanted)}
    providers = {contract(name).provider for name in chosen}
    found = [
        promise
        for where, document in _documents(source, providers)
        for promise in _promises(where, document)
        if promise.contract in chosen
    ]
    return sorted(found, key=lambda promise: chosen[promise.contract])


def _documents(source: Source, providers: set[str]) -> Iterator[tuple[str, Json]]:
    if source.pacts is not None:
        yield from _read(source.pacts, providers)
        return
    for pair in pairs():
        if pair[1] in providers:
            yield "the contracts", _generated(pair)


@cache
def _generated(pair: tuple[str, str]) -> Json:
    return json.loads(text(pair, pairs()[pair]))


def _read(path: Path, providers: set[str]) -> Iterator[tuple[str, Json]]:
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    for file in files:
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            provider = document["provider"]["name"]
            document["consumer"]["name"], document["interactions"]  # every pact has them
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise WrongUsage(
                what=f"no pact can be read: {type(error).__name__} {error}",
                where=str(file),
                expected="a pact file of version 3 or 4, or a folder of them",
                fix="name another with --pacts; without it the pacts are made from the contracts",
            ) from error
        if provider in providers:
            yield str(file), document


def _promises(where: str, document: Mapping[str, Json]) -> Iterator[Promise]:
    consumer, provider = document["consumer"]["name"], document["provider"]["name"]
    for interaction in document["interactions"]:
        found = _contract(provider, consumer, interaction)
        if found is None:
            raise WrongUsage(
                what=f"no contract speaks of the interaction {interaction['description']!r}",
                where=where,
                expected="interactions about operations or events of the contracts",
                fix="take it out of the pact, or verify that pact with a stock verifier",
            )
        yield Promise(
            consumer=consumer,
            provider=provider,
            description=interaction["description"],
            contract=found.name,
            domain=found.domain,
            clause=clause_of(interaction) or found.clause,
            pending=bool(interaction.get("pending")) or found.status is Status.PENDING,
            states=states_of(interaction),
            text=alone(document, interaction),
            request=message_call(interaction) if found.message else call_of(interaction["request"]),
            expected="a message" if found.message else str(interaction["response"]["status"]),
        )


def _contract(provider: str, consumer: str, interaction: Mapping[str, Json]) -> Contract | None:
    """Of a message what its description names; of a request what answers it."""
    request = interaction.get("request")
    known = [found for found in contracts() if found.provider == provider]
    if request is None:
        return _told(consumer, interaction["description"], known)
    name = operation_at(request["method"], request["path"])
    return next((found for found in known if found.name == name), None)


def _told(consumer: str, description: str, known: Iterable[Contract]) -> Contract | None:
    for found in interactions():
        if (found.consumer, found.provider, found.description) == (consumer, WORKEXEC, description):
            return contract(found.operation)
    return next((found for found in known if found.title.lower() in description.lower()), None)


def operation_at(method: str, path: str) -> str | None:
    """The operation that answers there; a path without parameters comes before one with."""
    ordered = sorted(operations(), key=lambda found: found[1].path.count("{"))
    for _, operation in ordered:
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path))
        if operation.method == method.upper() and re.fullmatch(pattern, path):
            return operation.operation_id
    return None

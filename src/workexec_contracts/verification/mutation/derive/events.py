"""Events that WorkExec publishes: members wrong as in answers, rules broken (F15, F21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.pacts import interactions
from workexec_contracts.variations import breaking
from workexec_contracts.verification.mutation.mutant import Kind, Mutant
from workexec_contracts.verification.mutation.places import bent, held, members
from workexec_contracts.verification.mutation.spoiling import ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Event, Rule
    from workexec_contracts.verification.mutation.mutant import Rewrite

SAMPLE = "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab"


def mutants(domain: Domain, event: Event) -> Iterator[Mutant]:
    published = [
        found.message.example for found in interactions() if found.message and found.operation == event.name
    ]
    for member in members(event.envelope, _example(event)):
        if not any(held(example, member.place) for example in published):
            continue  # WorkExec does not send it
        for way in ways(member):
            says = f"{member.words} {way.says}"
            rewrite = _bent(member.place, way.change)
            yield _mutant(domain, event, f"message/{member.words}", way.how, way.kind, says, rewrite)
    for rule in event.rules:
        says = f"it does not hold that {rule.says}"
        rewrite = _breaking(event, rule)
        yield _mutant(
            domain,
            event,
            f"message/rules/{rule.name}",
            "broken",
            Kind.RULE,
            says,
            rewrite,
            clause=rule.clause,
        )


def _mutant(  # noqa: PLR0913  # a mutant has as many parts as it has
    domain: Domain,
    event: Event,
    place: str,
    how: str,
    kind: Kind,
    says: str,
    rewrite: Rewrite,
    *,
    clause: str = "",
) -> Mutant:
    return Mutant(
        subject=event.name,
        place=place,
        how=how,
        kind=kind,
        domain=domain.name,
        clause=clause or event.clause,
        says=says,
        rewrite=rewrite,
    )


def _example(event: Event) -> dict[str, Any]:
    return event.complete(f"{event.id_prefix}-{SAMPLE}", f"corr-{SAMPLE}")


def _bent(place: tuple[str, ...], change: Any) -> Rewrite:  # noqa: ANN401  # a change of a holder
    def rewrite(document: dict[str, Any]) -> dict[str, Any]:
        if not held(document, place):
            return document
        copy: dict[str, Any] = bent(document, place, change)
        return copy

    return rewrite


def _breaking(event: Event, rule: Rule) -> Rewrite:
    def rewrite(document: dict[str, Any]) -> dict[str, Any]:
        return breaking(event.rules, rule, document, lambda _: True) or document

    return rewrite

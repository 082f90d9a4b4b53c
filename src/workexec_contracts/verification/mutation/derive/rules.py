"""Rules across members and references to the provider's data: not checked, or checked almost (F21, F45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Comparison
from workexec_contracts.variations import changed
from workexec_contracts.verification.mutation.bends import body_of, rewritten, with_body
from workexec_contracts.verification.mutation.mutant import Kind
from workexec_contracts.verification.mutation.places import holders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint, Known
    from workexec_contracts.providers import Call
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant

    from .subject import Subject


def under(contract: Endpoint) -> Bend:
    """What a provider answers that keeps another contract."""
    return lambda provider, call: provider.right(call, contract)


def mutants(subject: Subject) -> Iterator[Mutant]:
    operation = subject.operation
    for rule in operation.rules:
        rest = tuple(other for other in operation.rules if other is not rule)
        bend = under(operation.model_copy(update={"rules": rest}))
        says = f"it is not checked that {rule.says}"
        where = f"rules/{rule.name}"
        yield subject.mutant(f"{where}/unchecked", Kind.RULE, says, bend, clause=rule.clause)
        for how, comparison in _almost(rule.requires):
            other = rule.model_copy(update={"requires": comparison})
            rules = tuple(other if found is rule else found for found in operation.rules)
            bend = under(operation.model_copy(update={"rules": rules}))
            says = f"it is checked almost ({how}) that {rule.says}"
            yield subject.mutant(f"{where}/{how}", Kind.RULE, says, bend, clause=rule.clause)
    for known in operation.requires:
        yield from _reference(subject, known)


def _almost(rule: Comparison) -> Iterator[tuple[str, Comparison]]:
    """The edge falls to the other side; an equality holds one way."""
    left, right = rule.left, rule.right
    match rule.is_:
        case "<":
            yield "edge-accepted", Comparison(left=left, is_="<=", right=right)
        case "<=":
            yield "edge-refused", Comparison(left=left, is_="<", right=right)
        case ">=":
            yield "edge-refused", Comparison(left=right, is_="<", right=left)
        case "==":
            yield "less-accepted", Comparison(left=left, is_="<=", right=right)
            yield "more-accepted", Comparison(left=left, is_=">=", right=right)


def _reference(subject: Subject, known: Known) -> Iterator[Mutant]:
    where, clause = f"references/{known.name}", known.clause
    bend = under(_requiring(subject.operation, known, None))
    says = f"it is not checked that {known.says}"
    yield subject.mutant(f"{where}/unchecked", Kind.REFERENCE, says, bend, clause=clause)
    looser: dict[str, Known] = {}
    for column, values in known.where.items():
        rest = {name: found for name, found in known.where.items() if name != column}
        looser[f"any-{column}"] = known.model_copy(update={"where": rest})
        for value in values if len(values) > 1 else ():
            fewer = tuple(other for other in values if other != value)
            where_ = {**known.where, column: fewer}
            looser[f"{value}-refused"] = known.model_copy(update={"where": where_})
    for column in known.linked:
        links = {name: found for name, found in known.linked.items() if name != column}
        looser[f"any-{column}"] = known.model_copy(update={"linked": links})
    for how, other in looser.items():
        bend = under(_requiring(subject.operation, known, other))
        says = f"{how.replace('-', ' ')}, where {known.says}"
        yield subject.mutant(f"{where}/{how}", Kind.REFERENCE, says, bend, clause=clause)
    if "[]" in known.member:
        says = f"only of the first it is checked that {known.says}"
        yield subject.mutant(
            f"{where}/first-only", Kind.REFERENCE, says, rewritten(_first_for_all(known)), clause=clause
        )


def _requiring(operation: Endpoint, known: Known, other: Known | None) -> Endpoint:
    """The contract with another reference instead, or with none."""
    kept = tuple(other if found is known else found for found in operation.requires)
    return operation.model_copy(update={"requires": tuple(found for found in kept if found is not None)})


def _first_for_all(known: Known) -> Any:  # noqa: ANN401  # a rewriting of requests
    place = tuple(step.removesuffix("[]") for step in known.member.split("."))

    def rewrite(call: Call) -> Call:
        document = body_of(call)
        if not isinstance(document, dict):
            return call
        copy = changed(document, (), document)
        found = [holder for holder in holders(copy, place) if place[-1] in holder]
        if len({str(holder[place[-1]]) for holder in found}) < 2:  # noqa: PLR2004  # all alike
            return call
        for holder in found:
            holder[place[-1]] = found[0][place[-1]]
        return with_body(call, copy)

    return rewrite

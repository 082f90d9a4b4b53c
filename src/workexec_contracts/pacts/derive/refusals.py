"""What every operation refuses: no token, a service that is down, wrong parameters, wrong bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import AUTHENTICATION, UNAUTHORIZED, VALIDATION_ERROR
from workexec_contracts.pacts.documents import shown
from workexec_contracts.pacts.making import fits
from workexec_contracts.pacts.states import down, no_token
from workexec_contracts.variations import without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Parameter
    from workexec_contracts.pacts.interaction import Interaction, Request
    from workexec_contracts.pacts.making import Maker


def interactions(maker: Maker) -> Iterator[Interaction]:
    """Every refusal that does not depend on what the provider holds."""
    if not maker.operation.examples:
        return
    anonymous = _valid(maker, authorized=False)
    yield maker.refusal(UNAUTHORIZED.code, "without a token", anonymous, no_token(), clause=AUTHENTICATION)
    unavailable = maker.operation.unavailable
    state = down(maker.domain, maker.operation)
    yield maker.refusal(unavailable.code, "while the service is down", _valid(maker), state)
    if maker.operation.request is None:
        yield from _parameters(maker)
    else:
        yield from _incomplete(maker)


def _valid(maker: Maker, *, authorized: bool = True) -> Request:
    example = maker.operation.examples[0].request
    if maker.operation.request is None:
        return maker.read(example, authorized=authorized)
    key = example["id"] if maker.operation.events else None
    return maker.write(example, key, authorized=authorized)


def _parameters(maker: Maker) -> Iterator[Interaction]:
    example = maker.operation.examples[0].request
    for parameter in maker.operation.parameters:
        for value in _wrong(parameter):
            code = parameter.fault(value) or ""
            given = {name: text for name, text in example.items() if name != parameter.name}
            how = _how(parameter, value)
            request = maker.read(given if value is None else {**given, parameter.name: value})
            yield maker.refusal(code, how, request, field=parameter.name)
    names = maker.operation.at_least_one
    if names:
        how = f"with none of {', '.join(names)}"
        rest = {name: text for name, text in example.items() if name not in names}
        yield maker.refusal(VALIDATION_ERROR.code, how, maker.read(rest))


def _how(parameter: Parameter, value: str | None) -> str:
    if value is None:
        return f"without {parameter.name}"
    return f"with {parameter.name} {value}" if value.strip() else f"with a blank {parameter.name}"


def _wrong(parameter: Parameter) -> Iterator[str | None]:
    """Values that the contract refuses, one of each kind; a path needs a value, so there it is a blank."""
    below, above = str(parameter.minimum - 1), str(parameter.maximum + 1)
    missing = " " if parameter.place == "path" else None
    tried = {"integer": (below, above, "many"), "enum": ("NO_SUCH_VALUE",), "string": (missing,)}
    for value in tried[parameter.kind]:
        if parameter.fault(value):
            yield value


def _incomplete(maker: Maker) -> Iterator[Interaction]:
    """A body that lacks its first member that must be there; the id of an event stays, for its key."""
    example = maker.operation.examples[0].request
    start = ("data",) if maker.operation.events else ()
    holder = example["data"] if maker.operation.events else example
    for name in holder:
        document = without(example, (*start, name))
        if not fits(maker.operation, document):
            key = example["id"] if maker.operation.events else None
            how = f"without {shown((*start, name))}"
            yield maker.refusal(VALIDATION_ERROR.code, how, maker.write(document, key))
            return

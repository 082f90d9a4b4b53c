"""Parameters: valid values refused, wrong ones accepted, ranges shifted, defaults changed (F03, F04, F28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import is_blank
from workexec_contracts.verification.mutation.bends import rewritten, with_query
from workexec_contracts.verification.mutation.mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Parameter
    from workexec_contracts.providers import Call
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant

    from .subject import Subject

WRONG = "NO_SUCH_VALUE"


def mutants(subject: Subject) -> Iterator[Mutant]:
    for parameter in subject.operation.parameters:
        if parameter.place == "query":
            yield from _narrowed(subject, parameter)
            yield from _widened(subject, parameter)
    yield from _together(subject)
    if any(p.place == "query" for p in subject.operation.parameters):
        says = "an unknown parameter is refused"
        yield subject.mutant("request/unknown/refused", Kind.NARROWED, says, _no_unknown(subject))


def _replaced(name: str, test: Callable[[str | None], bool], value: str | None) -> Bend:
    """As if another value had been sent, or none, where the one that was sent passes the test."""

    def rewrite(call: Call) -> Call:
        if not test(call.query.get(name)):
            return call
        rest = {other: text for other, text in call.query.items() if other != name}
        return with_query(call, rest if value is None else {**rest, name: value})

    return rewritten(rewrite)


def _is(value: object) -> Callable[[str | None], bool]:
    return lambda text: text == str(value)


def _narrowed(subject: Subject, parameter: Parameter) -> Iterator[Mutant]:
    """Valid values that are refused."""
    name = parameter.name
    refused = WRONG if parameter.kind == "enum" else "many"
    for value in parameter.values:
        yield subject.mutant(
            f"request/{name}/{value}-refused",
            Kind.NARROWED,
            f"{name}={value} is refused",
            _replaced(name, _is(value), refused),
        )
    if parameter.kind == "integer":
        above = str(parameter.maximum + 1)
        for edge, number in (("lowest", parameter.minimum), ("highest", parameter.maximum)):
            yield subject.mutant(
                f"request/{name}/{edge}-refused",
                Kind.SHIFTED,
                f"{name}={number} is refused",
                _replaced(name, _is(number), above),
            )
        other = str((parameter.default or 0) + 1)
        yield subject.mutant(
            f"request/{name}/other-default",
            Kind.SHIFTED,
            f"without {name}, {other} is taken",
            _replaced(name, lambda text: text is None, other),
        )
    if parameter.kind != "string" and not parameter.required:
        yield subject.mutant(
            f"request/{name}/blank-refused",
            Kind.NARROWED,
            f"a blank {name} is refused",
            _replaced(name, lambda text: text is not None and is_blank(text), refused),
        )


def _widened(subject: Subject, parameter: Parameter) -> Iterator[Mutant]:
    """Wrong values that are taken for another one, or for none."""
    name, low, high = parameter.name, parameter.minimum, parameter.maximum
    if parameter.kind == "enum":
        unknown = [value for value in parameter.values if value]
        says = f"an unknown {name} is ignored"
        bend = _replaced(name, lambda text: text is not None and text not in unknown, None)
        yield subject.mutant(f"request/{name}/unknown-ignored", Kind.WIDENED, says, bend)
        lower = {value.lower(): value for value in parameter.values}
        first, value = next(iter(lower.items()))
        says = f"{name}={first} is as good as {value}"
        yield subject.mutant(
            f"request/{name}/case-ignored", Kind.WIDENED, says, _replaced(name, _is(first), value)
        )
    if parameter.kind == "integer":
        for how, wrong, taken in (("above", high + 1, high), ("below", low - 1, low)):
            says = f"{name}={wrong} is taken for {taken}"
            bend = _replaced(name, _is(wrong), str(taken))
            yield subject.mutant(f"request/{name}/{how}-accepted", Kind.SHIFTED, says, bend)
        says = f"what is no number is no {name}"
        bend = _replaced(name, lambda text: text is not None and not _is_integer(text), None)
        yield subject.mutant(f"request/{name}/text-ignored", Kind.WIDENED, says, bend)
        says = f"{name} is taken for a number with a fraction"
        bend = _replaced(name, lambda text: text is not None and text.count(".") == 1, str(low))
        yield subject.mutant(f"request/{name}/fraction-accepted", Kind.WIDENED, says, bend)
    if parameter.required:
        example = parameter.example or "x"
        for how, test in (
            ("absent", lambda text: text is None),
            ("blank", lambda text: text is not None and is_blank(text)),
        ):
            says = f"{name} may be {how}"
            yield subject.mutant(
                f"request/{name}/{how}-accepted", Kind.WIDENED, says, _replaced(name, test, example)
            )


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").isdigit()


def _together(subject: Subject) -> Iterator[Mutant]:
    names = subject.operation.at_least_one
    if not names:
        return
    examples = {parameter.name: parameter.example or "x" for parameter in subject.operation.parameters}

    def all_of_them(call: Call) -> Call:
        given = any(not is_blank(call.query.get(name, "")) for name in names)
        return call if given else with_query(call, {**call.query, names[0]: examples[names[0]]})

    yield subject.mutant(
        "request/none/accepted",
        Kind.WIDENED,
        f"none of {', '.join(names)} need be given",
        rewritten(all_of_them),
    )
    for name in names:

        def alone(call: Call, name: str = name) -> Call:
            given = {other for other in names if not is_blank(call.query.get(other, ""))}
            return with_query(call, {}) if given == {name} else call

        says = f"{name} alone is refused"
        yield subject.mutant(f"request/{name}/alone-refused", Kind.NARROWED, says, rewritten(alone))


def _no_unknown(subject: Subject) -> Bend:
    operation = subject.operation
    known = {parameter.name for parameter in operation.parameters}
    checked = next((p for p in operation.parameters if p.kind != "string"), None)
    required = next((p for p in operation.parameters if p.required), None)

    def rewrite(call: Call) -> Call:
        if set(call.query) <= known:
            return call
        if checked is not None:
            return with_query(call, {**call.query, checked.name: WRONG})
        rest = {n: v for n, v in call.query.items() if required is None or n != required.name}
        return with_query(call, rest)

    return rewritten(rewrite)

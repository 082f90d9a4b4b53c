"""What a parameter may be, at its edges and beyond (F03, F04, F28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.verification.documents import INVALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Parameter
    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject


def cases(subject: Subject) -> Iterator[Case]:
    if subject.operation.request is None:
        for parameter in subject.operation.parameters:
            yield from _values(subject, parameter)
        yield from _together(subject)
        yield from _tolerated(subject)


def _values(subject: Subject, parameter: Parameter) -> Iterator[Case]:
    for value in _candidates(parameter):
        code = parameter.fault(value)
        what = _words(parameter, value)
        name = f"refuses {what} with {code}" if code else f"accepts {what}"
        expected = subject.refuses(code, parameter.name) if code else subject.succeeds()
        yield subject.case(name, subject.read(_given(subject, **{parameter.name: value})), expected)


def _words(parameter: Parameter, value: str | None) -> str:
    if value is None:
        return f"a request without {parameter.name}"
    return (
        f"{parameter.name}={value}"
        if value.strip()
        else f"{'a blank' if value else 'an empty'} {parameter.name}"
    )


def _candidates(parameter: Parameter) -> tuple[str | None, ...]:
    match parameter.kind:
        case "integer":
            low, high = parameter.minimum, parameter.maximum
            edges = (str(low), str(high), str(low - 1), str(high + 1), f"{high}{high}")
            return (*edges, "abc", "1.5", "1e1", "+1", " ")
        case "enum":
            return (*parameter.values, "NO_SUCH_VALUE", parameter.values[0].lower(), " ")
        case _ if parameter.required:
            return (" ",) if parameter.place == "path" else (None, "", " ")
        case _:
            return ()


def _together(subject: Subject) -> Iterator[Case]:
    names = subject.operation.at_least_one
    if names:
        refused = subject.refuses(INVALID, *names)
        absent = subject.read(_given(subject, **dict.fromkeys(names)))
        yield subject.case(f"refuses a request without any of {', '.join(names)}", absent, refused)
        blank = subject.read(_given(subject, **dict.fromkeys(names, " ")))
        yield subject.case(f"refuses a request with blank {', '.join(names)}", blank, refused)
    special = [p for p in subject.operation.parameters if p.out_of_range != INVALID]
    others = [p for p in subject.operation.parameters if p.kind == "integer" and p not in special]
    for parameter in special:
        for other in others:
            name = f"names {other.name} first when {parameter.name} is out of range too"
            both = {parameter.name: str(parameter.maximum + 1), other.name: str(other.minimum - 1)}
            yield subject.case(
                name, subject.read(_given(subject, **both)), subject.refuses(INVALID, other.name)
            )


def _tolerated(subject: Subject) -> Iterator[Case]:
    given = _given(subject)
    unknown = subject.read([*given, ("noSuchParameter", "x")])
    yield subject.case("ignores an unknown parameter", unknown, subject.succeeds())
    for parameter in subject.operation.parameters:
        if parameter.kind == "integer":
            good, bad = str(parameter.minimum + 1), str(parameter.minimum - 1)
            name = f"takes the first of two values of {parameter.name}"
            call = subject.read([*given, (parameter.name, good), (parameter.name, bad)])
            yield subject.case(name, call, subject.succeeds({parameter.name: int(good)}))


def _given(subject: Subject, **changes: str | None) -> list[tuple[str, str]]:
    """The sample's parameters with some changed or, where None, left out."""
    sample = {name: str(value) for name, value in subject.samples[0].example.request.items()}
    return [(name, value) for name, value in {**sample, **changes}.items() if value is not None]

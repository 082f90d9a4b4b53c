"""Agreement: endpoints, parameters, errors and examples of the data are those of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.lint.problem import Problem, of_operation
from workexec_contracts.lint.reading import error_table, errors, objects, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Event, Parameter
    from workexec_contracts.lint.given import Given
    from workexec_contracts.lint.reading import ParameterRow

_KINDS = {"String": "string", "Integer": "integer", "Enum": "enum"}


def endpoints_agree(given: Given) -> Iterator[Problem]:
    """The operations are the endpoints that the document declares."""
    contracts = {f"{operation.method} {operation.path}": operation for _, operation in given.operations}
    for name, operation in contracts.items():
        if name not in given.endpoint_sections:
            yield of_operation("endpoint-not-in-document", operation, f"{name} is not declared")
    for name, section in given.endpoint_sections.items():
        if name not in contracts:
            yield Problem(
                kind="endpoint-without-contract",
                subject=name,
                detail="declared, and no operation has it",
                clause=section.clause,
            )


def parameters_agree(given: Given) -> Iterator[Problem]:
    """The query parameters are those of the parameter table."""
    for _, operation in given.operations:
        section = given.endpoint_sections.get(f"{operation.method} {operation.path}")
        rows = {row.name: row for row in parameters(section)} if section else {}
        own = {parameter.name: parameter for parameter in operation.parameters if parameter.place == "query"}
        for name in sorted(set(rows) ^ set(own)):
            yield of_operation("parameter-differs", operation, "in one of data and document only", name)
        for name in rows.keys() & own.keys():
            for fault in _differences(rows[name], own[name]):
                yield of_operation("parameter-differs", operation, fault, name)


def _differences(row: ParameterRow, parameter: Parameter) -> Iterator[str]:
    if _KINDS.get(row.type) != parameter.kind:
        yield f"{row.type} in the document, {parameter.kind} in the data"
    if row.required != parameter.required:
        yield f"required {row.required} in the document, {parameter.required} in the data"
    if row.type == "Enum" and row.values != parameter.values:
        yield f"values {row.values} in the document, {parameter.values} in the data"
    if row.range and row.range != (parameter.minimum, parameter.maximum):
        yield f"range {row.range} in the document, {parameter.minimum}-{parameter.maximum} in the data"
    if row.default != parameter.default:
        yield f"default {row.default} in the document, {parameter.default} in the data"


def errors_agree(given: Given) -> Iterator[Problem]:
    """Each error that a section lists is the operation's, with that status and meaning."""
    anywhere = {code for section in given.document.sections for code in errors(section)}
    for _, operation in given.operations:
        section = given.section_of(operation)
        listed = errors(section) if section else {}
        meanings = error_table(section) if section else {}
        own = {error.code: error for error in operation.errors}
        for code, status in listed.items():
            error = own.get(code)
            if error is None or error.status != status:
                yield of_operation(
                    "error-differs", operation, f"the document has it with status {status}", code
                )
            elif code in meanings and error.message != meanings[code][1]:
                detail = f"{meanings[code][1]!r} in the document, {error.message!r} in the data"
                yield of_operation("error-differs", operation, detail, code)
        for code in own:
            if code in anywhere - listed.keys():
                yield of_operation("error-listed-elsewhere", operation, "listed for another endpoint", code)


def assumed_errors_are_recorded(given: Given) -> Iterator[Problem]:
    """A code that the document lists nowhere is an assumption."""
    anywhere = {code for section in given.document.sections for code in errors(section)}
    for error in dict.fromkeys(error for _, operation in given.operations for error in operation.errors):
        code = error.code
        if code not in anywhere:
            detail = f"{error.status} {code} is listed for no endpoint"
            yield Problem(kind="error-not-in-document", subject=code, detail=detail, clause=error.clause)
        if (code not in anywhere) != (error.assumed_by is not None):
            detail = f"assumed by {error.assumed_by}, and {'not ' * (code not in anywhere)}in the document"
            yield Problem(kind="assumption-differs", subject=code, detail=detail, clause=error.clause)
        shown = (error.display or "").replace("{taxCode}", "X")
        if shown not in given.document.text:
            detail = f"{shown!r} stands nowhere"
            yield Problem(kind="display-not-in-document", subject=code, detail=detail, clause=error.clause)


def examples_agree(given: Given) -> Iterator[Problem]:
    """Each example is a JSON block of its section, or an object in one."""
    for domain in given.domains:
        for operation in domain.endpoints:
            for example in operation.examples:
                section = given.document.section(example.clause)
                blocks = [part for block in (section.blocks if section else ()) for part in objects(block)]
                if example.response not in blocks:
                    yield of_operation("example-differs", operation, "response is no block", example.name)
                if operation.request is not None and example.request not in blocks:
                    yield of_operation("example-differs", operation, "request is no block", example.name)


def events_agree(given: Given) -> Iterator[Problem]:
    """Type, trigger, consumer and payload of each delivered event are the document's."""
    for domain in given.domains:
        for event in domain.consumes:
            for fault in _event_faults(given, event, domain.owner):
                yield Problem(kind="event-differs", subject=event.name, detail=fault, clause=event.clause)
    for name, section in given.documented_events.items():
        if name not in {event.name for event in given.delivered}:
            yield Problem(
                kind="event-without-contract", subject=name, detail="defined, no data", clause=section.clause
            )


def _event_faults(given: Given, event: Event, owner: str) -> Iterator[str]:
    section = given.documented_events.get(event.name)
    if section is None:
        yield "the document defines no such event"
        return
    if f"`{event.type}`" != section.labelled("Event"):
        yield f"type {section.labelled('Event')} in the document"
    if event.trigger.replace(" ", " `", 1) not in section.labelled("Trigger"):
        yield f"trigger {section.labelled('Trigger')} in the document"
    if f"`{owner}`" not in section.labelled("Consumer"):
        yield f"consumer {section.labelled('Consumer')} in the document"
    if event.example != section.block("Payload"):
        yield "the payload is not the document's"

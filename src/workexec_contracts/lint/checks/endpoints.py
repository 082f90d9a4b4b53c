"""Endpoints: where the document's paths, calls, parameters and blocks contradict each other or lack."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import STANDARDS, ErrorBody
from workexec_contracts.lint.document import bullets
from workexec_contracts.lint.problem import Problem, in_section
from workexec_contracts.lint.reading import calls, error_table, errors, members, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.document import Section
    from workexec_contracts.lint.given import Given


def calls_fit_their_tables(given: Given) -> Iterator[Problem]:
    """A call that the text shows has the required parameters and no unknown ones; its path is declared."""
    undeclared: dict[str, Section] = {}
    for call in calls(given.document):
        target = given.endpoint_sections.get(call.operation)
        if target is None:
            undeclared.setdefault(call.operation, call.section)
            continue
        rows = {row.name: row for row in parameters(target)}
        missing = [name for name, row in rows.items() if row.required and name not in call.query]
        faults = [*missing, *(name for name in call.query if name not in rows)] if call.query else []
        if faults:
            query = "&".join(f"{name}={value}" for name, value in call.query.items())
            detail = f"{call.operation}?{query} against the parameter table: {', '.join(faults)}"
            yield in_section("call-breaks-parameters", call.operation, detail, call.section)
    for operation, section in undeclared.items():
        yield in_section("path-without-contract", operation, "called, and declared nowhere", section)


def parameters_are_described_once(given: Given) -> Iterator[Problem]:
    """One parameter has one range and one default wherever it stands."""
    seen: dict[str, dict[tuple[object, object], Section]] = {}
    for section in given.endpoint_sections.values():
        for row in parameters(section):
            seen.setdefault(row.name, {}).setdefault((row.range, row.default), section)
    for name, forms in seen.items():
        if len(forms) > 1:
            said = "; ".join(
                f"range {form[0]}, default {form[1]} in {at.clause}" for form, at in forms.items()
            )
            yield in_section("parameter-described-differently", name, said, list(forms.values())[-1])


def errors_are_listed(given: Given) -> Iterator[Problem]:
    """Each endpoint lists its errors, those that every call must handle among them."""
    standards = given.document.section(STANDARDS)
    rules = bullets(standards.text) if standards else ()
    general = {int(status) for line in rules for status in re.findall(r"^\*\*(\d+)", line)}
    for name, section in given.endpoint_sections.items():
        listed = set(errors(section).values())
        if not error_table(section):
            yield in_section("errors-unlisted", name, "has no error table", section)
        for status in sorted(general - listed):
            detail = f"every call must handle {status}, and the endpoint gives no code for it"
            yield in_section("general-error-without-code", f"{name} {status}", detail, section)


def error_bodies_are_defined(given: Given) -> Iterator[Problem]:
    """Where a refusal is named, a JSON block shows its body."""
    sections = {**given.endpoint_sections, **given.documented_events}
    blocks = [block for section in given.document.sections for block in section.blocks]
    known = {name.rpartition(".")[2] for block in blocks for name, _ in members(block)}
    for name, section in sections.items():
        if errors(section) and not any(code in str(section.blocks) for code in errors(section)):
            yield in_section("error-body-undefined", name, f"{', '.join(errors(section))}: no body", section)
    for member in (field.alias or name for name, field in ErrorBody.model_fields.items()):
        if member not in known:
            detail = "a member of the error body that no block of the document has"
            yield Problem(kind="member-not-in-document", subject=member, detail=detail, clause=STANDARDS)


def responses_are_defined(given: Given) -> Iterator[Problem]:
    """Each endpoint has a response block, and says its status where it is not 200."""
    for name, section in given.endpoint_sections.items():
        if section.block("Response DTO") is None:
            yield in_section("response-undefined", name, "has no response DTO", section)
    for _, operation in given.operations:
        found = given.section_of(operation)
        code = str(operation.status_code)
        if found and operation.status_code != HTTPStatus.OK and code not in found.text:
            detail = f"{code} is not said"
            yield in_section("success-status-unstated", operation.operation_id, detail, found)


def unknown_ids_are_answered(given: Given) -> Iterator[Problem]:
    """A required id that the provider may not know has a 404 in the endpoint's errors."""
    for name, section in given.endpoint_sections.items():
        required = [row.name for row in parameters(section) if row.required and row.name.endswith("Id")]
        if HTTPStatus.NOT_FOUND not in errors(section).values():
            for parameter in required:
                detail = f"an unknown {parameter} has no answer"
                yield in_section("unknown-id-unanswered", f"{name} {parameter}", detail, section)


def paths_agree_in_number(given: Given) -> Iterator[Problem]:
    """A collection is called by one noun, not by its singular and its plural."""
    segments = {part: name for name in given.endpoint_sections for part in name.split("/")}
    for segment, name in segments.items():
        if f"{segment}s" in segments:
            detail = f"{name} and {segments[f'{segment}s']}"
            yield in_section("path-singular-and-plural", segment, detail, given.endpoint_sections[name])


def required_members_have_no_code(given: Given) -> Iterator[Problem]:
    """A member without which a request breaks its schema has no error code of its own besides."""
    for _, operation in given.operations:
        for error in operation.errors:
            words = error.code.removeprefix("MISSING_").title().replace("_", "")
            member = words[:1].lower() + words[1:]
            shown = {name.rpartition(".")[2] for e in operation.examples for name, _ in members(e.request)}
            if error.code.startswith("MISSING_") and member in shown:
                yield Problem(
                    kind="missing-member-with-own-code",
                    subject=f"{operation.operation_id} {member}",
                    detail=f"absent: a breach of the schema, or {error.code}?",
                    clause=error.clause,
                )

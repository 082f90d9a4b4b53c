"""The page of an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import event_page, parts
from .members import members
from .table import GENERATED, block, section, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Parameter


def name(operation: Endpoint) -> str:
    return f"{operation.operation_id}.md"


def link(operation: Endpoint) -> str:
    return f"[{operation.title}]({name(operation)})"


def text(domain: Domain, operation: Endpoint) -> str:
    """The whole page."""
    lines = [f"# {operation.title}", "", GENERATED, ""]
    lines += [f"{operation.summary}: `{operation.method} {operation.path}`", ""]
    lines += parts.facts(_facts(domain, operation))
    lines += section("Parameters", _parameters(operation))
    lines += section("Headers", _headers(operation))
    lines += section("Request body", _request(operation))
    lines += section(f"Answer {operation.status_code}", members(operation.response))
    lines += section("Examples", _examples(operation))
    lines += parts.errors(operation.errors)
    lines += parts.rules(operation.rules, operation.requires)
    lines += parts.policy(operation.policy, operation.cache)
    lines += section("What WorkExec shows", _shown(operation))
    lines += parts.findings(operation.assumptions)
    return "\n".join(lines)


def _facts(domain: Domain, operation: Endpoint) -> Iterator[tuple[str, str]]:
    yield "operation", f"`{operation.operation_id}`"
    yield "neighbour", f"{domain.title} (`{domain.name}`), provided by `{domain.owner}`"
    yield "clause", operation.clause
    yield "status", str(operation.status)
    yield "blocked by", operation.blocked_by or "nothing"
    yield "repeats", "by `Idempotency-Key`: the first answer again" if operation.mutates else "harmless"
    yield "OpenAPI", f"`documents/openapi/{domain.name}.yaml`"
    yield "verify", f"`wxc verify {domain.name} --operation {operation.operation_id} --base-url URL`"


def _parameters(operation: Endpoint) -> Iterator[str]:
    rows = [
        (f"`{one.name}`", one.place, _values(one), "yes" if one.required else "no", one.description)
        for one in operation.parameters
    ]
    yield from table(("parameter", "in", "value", "required", "meaning"), rows)
    if operation.at_least_one:
        yield ""
        yield f"At least one of {', '.join(f'`{one}`' for one in operation.at_least_one)} must be given."


def _values(one: Parameter) -> str:
    if one.kind == "enum":
        return "one of " + ", ".join(f"`{value}`" for value in one.values)
    if one.kind == "integer":
        default = "" if one.default is None else f", else {one.default}"
        return f"integer from {one.minimum} to {one.maximum}{default}"
    return "text"


def _headers(operation: Endpoint) -> Iterator[str]:
    rows = [
        (f"`{one.name}`", "yes" if one.required else "no", f"`{one.example}`", one.clause)
        for one in operation.headers
    ]
    return table(("header", "required", "example", "clause"), rows)


def _request(operation: Endpoint) -> Iterator[str]:
    if operation.request is None:
        return
    yield f"`{operation.media_type}`"
    yield ""
    if operation.events:
        links = ", ".join(event_page.link(event) for event in operation.events)
        yield f"One of these events: {links}."
    else:
        yield from members(operation.request)


def _examples(operation: Endpoint) -> Iterator[str]:
    for example in operation.examples:
        yield f"{example.name} ({example.clause}): request"
        yield ""
        yield from block(example.request)
        yield f"answer {example.status}"
        yield ""
        yield from block(example.response)


def _shown(operation: Endpoint) -> Iterator[str]:
    if operation.empty_display:
        yield f"- where nothing is found: {operation.empty_display}"
    if operation.placeholder:
        yield f"- where it goes on without an answer: {operation.placeholder}"
    if operation.manual_entry:
        yield f"- manual entry, with the permission `{operation.manual_entry}`"

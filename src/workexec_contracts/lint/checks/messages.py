"""Events: where base schema, payloads, rules and steps contradict each other or leave a gap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import HEADERS
from workexec_contracts.lint.problem import Problem, in_section
from workexec_contracts.lint.reading import members
from workexec_contracts.lint.schema import places
from workexec_contracts.lint.statements import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.document import Section
    from workexec_contracts.lint.given import Given

BASE = "Phase 4.4 / Base Event Schema"
_ATTRIBUTE = re.compile(r"[a-z0-9]+")


def base_schema(given: Given) -> dict[str, Any]:
    """The document's base schema."""
    section = given.document.section(BASE)
    return dict(section.blocks[0]) if section and section.blocks else {}


def payloads(given: Given) -> Iterator[tuple[str, Section, dict[str, Any]]]:
    """The payload blocks with their event's name."""
    for name, section in given.documented_events.items():
        block = section.block("Payload")
        if isinstance(block, dict):
            yield name, section, block


def attribute_names_are_legal(given: Given) -> Iterator[Problem]:
    """CloudEvents: lower-case letters and digits alone."""
    named = [
        member.name
        for event in given.events
        for member in places(event.envelope)
        if member.model is event.envelope
    ]
    for name in dict.fromkeys([*base_schema(given), *named]):
        if not _ATTRIBUTE.fullmatch(name):
            detail = "CloudEvents attribute names are of a-z and 0-9"
            yield Problem(kind="illegal-attribute-name", subject=name, detail=detail, clause=BASE)


def payloads_follow_the_base(given: Given) -> Iterator[Problem]:
    """A payload has the members of the base schema, its form of `id` and its form of `subject`."""
    base = base_schema(given)
    for name, section, payload in payloads(given):
        missing = [member for member in base if member not in payload]
        if missing:
            yield in_section("payload-lacks-base-members", name, ", ".join(missing), section)
        if _form(base.get("id")) != _form(payload["id"]):
            detail = f"{payload['id']!r} against {base.get('id')!r} in the base schema"
            yield in_section("event-id-differs-from-base", name, detail, section)
        form = _subject_form(payload)
        if form != base.get("subject"):
            detail = f"{form!r} against {base.get('subject')!r} in the base schema"
            yield in_section("subject-differs-from-base", name, detail, section)


def _form(text: object) -> str:
    return re.sub(r"\{\w+\}", "{}", str(text))


def _subject_form(payload: dict[str, Any]) -> str:
    by_value = {str(value): name for name, value in reversed(list(payload["data"].items()))}
    return "|".join(f"{{{by_value.get(part, part)}}}" for part in payload["subject"].split("|"))


def answers_have_a_transport(given: Given) -> Iterator[Problem]:
    """Who answers an event with a status has an endpoint at which it is received."""
    for name, section in given.documented_events.items():
        answered = dict.fromkeys(statuses(section.text))
        if answered and section not in given.endpoint_sections.values():
            detail = f"answered with {', '.join(str(status) for status in answered)}, received at no endpoint"
            yield in_section("answer-without-endpoint", name, detail, section)


def headers_are_not_repeated(given: Given) -> Iterator[Problem]:
    """What a header carries does not stand in the event once more: the two could differ."""
    carried = {name.rpartition(".")[2] for _, _, payload in payloads(given) for name, _ in members(payload)}
    for header in HEADERS:
        first, *rest = header.name.removeprefix("X-").split("-")
        member = first.lower() + "".join(rest)
        if member in carried | set(base_schema(given)):
            detail = f"the header {header.name} and the event's {member} may differ"
            yield Problem(kind="header-repeated-in-event", subject=member, detail=detail, clause=BASE)


def named_events_are_defined(given: Given) -> Iterator[Problem]:
    """Each event that is published or named has a payload in the document."""
    defined = {section.labelled("Event").strip("`") for section in given.documented_events.values()}
    named = re.findall(r"`(com\.durion(?:\.\w+)+)`", given.document.text)
    clauses = {event.type: event.clause for event in given.events}
    for kind in dict.fromkeys([*named, *clauses]):
        if kind not in defined:
            clause = clauses.get(kind, BASE)
            detail = "named, and no payload shows it" if kind in named else "not in the document"
            yield Problem(kind="event-without-payload", subject=kind, detail=detail, clause=clause)

"""Consumption: what the document says, twice or not at all, about how an event is validated and applied."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workexec_contracts.lint.document import bullets
from workexec_contracts.lint.problem import Problem, in_section
from workexec_contracts.lint.reading import objects

from .messages import payloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.given import Given

_AUTHORITY = re.compile(r"customer(?:Id)? (?:must )?exists? in (\w+)")


def rules_are_answered(given: Given) -> Iterator[Problem]:
    """A validation rule says how its breach is answered; payloads that share a part share its rules."""
    ruled: dict[str, str] = {}
    for name, section, payload in payloads(given):
        rules = bullets(section.labelled("Validation Rules"))
        for rule in rules:
            if not re.search(r"\b4\d\d\b", rule):
                yield in_section("rule-without-answer", name, f"{rule!r}: answered how?", section)
        for part in (member for member, value in payload["data"].items() if isinstance(value, dict)):
            if part in ruled and not rules:
                detail = f"{part} has validation rules in {ruled[part]}, here none"
                yield in_section("rules-of-shared-part-unstated", name, detail, section)
            elif rules:
                ruled[part] = name


def shared_parts_have_one_shape(given: Given) -> Iterator[Problem]:
    """An object of one name has the same members in every payload."""
    shapes: dict[str, dict[str, set[str]]] = {}
    for name, _, payload in payloads(given):
        for member, value in payload["data"].items():
            if isinstance(value, dict):
                shapes.setdefault(member, {})[name] = set(value)
    for member, by_event in shapes.items():
        for (one, first), (other, second) in pairwise(by_event.items()):
            if first != second:
                detail = f"{', '.join(sorted(first ^ second))}: in one of {one} and {other} only"
                yield in_section("shared-part-differs", member, detail, given.documented_events[other])


def existence_has_one_authority(given: Given) -> Iterator[Problem]:
    """One record says whether a customer exists."""
    for name, section in given.documented_events.items():
        named = dict.fromkeys(_AUTHORITY.findall(section.text))
        if len(named) > 1:
            detail = f"exists in {' and in '.join(named)}: which one decides?"
            yield in_section("existence-stated-twice", f"{name} customer", detail, section)


def amounts_are_named(given: Given) -> Iterator[Problem]:
    """Where an item has two quantities, the consumption says which one counts."""
    for name, section, payload in payloads(given):
        steps = section.labelled("Consumption Pattern")
        for item in objects(payload["data"]):
            quantities = [member for member in item if member.lower().endswith("quantity")]
            if len(quantities) > 1 and not any(f"`{member}`" in steps for member in quantities):
                detail = (
                    f"{' or '.join(quantities)}: which one does {steps.partition(';')[2].strip()!r} mean?"
                )
                yield in_section("quantity-ambiguous", name, detail, section)

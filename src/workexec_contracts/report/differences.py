"""Comparisons as JUnit XML: what differs is a failure, what cannot be told is an error, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .xml_text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence


def differences_junit(name: str, cases: Sequence[tuple[str, Sequence[str], bool]]) -> str:
    """The XML document. A case has a name, lines of what differs, and whether that fails or is unknown."""
    failures = sum(bool(lines) and failed for _, lines, failed in cases)
    errors = sum(bool(lines) and not failed for _, lines, failed in cases)
    root = Element("testsuites", name=clean(name))
    suite = SubElement(
        root,
        "testsuite",
        name=clean(name),
        tests=str(len(cases)),
        failures=str(failures),
        errors=str(errors),
        skipped="0",
    )
    for case, lines, failed in cases:
        element = SubElement(suite, "testcase", classname="drift", name=clean(case))
        if lines:
            told = SubElement(element, "failure" if failed else "error", message=clean(lines[0]))
            told.text = clean("\n".join(lines))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"

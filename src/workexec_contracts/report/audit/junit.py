"""An audit as JUnit XML: a case for each claim; what is not known is an error or skipped, never a pass."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.report.xml_text import clean
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.audit import Ruling

    from .result import AuditResult

EVERY = "every request"
"""Where a claim is about no operation."""


def junit(result: AuditResult) -> str:
    """The XML document; a suite for each operation."""
    name = f"audit of {clean(result.started.service)}"
    root = Element("testsuites", name=name, time=f"{result.finished.seconds:.3f}")
    if result.finished.reason:
        attributes = {"name": "audit", "tests": "1", "failures": "0", "errors": "1", "skipped": "0"}
        suite = SubElement(root, "testsuite", attributes)
        case = SubElement(suite, "testcase", classname="audit", name="shows anything", time="0")
        SubElement(case, "error", type="unknown", message=clean(result.finished.reason))
    for operation, rulings in groupby(result.rulings, lambda ruling: ruling.operation):
        _suite(root, operation or EVERY, list(rulings), result)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, operation: str, rulings: list[Ruling], result: AuditResult) -> None:
    verdicts = [ruling.verdict for ruling in rulings]
    suite = SubElement(
        root,
        "testsuite",
        name=operation,
        tests=str(len(rulings)),
        failures=str(verdicts.count(Verdict.FAILED)),
        errors="0",
        skipped=str(verdicts.count(Verdict.UNKNOWN)),
        timestamp=result.started.at.removesuffix("Z"),
        time="0",
    )
    for ruling in rulings:
        case = SubElement(suite, "testcase", classname=operation, name=clean(ruling.claim), time="0")
        message = clean("; ".join(ruling.told))
        if ruling.verdict is Verdict.UNKNOWN:
            SubElement(case, "skipped", message=message)
        elif ruling.verdict is Verdict.FAILED:
            told = SubElement(case, "failure", message=message, type=clean(ruling.clause))
            told.text = clean("\n".join((f"clause: {ruling.clause}", *ruling.told, *ruling.evidence)))

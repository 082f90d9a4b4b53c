"""A run as JUnit XML: a failure is a failure, an unknown is an error or skipped, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.verification import Kind, Verdict

from .xml_text import clean

if TYPE_CHECKING:
    from .model import CaseReport, ContractReport, Report


def junit(report: Report) -> str:
    """The XML document; a suite for each operation."""
    root = Element("testsuites", name=f"contracts against {clean(report.target)}", time=str(report.seconds))
    for contract in report.contracts:
        _suite(root, contract, report)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, contract: ContractReport, report: Report) -> None:
    unknown = [case for case in contract.cases if case.verdict is Verdict.UNKNOWN]
    skipped = sum(not case.asked for case in unknown)
    errors = len(unknown) - skipped + (not contract.cases)
    suite = SubElement(
        root,
        "testsuite",
        name=f"{contract.domain}.{contract.operation}",
        tests=str(max(1, len(contract.cases))),
        failures=str(contract.count(Verdict.FAILED)),
        errors=str(errors),
        skipped=str(skipped),
        timestamp=report.started_at.removesuffix("Z"),
        time=f"{sum(case.seconds for case in contract.cases):.3f}",
    )
    if not contract.cases:
        nothing = SubElement(suite, "testcase", classname=contract.operation, name="is verified", time="0")
        SubElement(nothing, "error", type="unknown", message="nothing was executed")
    for case in contract.cases:
        _case(suite, contract, case)


def _case(suite: Element, contract: ContractReport, case: CaseReport) -> None:
    name = clean(case.name)
    classname = f"{contract.domain}.{contract.operation}" + (
        "" if case.kind is Kind.CASE else f".{case.kind}"
    )
    element = SubElement(suite, "testcase", classname=classname, name=name, time=str(case.seconds))
    if case.verdict is Verdict.PASSED:
        return
    kind = "failure" if case.verdict is Verdict.FAILED else "error" if case.asked else "skipped"
    told = SubElement(element, kind, message=clean(f"expected {case.expected}; got {case.actual}"))
    if kind != "skipped":
        told.set("type", clean(case.clause))
    told.text = clean(
        f"clause:   {case.clause}\nexpected: {case.expected}\nactual:   {case.actual}\n"
        f"curl:     {case.curl}\nreplay:   {case.replay}\n"
    )

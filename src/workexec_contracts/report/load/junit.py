"""A load test as JUnit XML: a suite for each integration; an unknown is an error, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.report.xml_text import clean
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.load import IntegrationResult, Judgement, LoadResult

TAGS = {Verdict.FAILED: "failure", Verdict.UNKNOWN: "error"}


def junit(result: LoadResult) -> str:
    """The XML document."""
    name = f"{result.profile.title} against {result.about.target}"
    root = Element("testsuites", name=clean(name), time=f"{result.about.seconds:.3f}")
    for integration in result.integrations:
        _suite(root, integration, result)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, integration: IntegrationResult, result: LoadResult) -> None:
    verdicts = [operation.judgement.verdict for operation in integration.operations]
    suite = SubElement(
        root,
        "testsuite",
        name=integration.domain,
        tests=str(len(verdicts)),
        failures=str(verdicts.count(Verdict.FAILED)),
        errors=str(verdicts.count(Verdict.UNKNOWN)),
        skipped="0",
        timestamp=clean(result.about.started_at.removesuffix("Z")),
        time=f"{result.about.seconds:.3f}",
    )
    for operation in integration.operations:
        _case(suite, operation.judgement)


def _case(suite: Element, judgement: Judgement) -> None:
    objective = judgement.objective
    classname = f"{objective.domain}.{objective.operation}"
    seconds = judgement.percentile_s.value or 0
    case = SubElement(suite, "testcase", classname=classname, name=objective.sentence, time=f"{seconds:.6f}")
    if judgement.verdict in TAGS:
        message = clean("; ".join(judgement.reasons))
        told = SubElement(case, TAGS[judgement.verdict], message=message, type=clean(objective.clause))
        told.text = clean("\n".join((f"clause: {objective.clause}", *judgement.reasons)))

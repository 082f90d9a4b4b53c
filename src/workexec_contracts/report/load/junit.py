"""A load test as JUnit XML: a suite for each integration; an unknown is an error, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.report.xml_text import clean
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.load import FailModes, IntegrationResult, Judgement, LoadResult, Retries

TAGS = {Verdict.FAILED: "failure", Verdict.UNKNOWN: "error"}


def junit(result: LoadResult) -> str:
    """The XML document."""
    name = f"{result.profile.title} against {result.about.target}"
    root = Element("testsuites", name=clean(name), time=f"{result.about.seconds:.3f}")
    for integration in result.integrations:
        _suite(root, integration, result)
    if result.fail_modes.judged:
        _fail_modes(root, result.fail_modes, result)
    if result.retries is not None:
        _retries(root, result.retries, result)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, integration: IntegrationResult, result: LoadResult) -> None:
    verdicts = [operation.judgement.verdict for operation in integration.operations]
    suite = _counted(root, integration.domain, verdicts, result)
    for operation in integration.operations:
        _case(suite, operation.judgement)


def _fail_modes(root: Element, fail_modes: FailModes, result: LoadResult) -> None:
    """A case for each step of a journey that was without its neighbour, or was to be."""
    judged = [(step, step.verdict) for step in fail_modes.judged if step.verdict is not None]
    suite = _counted(root, "fail modes", [verdict for _, verdict in judged], result)
    for step, verdict in judged:
        name = f"{step.journey} {step.operation} fails {step.fail_mode}"
        _told(
            SubElement(suite, "testcase", classname=f"journeys.{step.domain}", name=name),
            verdict,
            step.reasons,
        )


def _retries(root: Element, retries: Retries, result: LoadResult) -> None:
    """By the stubs' journal: a case for each operation, and one for the journal itself."""
    journal = Verdict.UNKNOWN if retries.reasons else Verdict.PASSED
    verdicts = [journal, *(one.verdict for one in retries.operations)]
    suite = _counted(root, "retry policies", verdicts, result)
    _told(SubElement(suite, "testcase", classname="retries", name="journal"), journal, retries.reasons)
    for one in retries.operations:
        case = SubElement(suite, "testcase", classname=f"retries.{one.domain}", name=one.operation)
        _told(case, one.verdict, one.examples)


def _counted(root: Element, name: str, verdicts: list[Verdict], result: LoadResult) -> Element:
    return SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(verdicts)),
        failures=str(verdicts.count(Verdict.FAILED)),
        errors=str(verdicts.count(Verdict.UNKNOWN)),
        skipped="0",
        timestamp=clean(result.about.started_at.removesuffix("Z")),
        time=f"{result.about.seconds:.3f}",
    )


def _told(case: Element, verdict: Verdict, reasons: tuple[str, ...]) -> None:
    if verdict in TAGS:
        SubElement(case, TAGS[verdict], message=clean("; ".join(reasons))).text = clean("\n".join(reasons))


def _case(suite: Element, judgement: Judgement) -> None:
    objective = judgement.objective
    classname = f"{objective.domain}.{objective.operation}"
    seconds = judgement.percentile_s.value or 0
    case = SubElement(suite, "testcase", classname=classname, name=objective.sentence, time=f"{seconds:.6f}")
    if judgement.verdict in TAGS:
        message = clean("; ".join(judgement.reasons))
        told = SubElement(case, TAGS[judgement.verdict], message=message, type=clean(objective.clause))
        told.text = clean("\n".join((f"clause: {objective.clause}", *judgement.reasons)))

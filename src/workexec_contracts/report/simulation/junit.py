"""A simulation as JUnit XML: a case for each invariant; one that was not tested is skipped, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.report.xml_text import clean
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from .result import InvariantResult, ScenarioResult, SimulationResult

SHOWN = 20


def junit(result: SimulationResult) -> str:
    """The XML document."""
    name = f"simulation: {result.setting.faults.title}"
    root = Element("testsuites", name=clean(name), time=f"{result.about.seconds:.3f}")
    verdicts = [claim.verdict for claim in (*result.invariants, result.scenario) if claim]
    nothing = result.verdict is Verdict.UNKNOWN
    suite = SubElement(
        root,
        "testsuite",
        name=clean(name),
        tests=str(len(verdicts) + nothing),
        failures=str(verdicts.count(Verdict.FAILED)),
        errors=str(int(nothing)),
        skipped=str(verdicts.count(Verdict.UNKNOWN)),
        timestamp=result.about.started_at.removesuffix("Z"),
        time=f"{result.about.seconds:.3f}",
    )
    if nothing:
        case = SubElement(suite, "testcase", classname="simulation", name="puts claims to the test", time="0")
        SubElement(case, "error", type="unknown", message="no work order put anything to the test")
    for claim in result.invariants:
        _case(suite, claim)
    if result.scenario:
        _scenario(suite, result.scenario)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: Element, claim: InvariantResult) -> None:
    case = SubElement(suite, "testcase", classname="simulation", name=clean(claim.sentence), time="0")
    if claim.verdict is Verdict.UNKNOWN:
        SubElement(case, "skipped", message="no work order put it to the test")
    elif claim.verdict is Verdict.FAILED:
        message = f"broken {claim.broken} of {claim.checked} times"
        told = SubElement(case, "failure", message=message, type=clean(claim.clause))
        lines = [f"clause: {claim.clause}"]
        for breach in claim.breaches[:SHOWN]:
            lines.append(f"seed {breach.seed}, {breach.at}, work order {breach.order}: {breach.told}")
            lines.append(f"replay: {breach.replay}")
        told.text = clean("\n".join(lines))


def _scenario(suite: Element, scenario: ScenarioResult) -> None:
    name = scenario.claim.replace("_", " ")
    case = SubElement(suite, "testcase", classname="scenario", name=clean(name), time="0")
    told = clean("\n".join(scenario.told))
    if scenario.verdict is Verdict.UNKNOWN:
        SubElement(case, "skipped", message=told)
    elif scenario.verdict is Verdict.FAILED:
        SubElement(case, "failure", message="not as the scenario expects").text = told

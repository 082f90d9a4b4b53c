"""All runs as JUnit XML: a suite for each; what is unknown is an error, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.report.xml_text import clean
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.report.bundle.model import Evidence
    from workexec_contracts.report.bundle.standing import Bundle, Told

KINDS = {Verdict.FAILED: "failure", Verdict.UNKNOWN: "error"}


def junit(bundle: Bundle) -> str:
    """The XML document."""
    root = Element("testsuites", name="contracts")
    for run in bundle.runs:
        _suite(root, bundle, run)
    untold = [one for one in bundle.contracts if not any(found.proves for found in one.found)]
    if untold:
        suite = _new(root, "contracts without evidence", len(untold), 0, len(untold))
        for one in untold:
            case = SubElement(suite, "testcase", classname=one.domain, name=one.contract)
            SubElement(case, "error", type="unknown", message=clean(one.why))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, bundle: Bundle, run: Told) -> None:
    rows = [(row, _today(row, stale=run.stale)) for row in run.others]
    rows += [
        (found.evidence, found.verdict)
        for one in bundle.contracts
        for found in one.found
        if found.run == run.name
    ]
    verdicts = [verdict for _, verdict in rows]
    failures, errors = verdicts.count(Verdict.FAILED), verdicts.count(Verdict.UNKNOWN)
    silent = not rows
    suite = _new(root, run.name, max(len(rows), 1), failures, errors + silent)
    suite.set("timestamp", run.started_at.removesuffix("Z"))
    suite.set("time", f"{run.seconds:.3f}")
    for row, verdict in rows:
        _case(suite, run, row, verdict)
    if silent:
        case = SubElement(suite, "testcase", classname=run.command, name="shows something")
        SubElement(case, "error", type="unknown", message="no evidence")


def _new(root: Element, name: str, tests: int, failures: int, errors: int) -> Element:
    counts = {"tests": tests, "failures": failures, "errors": errors, "skipped": 0}
    told = {key: str(count) for key, count in counts.items()}
    return SubElement(root, "testsuite", {"name": clean(name), **told})


def _today(row: Evidence, *, stale: bool) -> Verdict:
    return Verdict.UNKNOWN if stale else row.verdict


def _case(suite: Element, run: Told, row: Evidence, verdict: Verdict) -> None:
    times = f" ({row.count} times)" if row.count > 1 else ""
    classname = f"{run.command}.{row.contract}" if row.contract else run.command
    case = SubElement(suite, "testcase", classname=clean(classname), name=clean(row.what + times))
    kind = KINDS.get(verdict)
    if kind is None:
        return
    message = f"expected {row.expected}; got {row.actual}" if row.expected else row.actual or verdict.value
    told = SubElement(case, kind, type=clean(row.clause or verdict.value), message=clean(message))
    lines = {"clause": row.clause, "expected": row.expected, "actual": row.actual, "request": row.request}
    lines["replay"] = row.replay or run.typed
    told.text = clean("\n".join(f"{name + ':':10}{text}" for name, text in lines.items() if text))

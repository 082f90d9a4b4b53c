"""The run as JUnit XML: a survivor is a failure, an equivalent skipped, what cannot be said an error."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workexec_contracts.report.xml_text import clean

if TYPE_CHECKING:
    from workexec_contracts.verification.mutation import MutationRun, Trial


def junit(run: MutationRun) -> str:
    """The XML document; a suite for each operation or event, and one for the run itself."""
    root = Element("testsuites", name="mutation score", time=str(run.seconds))
    for subject in dict.fromkeys(trial.subject for trial in run.trials):
        _suite(root, subject, [trial for trial in run.trials if trial.subject == subject])
    whole = SubElement(
        root, "testsuite", name="run", tests="1", failures=str(int(bool(run.problems))), errors="0"
    )
    case = SubElement(whole, "testcase", classname="mutation", name="the score has not fallen", time="0")
    if run.problems:
        SubElement(case, "failure", message=clean("; ".join(run.problems)[:500]))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, subject: str, trials: list[Trial]) -> None:
    suite = SubElement(
        root,
        "testsuite",
        name=subject,
        tests=str(len(trials)),
        failures=str(sum(trial.survived and not trial.unknown for trial in trials)),
        errors=str(sum(trial.survived and bool(trial.unknown) for trial in trials)),
        skipped=str(sum(bool(trial.equivalent) for trial in trials)),
    )
    for trial in trials:
        seconds = f"{sum(judged.seconds for judged in trial.judgements):.3f}"
        case = SubElement(suite, "testcase", classname=subject, name=clean(trial.id), time=seconds)
        if trial.equivalent:
            SubElement(case, "skipped", message=clean(f"equivalent: {trial.equivalent}"))
        elif trial.survived:
            told = SubElement(case, "error" if trial.unknown else "failure", message=clean(trial.says))
            told.text = clean(f"clause: {trial.clause}\nreplay: {trial.replay}\n")

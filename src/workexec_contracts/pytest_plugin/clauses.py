"""`@pytest.mark.contract("F11", "CRM Domain / Search Customers")`: which clauses a test is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from workexec_contracts.lint.document import Document

MARKER = "contract"
HELP = "the findings (F11) and clauses of the contract document that the test is about"


class Clauses:
    """Names reach JUnit as properties, a failure's text as a section, the end of the run as a list."""

    @pytest.hookimpl
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        item.user_properties += [(MARKER, name) for name in _names(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        names = [str(value) for name, value in item.user_properties if name == MARKER]
        if report.failed and names:
            report.sections.append(("contract", "\n".join(map(_told, names))))
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        held = _counted(terminalreporter)
        if not held:
            return
        terminalreporter.section("contract clauses")
        for name, counted in sorted(held.items()):
            verdict = next(one for one in ("failed", "unknown", "passed") if counted[one])
            tests = sum(counted.values())
            terminalreporter.line(
                f"{verdict:7} {name} ({tests} test{'s' if tests > 1 else ''})", red=verdict == "failed"
            )


def _names(item: pytest.Item) -> list[str]:
    """The marker's names, each once. Raises UsageError for one that no contract has."""
    names = list(dict.fromkeys(str(name) for mark in item.iter_markers(MARKER) for name in mark.args))
    for name in names:
        if not _is_known(name):
            near = get_close_matches(name, _listed(), n=1, cutoff=0.4)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise pytest.UsageError(
                f"{item.nodeid}: no finding and no clause of the contract document is called {name!r}"
                f" ({hint}`wxc findings` lists both)"
            )
    return names


def _is_known(name: str) -> bool:
    return name in _listed() or _document().section(name) is not None


@cache
def _document() -> Document:
    from workexec_contracts import contracts  # noqa: PLC0415  # nothing heavy before it is used
    from workexec_contracts.lint.document import parse  # noqa: PLC0415  # the same

    return parse(contracts.document_text())


@cache
def _listed() -> dict[str, str]:
    """Findings and the clauses that the contracts name, and what there is to say of each."""
    from workexec_contracts import contracts  # noqa: PLC0415  # nothing heavy before it is used

    used = [operation.clause for _, operation in contracts.operations()]
    known = dict.fromkeys([*used, *(event.clause for event in contracts.events())], "")
    return known | {finding.id: finding.decision for finding in contracts.FINDINGS}


def _told(name: str) -> str:
    decision = _listed().get(name)
    return f"{name}: {decision}" if decision else name


def _counted(reporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    """How the tests of each name ended: failed > unknown > passed."""
    ended: dict[str, dict[str, str]] = defaultdict(dict)
    kinds = {
        "passed": "passed",
        "skipped": "unknown",
        "xfailed": "unknown",
        "failed": "failed",
        "error": "failed",
    }
    for kind, verdict in kinds.items():  # the worst last, so that it stays
        for report in reporter.stats.get(kind, []):
            for name, value in getattr(
                report, "user_properties", ()
            ):  # a file that was not collected has none
                if name == MARKER:
                    ended[str(value)][report.nodeid] = verdict
    return {name: Counter(tests.values()) for name, tests in ended.items()}

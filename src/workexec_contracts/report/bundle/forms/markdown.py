"""A summary for a pull request: what is broken or unknown, what must who do next, how it is run again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workexec_contracts.report.next_steps import CALLER
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.report.bundle.standing import Bundle, Found, Standing, Told

MOST = 60_000
"""Bytes: a code host takes 65,536 characters of a comment."""
CUT = "\n*The rest is in the bundle: `report/index.html`.*"
STEPS = 20
SHOWN = 20
"""Runs."""
MOST_OF_A_LINE = 2_000
CELL = 300
MARKS = {Verdict.PASSED: "✅", Verdict.FAILED: "❌", Verdict.UNKNOWN: "❔"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


def markdown(bundle: Bundle) -> str:
    """As much of it as a comment holds, the most urgent first."""
    told, length = [], 0
    for part in (*_first(bundle), *_details(bundle)):
        length += len(part.encode(errors="replace")) + 1
        if length > MOST:
            told.append(CUT)
            break
        told.append(part)
    return "\n".join(told) + "\n"


def _first(bundle: Bundle) -> Iterator[str]:
    """Line by line; what must be done comes before what was run, as it must not be cut off."""
    yield f"## {MARKS[bundle.verdict]} Contracts: {_text(bundle.sentence)}"
    yield ""
    wrong = [one for one in bundle.contracts if one.verdict is not Verdict.PASSED]
    if wrong:
        yield "| contract | verdict | why |"
        yield "|---|---|---|"
        for one in sorted(wrong, key=lambda one: one.verdict is not Verdict.FAILED):
            name = f"{_text(one.domain_title)}: {_text(one.title)} ({_code(one.contract)})"
            yield f"| {name} | {MARKS[one.verdict]} {one.verdict} | {_cell(_why(one))} |"
        yield ""
    yield "### What must who do next"
    yield ""
    for step in bundle.next_steps[:STEPS]:
        yield f"1. **{_text(step.who)}**: {_cell(step.what)}"
    if len(bundle.next_steps) > STEPS:
        yield f"\nand {len(bundle.next_steps) - STEPS} more"
    yield ""
    commands = [line for step in bundle.next_steps[:STEPS] if step.who == CALLER for line in step.details]
    if commands:
        told = "\n".join(line[:MOST_OF_A_LINE] for line in commands)
        yield f"<details><summary>How to find out</summary>\n\n{_fenced(told)}\n\n</details>\n"
    yield from _runs(bundle)


def _runs(bundle: Bundle) -> Iterator[str]:
    yield "### What was run"
    yield ""
    yield "| run | verdict | what |"
    yield "|---|---|---|"
    for run in sorted(bundle.runs, key=lambda run: list(Verdict).index(run.verdict), reverse=True)[:SHOWN]:
        stale = " (stale)" if run.stale else ""
        yield f"| {_code(run.name)} | {MARKS[run.verdict]} {run.verdict}{stale} | {_cell(run.told)} |"
    if len(bundle.runs) > SHOWN:
        yield f"\nand {len(bundle.runs) - SHOWN} more"
    yield ""


def _why(one: Standing) -> str:
    if one.verdict is Verdict.UNKNOWN:
        return one.why
    first = next(found.evidence for found in one.broken if found.verdict is Verdict.FAILED)
    return f"{first.what}: expected {first.expected}, got {first.actual}" if first.expected else first.what


def _details(bundle: Bundle) -> Iterator[str]:
    runs = {run.name: run for run in bundle.runs}
    for one in bundle.contracts:
        for found in one.broken:
            if found.verdict is Verdict.FAILED:
                yield _detail(one.contract, found, runs[found.run])


def _detail(contract: str, found: Found, run: Told) -> str:
    row = found.evidence
    lines = {"clause": row.clause, "expected": row.expected, "actual": row.actual, "request": row.request}
    lines["replay"] = row.replay or run.typed
    told = "\n".join(f"{name + ':':10}{text[:MOST_OF_A_LINE]}" for name, text in lines.items() if text)
    summary = f"{_html(contract)}: {_html(row.what)}"
    return f"<details><summary>{summary}</summary>\n\n{_fenced(told)}\n\n</details>\n"


def _fenced(text: str) -> str:
    """A block whose fence is longer than any in it."""
    longest = max((len(found) for found in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _text(text: str) -> str:
    """Text that is nothing else: no mark-up, no mention, one line."""
    return _unmentioned(_SPECIAL.sub(r"\\\1", " ".join(text.split())))


def _html(text: str) -> str:
    words = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _unmentioned(words)


def _unmentioned(text: str) -> str:
    """Nobody is called: a code host looks for names once the text is rendered, whatever was escaped."""
    return text.replace("@", "@\u200b")


def _cell(text: str) -> str:
    return _text(text if len(text) <= CELL else f"{text[:CELL]} ...")


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39)).replace('|', '/')}`"

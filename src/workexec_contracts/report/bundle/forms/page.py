"""The bundle as one HTML file: no outside resource, opens from disk, from a verdict down to its request."""

from __future__ import annotations

import json
import re
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from workexec_contracts.contracts import operations
from workexec_contracts.documents import pages
from workexec_contracts.documents.pages.table import GENERATED
from workexec_contracts.pacts import interactions
from workexec_contracts.report.bundle.places import place_of
from workexec_contracts.stubs.mappings import stubs_of
from workexec_contracts.verdict import Verdict

from .plots import latencies, verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.pacts import Interaction
    from workexec_contracts.report.bundle.model import Evidence
    from workexec_contracts.report.bundle.standing import Bundle, Found

REPORT = "workexec_contracts.report"
MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.UNKNOWN: "?"}
WORDS = {Verdict.PASSED: "hold", Verdict.FAILED: "broken", Verdict.UNKNOWN: "unknown"}
PAGE = "page.html"
LONGEST = 6_000
"""Characters of a stub or an interaction that are shown; the file has all."""
ROWS, LEAST, CELL = 40, 3, 1_000
"""Rows of a contract that do not hold, shared by the runs; of each run at least; characters of a fact."""


def html(bundle: Bundle) -> str:
    """The page. Everything that came from outside is escaped by the template."""
    template = _templates().get_template("index.html")
    return template.render(
        bundle=bundle,
        style=_shared("style.css"),
        script=_shared("page.js"),
        marks=MARKS,
        words=WORDS,
        verdicts=Verdict,
        plots=[plot for plot in (verdicts(bundle), latencies(bundle)) if plot],
        about=_about(),
        place_of=place_of,
        some=partial(_some, most=rows_of_each(len(bundle.runs))),
        cut=_cut,
        page=PAGE,
    )


def rows_of_each(runs: int) -> int:
    """How many rows that do not hold are shown of a contract and a run."""
    return max(LEAST, ROWS // max(runs, 1))


def _some(rows: Sequence[Found | Evidence], most: int) -> tuple[list[Found | Evidence], int]:
    """The worst first, what held last, and how many that did not hold are left out."""
    wrong = [row for row in rows if row.verdict is not Verdict.PASSED]
    wrong.sort(key=lambda row: row.verdict is not Verdict.FAILED)
    held = [row for row in rows if row.verdict is Verdict.PASSED]
    return [*wrong[:most], *held], max(0, len(wrong) - most)


def _cut(text: str) -> str:
    return text if len(text) <= CELL else f"{text[:CELL]} ... ({len(text):,} characters in all)"


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("workexec_contracts.report.bundle", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shared(name: str) -> Markup:
    text = resources.files(REPORT).joinpath(name).read_text(encoding="utf-8").rstrip()
    return Markup(text)  # noqa: S704  # our own files


@cache
def _about() -> dict[str, dict[str, Any]]:
    """Of each contract what does not come from runs: its page, its interactions, its stubs."""
    writer = MarkdownIt("commonmark", {"html": False}).enable("table")
    found: dict[str, dict[str, Any]] = {
        name.removesuffix(".md"): {"page": Markup(writer.render(_linked(text))), "pacts": [], "stubs": []}  # noqa: S704  # html is off
        for name, text in pages.render().items()
    }
    for domain, operation in operations():
        stubs = stubs_of(domain, operation)
        found[operation.operation_id]["stubs"] = [(stub["name"], _short(stub)) for stub in stubs]
    for interaction in interactions():
        found[interaction.operation]["pacts"].append((_title(interaction), _short(_told(interaction))))
    return found


def _linked(text: str) -> str:
    """Links to other contracts stay on the page; the rest of the project is not beside it."""
    text = text.replace(f"{GENERATED}\n", "", 1)  # of the file, not of the contract
    return re.sub(r"\[([^\]]*)\]\((?!#)[^)]*\)", r"\1", re.sub(r"\]\((\w+)\.md\)", r"](#\1)", text))


def _title(interaction: Interaction) -> str:
    states = (
        f", given {' and '.join(given.name for given in interaction.states)}" if interaction.states else ""
    )
    return f"{interaction.description}{states}"


def _told(interaction: Interaction) -> dict[str, Any]:
    told: dict[str, Any] = {"consumer": interaction.consumer, "provider": interaction.provider}
    if interaction.request is not None:
        request = interaction.request
        asked = {"method": request.method, "path": request.path, "query": dict(request.query)}
        told["request"] = {name: value for name, value in asked.items() if value}
        if request.body is not None:
            told["request"]["body"] = request.example
    if interaction.reply is not None:
        told["reply"] = {"status": interaction.reply.status, "body": interaction.reply.example}
    if interaction.message is not None:
        told["message"] = interaction.message.example
    return told


def _short(value: Any) -> str:  # noqa: ANN401  # JSON of any type
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n... ({len(text):,} characters in all)"

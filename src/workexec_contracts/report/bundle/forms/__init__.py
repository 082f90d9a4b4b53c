"""What is made of all runs: for a browser, a pull request, a code host, a pipeline, a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .data import as_json
from .junit import junit
from .markdown import markdown
from .page import html
from .sarif import sarif

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.report.bundle.standing import Bundle

INDEX = "index.html"
FORMS: dict[str, Callable[[Bundle], str]] = {
    "bundle.json": as_json,
    "junit.xml": junit,
    "results.sarif": sarif,
    "summary.md": markdown,
    INDEX: html,
}
"""By file name."""

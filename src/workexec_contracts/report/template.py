"""Pages of one look: a package's `page.html`, with the style and the script that all of them share."""

from __future__ import annotations

from importlib import resources
from string import Template

HERE = "workexec_contracts.report"


def fill(package: str, **parts: object) -> str:
    """The page of a package with its parts in their places, which must be escaped already."""
    page = resources.files(package).joinpath("page.html").read_text(encoding="utf-8")
    return Template(page).substitute(style=_shared("style.css"), script=_shared("page.js"), **parts)


def _shared(name: str) -> str:
    return resources.files(HERE).joinpath(name).read_text(encoding="utf-8").rstrip()

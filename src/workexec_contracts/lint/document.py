"""The contract document as sections of labelled paragraphs, tables, bullets and JSON blocks."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any

from workexec_contracts.contracts.vocabulary import Data

_HEADING = re.compile(r"^(#+) (.+)$")
_SHORTENED = re.compile(r" \u2013 |: | \(")
_JSON = re.compile(r"```json\n(.*?)```", re.DOTALL)
Row = dict[str, str]


class Section(Data):
    """The text below one heading, up to the next. `path` holds the headings above it and its own."""

    path: tuple[str, ...]
    text: str

    @property
    def clause(self) -> str:
        """How the contracts name it: the outermost and the innermost heading, without their explanations."""
        ends = dict.fromkeys((self.path[0], self.path[-1]))
        return " / ".join(_SHORTENED.split(heading)[0] for heading in ends)

    @cached_property
    def blocks(self) -> tuple[Any, ...]:
        """The JSON blocks."""
        return json_blocks(self.text)

    def is_at(self, clause: str) -> bool:
        """Whether `clause` names it: parts of its headings from outside in, the last one of its own."""
        parts = clause.split(" / ")
        rest = iter(self.path)
        return all(any(part in heading for heading in rest) for part in parts) and parts[-1] in self.path[-1]

    def labelled(self, label: str) -> str:
        """What follows `**label:**`, up to the next label at the start of a line."""
        found = re.search(
            rf"^\*\*{re.escape(label)}:\*\*(.*?)(?=^\*\*[^*\n]+:\*\*|\Z)", self.text, re.DOTALL | re.MULTILINE
        )
        return found[1].strip() if found else ""

    def block(self, label: str) -> Any:  # noqa: ANN401  # a JSON value of any type
        """The first JSON block below a label, None where there is none."""
        return next(iter(json_blocks(self.labelled(label))), None)


class Document(Data):
    """The whole document."""

    text: str
    sections: tuple[Section, ...]

    def section(self, clause: str) -> Section | None:
        """The first section of that clause, None where no heading fits."""
        return next((section for section in self.sections if section.is_at(clause)), None)


def parse(text: str) -> Document:
    """Cut the document at its headings; a `#` inside a fenced block is no heading."""
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    fenced = False

    def close() -> None:
        if path:
            headings = tuple(heading for _, heading in path)
            sections.append(Section(path=headings, text="\n".join(lines).strip()))
        lines.clear()

    for line in text.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading:
            close()
            level = len(heading[1])
            path = [(above, name) for above, name in path if 1 < above < level]
            path.append((level, heading[2].strip()))
        else:
            lines.append(line)
    close()
    return Document(text=text, sections=tuple(sections))


def json_blocks(text: str) -> tuple[Any, ...]:
    """Every fenced JSON block of a text."""
    return tuple(json.loads(block) for block in _JSON.findall(text))


def table(text: str) -> tuple[Row, ...]:
    """The rows of the tables of a text, by the first table's column names; code marks removed from cells."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.lstrip().startswith("|")]
    if not rows:
        return ()
    names = [cell.strip() for cell in rows[0]]
    return tuple(
        {name: cell.strip() for name, cell in zip(names, row, strict=False)}
        for row in rows[1:]
        if set("".join(row)) - set("-: ")
    )


def bullets(text: str) -> tuple[str, ...]:
    """The bullets of a text, without their marks."""
    return tuple(line.strip()[2:] for line in text.splitlines() if line.strip().startswith("- "))

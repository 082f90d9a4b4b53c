"""What a page asks to be run: comments that no reader sees, each in front of a fenced block.

`<!-- run -->`                          a shell script; it must end with exit code 0
`<!-- run, until TEXT -->`              a command that goes on: until it has printed TEXT, it is waited for
`<!-- prints -->`                       what the script before has printed, somewhere; `...` is any text
`<!-- write NAME -->`                   a file
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMMENT = re.compile(r"<!-- (run|prints|write)(?:, until)?(?: (.+?))? -->")


@dataclass(frozen=True)
class Block:
    """A block, what is to be done with it, and the line of the page where it begins."""

    what: str
    argument: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """Those of a page, in its order. Raises ValueError for a comment without a block behind it."""
    return list(_found(page.read_text(encoding="utf-8")))


def _found(text: str) -> Iterator[Block]:
    asked: re.Match[str] | None = None
    for token in MarkdownIt().parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence" and asked:
            yield Block(asked[1], asked[2] or "", token.content, line)
        elif asked:
            raise ValueError(f"line {line}: expected a fenced block after {asked[0]}")
        asked = _COMMENT.fullmatch(token.content.strip()) if token.type == "html_block" else None

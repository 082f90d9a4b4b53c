"""Text that came from anybody, so that a person sees what is there and a row keeps its size."""

from __future__ import annotations

import unicodedata

LONGEST = 300
"""Characters of a URL or name that are shown."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Control and format characters: some of them turn the direction of all that follows."""


def visible(text: str, longest: int = LONGEST) -> str:
    """The text with every character that shows nothing as its number, and an ellipsis where it is cut."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(_shown(character) for character in cut)


def _shown(character: str) -> str:
    return f"\\u{ord(character):04x}" if unicodedata.category(character) in _HIDDEN else character

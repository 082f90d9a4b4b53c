"""Text that an XML document can hold."""

from __future__ import annotations

FIRST_PRINTABLE = 0x20
SURROGATES = range(0xD800, 0xE000)


def clean(text: str) -> str:
    """XML has no way to say most control characters."""
    return "".join(letter if _allowed(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _allowed(letter: str) -> bool:
    code = ord(letter)
    if code in SURROGATES or letter in "\ufffe\uffff":
        return False
    return code >= FIRST_PRINTABLE or letter in "\t\n\r"

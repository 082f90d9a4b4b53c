"""Which variables of a suspended frame are ever read again: the others say nothing of its future."""

from __future__ import annotations

import dis
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType

_ENDS = ("RETURN", "RAISE", "RERAISE", "JUMP_BACKWARD", "JUMP_FORWARD", "JUMP_ABSOLUTE")
"""After these the next instruction is not the one that follows; jumps go where they go."""


@lru_cache(maxsize=4_096)
def alive(code: CodeType, at: int) -> frozenset[str]:
    """Variables that some path from the instruction at `at` reads before it writes them.

    Cells count as read, and so does whatever a handler of exceptions may read.
    """
    known = list(dis.get_instructions(code))
    index = {one.offset: number for number, one in enumerate(known)}
    begins = [number for number, one in enumerate(known) if one.offset > at][:1]
    entries = dis.Bytecode(code).exception_entries  # type: ignore[attr-defined]  # typeshed lacks it
    handlers = [index[entry.target] for entry in entries]
    read = set(code.co_cellvars) | set(code.co_freevars)
    seen: set[tuple[int, frozenset[str]]] = set()
    left = [(number, frozenset[str]()) for number in (*begins, *handlers)]
    while left:
        number, written = left.pop()
        if (number, written) in seen or number >= len(known):
            continue
        seen.add((number, written))
        one = known[number]
        reads, writes = _touched(one)
        read |= reads - written
        written |= writes
        if one.opcode in dis.hasjrel or one.opcode in dis.hasjabs:
            left.append((index[int(one.argval)], written))
        if not one.opname.startswith(_ENDS):
            left.append((number + 1, written))
    return frozenset(read)


def _touched(one: dis.Instruction) -> tuple[set[str], set[str]]:
    """The variables that an instruction reads, then those that it writes."""
    names = one.argval if isinstance(one.argval, tuple) else (one.argval,)
    if "_FAST" not in one.opname:
        return set(), set()
    if one.opname == "STORE_FAST_LOAD_FAST":
        return set(names[1:]) - set(names[:1]), set(names[:1])
    named = {name for name in names if isinstance(name, str)}
    return (set(), named) if one.opname.startswith(("STORE", "DELETE")) else (named, set())

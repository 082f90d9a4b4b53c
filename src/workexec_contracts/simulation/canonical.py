"""One text for everything that is alive in a process: values, objects, callbacks, and plans in mid-air.

Two texts are equal where both sides differ by nothing but times, and by ids that stand in the same places.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from enum import Enum
from functools import partial, singledispatchmethod
from operator import length_hint
from types import BuiltinMethodType, FunctionType, GeneratorType, MethodType
from typing import Any

from pydantic import BaseModel

from workexec_contracts.contracts.vocabulary import Data

from .locals_alive import alive

LONG_US = 10_000_000
LONG_S = 10_000.0
_TIME = re.compile(r"(^|_)(us|now)$|_at$")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b"
)
_PLAIN = (str, bytes, bool, type(None))


def renamed(text: str) -> str:
    """The text with its moments left out, and each id as the number of its first appearance."""
    known: dict[str, str] = {}
    return _ID.sub(lambda found: known.setdefault(found[0], f"#{len(known)}"), _MOMENT.sub("@", text))


class Canonical:
    """Walks from given roots, and stops at `closed` types: those belong to the world, not to the moment."""

    def __init__(
        self, closed: tuple[type, ...], unsaid: Mapping[type, frozenset[str]], bases: Mapping[str, int]
    ) -> None:
        """`unsaid` are members of a type that decide nothing; of a number in `bases` the distance counts."""
        self._closed = closed
        self._unsaid = unsaid
        self._bases = bases
        self._seen: dict[int, int] = {}
        self._alive: list[object] = []
        """Nothing that was seen may go away, lest another get its id."""

    def text(self, value: object, name: str = "") -> str:
        """What the value says; `name` is that of the attribute or variable that has it."""
        if isinstance(value, (Enum, *_PLAIN)):
            return repr(value)
        if isinstance(value, datetime | timedelta):
            return "@"
        if isinstance(value, int | float):
            return _number(value - self._bases.get(name, 0), name)
        if isinstance(value, (*self._closed, type)):
            return f"<{getattr(value, '__qualname__', type(value).__qualname__)}>"
        return self._walk(value, name)

    def _walk(self, value: object, name: str) -> str:
        if id(value) in self._seen:
            return f"^{self._seen[id(value)]}"
        self._seen[id(value)] = len(self._seen)
        self._alive.append(value)
        return self._contents(value, name)

    @singledispatchmethod
    def _contents(self, value: Any, name: str) -> str:  # noqa: ANN401  # whatever is alive
        if hasattr(value, "__length_hint__") and not hasattr(value, "__len__"):
            return f"{type(value).__name__} {length_hint(value)}"
        if hasattr(value, "__iter__") and hasattr(value, "__len__"):
            return f"[{','.join(self.text(one, name) for one in value)}]"
        return self._named(value, attributes(value).items())

    @_contents.register
    def _(self, value: BaseModel, _name: str) -> str:
        """A piece of a contract by its name: there is one of each."""
        named = getattr(value, "operation_id", None) or getattr(value, "type", None)
        return f"{type(value).__name__} {named}" if isinstance(value, Data) and named else repr(value)

    @_contents.register
    def _(self, value: Mapping, name: str) -> str:  # type: ignore[type-arg]  # read at run time
        return f"{{{','.join(f'{self.text(key)}:{self.text(own, name)}' for key, own in value.items())}}}"

    @_contents.register
    def _(self, value: AbstractSet, name: str) -> str:  # type: ignore[type-arg]  # read at run time
        return f"{{{','.join(sorted(self.text(one, name) for one in value))}}}"

    @_contents.register
    def _(self, value: tuple, name: str) -> str:  # type: ignore[type-arg]  # read at run time
        if hasattr(value, "_fields"):
            return self._named(value, zip(value._fields, value, strict=True))
        return f"[{','.join(self.text(one, name) for one in value)}]"

    @_contents.register
    def _(self, value: partial, _name: str) -> str:  # type: ignore[type-arg]  # read at run time
        return f"partial({self.text(value.func)},{self.text(value.args)},{self.text(value.keywords)})"

    @_contents.register
    def _(self, value: MethodType, _name: str) -> str:
        return f"{self.text(value.__self__)}.{value.__func__.__qualname__}"

    @_contents.register
    def _(self, value: FunctionType, _name: str) -> str:
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return f"{value.__qualname__}{self.text(cells) if cells else ''}"

    @_contents.register
    def _(self, value: BuiltinMethodType, _name: str) -> str:
        return value.__qualname__

    @_contents.register
    def _(self, value: GeneratorType, _name: str) -> str:  # type: ignore[type-arg]  # read at run time
        """Where a plan or a life stands: instruction, variables yet to be read, loops, what it waits for."""
        frame = value.gi_frame
        if frame is None:
            return f"{value.__qualname__} is over"
        loops = [one for one in gc.get_referents(value) if type(one).__name__.endswith("_iterator")]
        read = alive(frame.f_code, frame.f_lasti)
        local = {name: own for name, own in frame.f_locals.items() if name in read}
        told = ",".join(f"{name}={self.text(own, name)}" for name, own in local.items())
        waits = self.text(value.gi_yieldfrom)
        return f"{value.__qualname__}@{frame.f_lasti}({told}){self.text(loops)}>{waits}"

    def _named(self, value: object, members: Iterable[tuple[str, Any]]) -> str:
        unsaid = self._unsaid.get(type(value), ())
        told = (f"{member}={self.text(own, member)}" for member, own in members if member not in unsaid)
        return f"{type(value).__qualname__}({','.join(told)})"


def attributes(value: object) -> dict[str, Any]:
    """What an object has, slots included."""
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    return {
        **{name: getattr(value, name) for name in slots if hasattr(value, name)},
        **getattr(value, "__dict__", {}),
    }


def _number(value: float, name: str) -> str:
    """A time is known by its name, by its size, or as the moment at which something was heard."""
    whole = isinstance(value, int)
    is_time = _TIME.search(name) or abs(value) >= (LONG_US if whole else LONG_S)
    return "@" if is_time or (name == "at" and not whole) else repr(value)

"""What a body may be: every member left out, nulled, of another type, out of its values (F05, F33, F40)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.variations import changed, without
from workexec_contracts.verification.documents import INVALID, as_text, paths, schema_fault, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Sample, Subject

WRONG_TEXTS = {
    "that is cut off": '{"a": ',
    "that is a list": "[]",
    "that is a text": '"text"',
    "that is empty": "",
    "that is null": "null",
}
REPLACEMENTS: dict[type, tuple[Any, ...]] = {
    str: (None, 12345, "", "  ", "NO_SUCH_VALUE", "2026-02-30T10:00:00Z"),
    bool: (None, "text", 1),
    int: (None, "text", -1, 0.5, 10**13),
    float: (None, "text", -1, 0.001, 10**13),
    list: (None, {}, []),
    dict: (None, [], "text"),
}
EXTRA = "noSuchMember"


def cases(subject: Subject) -> Iterator[Case]:
    if subject.operation.request is not None:
        yield from _transport(subject)
        for sample in subject.samples:
            yield from _members(subject, sample)


def _transport(subject: Subject) -> Iterator[Case]:
    sample, wrong_type = subject.samples[0], subject.refuses(INVALID, "Content-Type")
    for what, value in (("text/plain", "text/plain"), ("no Content-Type", None)):
        name = f"refuses {what}"
        yield subject.case(name, subject.valid(sample, name).having(Content_Type=value), wrong_type)
    name = "accepts a charset behind the Content-Type"
    with_charset = f"{subject.operation.media_type}; charset=utf-8"
    call = subject.valid(sample, name).having(Content_Type=with_charset)
    yield subject.case(name, call, subject.succeeds())
    for what, text in WRONG_TEXTS.items():
        name = f"refuses a body {what}"
        yield subject.case(name, subject.valid(sample, name).but(body=text), subject.refuses(INVALID))
    if subject.operation.mutates:
        for what, value in (("no Idempotency-Key", None), ("an empty Idempotency-Key", "")):
            name = f"refuses {what}"
            call = subject.valid(sample, name).having(Idempotency_Key=value)
            yield subject.case(name, call, subject.refuses(INVALID, "Idempotency-Key"))
    if subject.delivers:
        name = "refuses an Idempotency-Key that is not the id of the event"
        call = subject.valid(sample, name).having(Idempotency_Key="another-key")
        yield subject.case(name, call, subject.refuses(INVALID, "Idempotency-Key"))


def _members(subject: Subject, sample: Sample) -> Iterator[Case]:
    which = f" in {sample.example.name}" if len(subject.samples) > 1 else ""
    shape = subject.document(sample, "shape", full=True)
    for how, spoil in _faults(shape):
        code = schema_fault(subject.operation, spoil(shape))
        if code is not None:
            name = f"refuses {how}{which} with {code}"
            document = spoil(subject.document(sample, name, full=True))
            yield subject.case(name, subject.write(sample, name, document), subject.refuses(code))


def _faults(shape: dict[str, Any]) -> Iterator[tuple[str, Callable[[dict[str, Any]], object]]]:
    """What can be wrong with a document of this shape, in words, and how to make it so."""
    for path, value in paths(shape):
        if path and isinstance(path[-1], str):
            yield f"a body without {shown(path)}", partial(without, path=path)
        if isinstance(value, dict):
            extra = partial(changed, path=(*path, EXTRA), value="x")
            yield f"an extra member in {shown(path)}", extra
        for wrong in REPLACEMENTS[type(value)] if path else ():
            yield f"{as_text(wrong)} for {shown(path)}", partial(changed, path=path, value=wrong)

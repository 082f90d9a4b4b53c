"""Who may ask, how, and where: 401, 405, 404; and 503 while the service is down (F02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import AUTHENTICATION
from workexec_contracts.verification.case import TOKEN, Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TOKENS = {
    "no token": None,
    "a token of another scheme": f"Basic {TOKEN}",
    "an empty token": "Bearer",
    "a token in two words": f"Bearer {TOKEN} {TOKEN}",
}


def cases(subject: Subject) -> Iterator[Case]:
    operation = subject.operation
    sample = subject.samples[0]
    for what, value in TOKENS.items():
        name = f"refuses {what} with UNAUTHORIZED"
        call = subject.valid(sample, name).having(Authorization=value)
        yield subject.case(name, call, subject.refuses("UNAUTHORIZED"), clause=AUTHENTICATION)
    allowed = tuple(other.method for _, other in operations() if other.path == operation.path)
    for method in METHODS:
        if method not in allowed:
            name = f"refuses {method} with METHOD_NOT_ALLOWED and Allow"
            expected = subject.refuses("METHOD_NOT_ALLOWED").model_copy(update={"allow": allowed})
            call = subject.valid(sample, name).but(method=method)
            yield subject.case(name, call, expected, clause=operation.error("METHOD_NOT_ALLOWED").clause)
    name = "answers a path below its own with NOT_FOUND"
    call = subject.valid(sample, name)
    path, _, query = call.path.partition("?")
    lost = f"{path}/no-such-path" + (f"?{query}" if query else "")
    clause = operation.error("NOT_FOUND").clause
    yield subject.case(name, call.but(path=lost), subject.refuses("NOT_FOUND"), clause=clause)
    down = operation.unavailable
    name = f"answers {down.code} while the service is down"
    yield subject.case(
        name,
        subject.valid(sample, name),
        subject.refuses(down.code),
        clause=down.clause,
        needs=Needs.SWITCH,
        alone=True,
    )

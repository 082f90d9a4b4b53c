"""What Schemathesis is taught; `schemathesis.toml` names this module.

Importing registers our checks, the token, the steering of generated requests and the exceptions.
"""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import AuthContext, CheckContext, HookContext, Response
from schemathesis.checks import CHECKS as CHECKS_OF_SCHEMATHESIS
from schemathesis.checks import load_all_checks

from workexec_contracts.verification.client import Reply

from . import settings
from .answer import DOMAINS, Answer, Service, answer
from .checks import CHECKS, Check
from .exceptions import excepted
from .framing import framed
from .keys import renew
from .steering import Case, operation_under, steered
from .survey import survey
from .wire import Sent

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from schemathesis.core.failures import Failure

    from workexec_contracts.contracts.vocabulary import Endpoint

_last = threading.local()


@schemathesis.auth(refresh_interval=None)
class Token:
    """Every request carries the token, so that what is refused is refused for another reason."""

    def get(self, case: Case, ctx: AuthContext) -> str:  # noqa: ARG002  # the protocol's arguments
        return settings.token()

    def set(self, case: Case, data: str, ctx: AuthContext) -> None:  # noqa: ARG002  # the protocol's arguments
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def flatmap_case(context: HookContext, case: Case) -> SearchStrategy[Case]:  # noqa: ARG001  # the protocol's
    if not _ours(case):
        return st.just(case)
    if not settings.dataset():
        survey(_service(_base(case)), DOMAINS[operation_under(case).operation_id])
    return steered(case)


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:  # noqa: ARG001  # the protocol's
    if _ours(case):
        renew(operation_under(case), case)
        framed(case)


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:  # noqa: ARG001
    if not _ours(case):
        return True
    sent = Sent.of(response.request, _base(case))
    return excepted(failure, operation_under(case), sent, response.text) is None


def _ours(case: Case) -> bool:
    try:
        operation_under(case)
    except KeyError:
        return False
    return True


def _judged(case: Case, response: Response) -> Answer | None:
    """The answer to judge; made once for all checks."""
    if getattr(_last, "response", None) is not response:
        _last.response = response
        _last.answer = _answer(operation_under(case), case, response) if _ours(case) else None
    found: Answer | None = _last.answer
    return found


def _answer(operation: Endpoint, case: Case, response: Response) -> Answer:
    base = _base(case)
    headers = {name.lower(): values[0] for name, values in response.headers.items()}
    text = (response.content or b"").decode(errors="replace")
    reply = Reply(status=response.status_code, headers=headers, text=text, seconds=response.elapsed)
    return answer(operation, response.request, reply, _service(base), base)


def _base(case: Case) -> str:
    return str(case.operation.schema.get_base_url())


_services: dict[str, Service] = {}


def _service(base: str) -> Service:
    """One for all threads: Schemathesis's come and go, and what is asked a few times is counted over all."""
    if base not in _services:
        _services[base] = Service(base)
    return _services[base]


@atexit.register
def forget() -> None:
    """Ends all connections; every run counts its questions anew."""
    while _services:
        _services.popitem()[1].close()


def _register(check: Check) -> None:
    def run(ctx: CheckContext, response: Response, case: Case) -> bool | None:  # noqa: ARG001  # the protocol's
        """Judges one answer; True says that there was nothing to judge."""
        found = _judged(case, response)
        if found is None or not check.concerns(found.operation):
            return True
        check.judge(found)
        return None

    run.__name__ = check.name
    schemathesis.check(run)


for _check in CHECKS:
    _register(_check)
if not settings.forged():
    load_all_checks()
    # It is excepted; asking all the same would cost most of the time.
    CHECKS_OF_SCHEMATHESIS.unregister("ignored_auth")

"""All neighbours as one pure function from a call to a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from workexec_contracts.contracts.vocabulary import (
    COMMON_ERRORS,
    IDEMPOTENCY_CONFLICT,
    Acknowledge,
    Listing,
    Lookup,
    Record,
    Search,
    TaxCalculation,
    is_blank,
)

from . import checks
from .call import AROUND, Call, Refused, Reply
from .reads import listing, lookup, search
from .routes import found_at
from .state import State
from .tax import missing_code, tax
from .writes import write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, ErrorCode

    from .routes import Found

FALLBACK = {error.code: error for error in (*COMMON_ERRORS, IDEMPOTENCY_CONFLICT)}


class Neighbours:
    """Every provider of the contracts over one state.

    `new_id` makes correlation and trace ids; simulations bring a seeded one.
    """

    def __init__(self, state: State | None = None, new_id: Callable[[], UUID] = uuid4) -> None:
        """With the dataset's state unless told."""
        self.state = state or State.fresh()
        self._new_id = new_id
        self.down: set[str] = set()
        """The operations that answer as if their service were down."""

    def operation(self, call: Call) -> Endpoint | None:
        """Whose call it is, where it is anybody's."""
        try:
            return self._route(call)[1]
        except Refused:
            return None

    def handle(self, call: Call, code: str | None = None) -> Reply:
        """The answer to any request; never raises on what a client can send.

        `code` is of an error that its operation answers, whatever the call says.
        """
        headers = self._headers(call)
        operation: Endpoint | None = None
        try:
            checks.url(call)
            domain, operation, path = self._route(call)
            self._available(operation, code)
            checks.authorized(call)
            reply = self._answer(domain, operation, call, path)
        except Refused as refused:
            return self._refusal(refused, operation, headers)
        return Reply(reply.status, reply.body, headers)

    def _available(self, operation: Endpoint, code: str | None) -> None:
        if operation.operation_id in self.down:
            raise Refused(operation.unavailable.code)
        if code == _NotAllowed.CODE:
            raise _NotAllowed((operation.method,))
        if code is not None:
            raise Refused(code)

    def _route(self, call: Call) -> Found:
        found = found_at(call.path)
        if not found:
            raise Refused("NOT_FOUND")
        for domain, operation, path in found:
            if operation.method == call.method:
                return domain, operation, path
        raise _NotAllowed(tuple(operation.method for _, operation, _ in found))

    def _answer(self, domain: Domain, operation: Endpoint, call: Call, path: Mapping[str, str]) -> Reply:
        if operation.request is not None:
            checks.content_type(operation, call)
        if operation.mutates:
            return write(domain, operation, call, self.state)
        given = checks.parameters(operation, call, path)
        return Reply(operation.status_code, self._body(operation, call, given))

    def _body(self, operation: Endpoint, call: Call, given: Mapping[str, Any]) -> Mapping[str, Any]:
        match operation.behaviour:
            case Search() as behaviour:
                return search(behaviour, operation, given, self.state)
            case Listing() as behaviour:
                return listing(behaviour, given, self.state)
            case Lookup() as behaviour:
                return lookup(behaviour, given, self.state)
            case TaxCalculation() as behaviour:
                return tax(behaviour, operation, self._coded(behaviour, operation, call), self.state)
            case Record() | Acknowledge():
                raise TypeError(f"{operation.operation_id}: a mutation needs an Idempotency-Key header")
            case _:
                return operation.examples[0].response

    def _coded(self, behaviour: TaxCalculation, operation: Endpoint, call: Call) -> Mapping[str, Any]:
        """The lines of a calculation. Whatever else is missing, a missing tax code is told first (F07)."""
        try:
            return checks.document(operation, call.body)
        except Refused:
            missing_code(behaviour, operation, checks.parsed(call.body))
            raise

    def _headers(self, call: Call) -> dict[str, str]:
        correlation_id = call.headers.get("x-correlation-id", "")
        trace = call.headers.get("traceparent", "")
        headers = {"X-Correlation-Id": correlation_id.strip(AROUND), "traceparent": trace}
        if is_blank(correlation_id) or is_blank(trace):
            fresh = self._new_id()
            if is_blank(correlation_id):
                headers["X-Correlation-Id"] = str(fresh)
            if is_blank(trace):
                headers["traceparent"] = f"00-{fresh.hex}-{fresh.hex[:16]}-01"
        return headers

    def _refusal(self, refused: Refused, operation: Endpoint | None, headers: dict[str, str]) -> Reply:
        error: ErrorCode = operation.error(refused.code) if operation else FALLBACK[refused.code]
        body: dict[str, Any] = {
            "code": error.code,
            "message": error.message,
            "correlationId": headers["X-Correlation-Id"],
        }
        if refused.faults:
            body["fieldErrors"] = [{"field": f.field, "message": f.message} for f in refused.faults]
        if refused.existing:
            body["existingResourceId"] = refused.existing
        allow = {"Allow": ", ".join(refused.methods)} if isinstance(refused, _NotAllowed) else {}
        return Reply(error.status, body, {**headers, **allow})


class _NotAllowed(Refused):
    CODE = "METHOD_NOT_ALLOWED"

    def __init__(self, methods: tuple[str, ...]) -> None:
        super().__init__(self.CODE)
        self.methods = methods

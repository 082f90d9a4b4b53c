"""Calls over real connections, under gevent: carries out what a policy asks, and tells both clocks."""

from __future__ import annotations

import errno
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gevent

from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.load.answers import NO_ANSWER, fits
from workexec_contracts.load.calling import Came, perform
from workexec_contracts.load.tallies import Ending
from workexec_contracts.policy import AnswerCache, Answered, Send, Unanswered, Waited

from .connections import BROKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.load.request import Request

    from .connections import Connections
    from .recorder import Recorder

SHOWN = {Ending.FAILED, Ending.BLOCKED}
"""What the user of a journey sees fail."""
ATTEMPT, CALL = "ATTEMPT", "CALL"
OWN_LIMITS = {errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS, errno.ENOMEM}


class AttemptFailed(Exception):  # noqa: N818  # what Locust shows as a failure
    """An attempt that was not answered as it should be."""


class OutOfConnections(Exception):  # noqa: N818  # a state of this machine
    """This machine has no further file or port for a connection: nothing about the neighbour."""


class _TooLate(BaseException):
    """The attempt's time-out; nothing that catches exceptions on the way may take it for its own."""


class Driver:
    """Performs the requests of all journeys of this process."""

    def __init__(
        self, connections: Connections, token: str, recorder: Recorder, fire: Callable[..., Any]
    ) -> None:
        """`fire` is Locust's request event."""
        self._connections = connections
        self._bearer = f"Bearer {token}"
        self._recorder = recorder
        self._fire = fire
        self._store: AnswerCache[bytes] = AnswerCache()

    def perform(self, request: Request, due_s: float) -> Came:
        """One call that was meant to start at `due_s`: its attempts, its waits, its ending."""
        operation, begun_s, reached = request.operation.operation_id, due_s, False
        machine = perform(request, self._store)
        try:
            command = next(machine)
            while True:
                if isinstance(command, Send):
                    told, reached = self._attempt(request, begun_s, command.timeout_s)
                    command = machine.send(told)
                else:
                    gevent.sleep(command.seconds)
                    begun_s = self._recorder.now_s()
                    command = machine.send(Waited(time.monotonic()))
        except StopIteration as stop:
            came: Came = replace(stop.value, reached=reached)
        seconds = self._recorder.call(operation, due_s, came)
        shown = AttemptFailed(came.ending.value) if came.ending in SHOWN else None
        self._tell(CALL, operation, seconds, len(came.body), shown)
        return came

    def _attempt(
        self, request: Request, due_s: float, timeout_s: float
    ) -> tuple[Answered[bytes] | Unanswered, bool]:
        """What came, and whether it is what the contract says."""
        operation = request.operation
        flight = self._recorder.begin(operation.operation_id, due_s)
        try:
            told = self._exchange(request, timeout_s)
        except OutOfConnections:
            self._recorder.drop(flight)
            raise
        ended_s, failure = self._recorder.now_s(), None  # to look into an answer takes our time
        if isinstance(told, Unanswered):
            failure = told.outcome.value
        elif told.status != operation.status_code:
            failure = str(told.status)
        elif not fits(operation, told.value):
            failure = f"{told.status}, {NO_ANSWER}"
        seconds = self._recorder.attempt(flight, failure, ended_s)
        size = len(told.value) if isinstance(told, Answered) else 0
        self._tell(
            ATTEMPT, operation.operation_id, seconds, size, AttemptFailed(failure) if failure else None
        )
        return told, failure is None

    def _exchange(self, request: Request, timeout_s: float) -> Answered[bytes] | Unanswered:
        method, body = request.operation.method, request.body
        headers = (
            ("Authorization", self._bearer),
            ("traceparent", request.traceparent()),
            *request.headers,
        )
        head = self._connections.head(method, request.target, headers, len(body))
        try:
            with gevent.Timeout(timeout_s, _TooLate):
                status, content = self._connections.exchange(method, head + body)
        except _TooLate:
            return Unanswered(Outcome.TIMED_OUT, time.monotonic())
        except BROKEN as error:
            if getattr(error, "errno", None) in OWN_LIMITS:
                raise OutOfConnections(f"no further connection: {error}") from error
            return Unanswered(Outcome.CONNECTION_FAILED, time.monotonic())
        return Answered(status, time.monotonic(), content)

    def _tell(self, kind: str, name: str, seconds: float, size: int, wrong: Exception | None) -> None:
        self._fire(
            request_type=kind,
            name=name,
            response_time=seconds * 1000,
            response_length=size,
            exception=wrong,
            context={},
            response=None,
            url=None,
        )

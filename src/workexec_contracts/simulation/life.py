"""What people do with one work order, from the estimate to the bill: steps of WorkExec, and pauses between.

People are patient: a step that WorkExec could not take, or whose answer got lost, they try again, and look
first whether it was taken after all.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from workexec_contracts.consumer import ROUTES

from .scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workexec_contracts.consumer import Answer
    from workexec_contracts.contracts.shopmgmt import WorkorderStatus

    from .chance import Chance
    from .clock import Clock
    from .workload import Job

PATIENCE_S = (30.0, 60.0, 120.0, 300.0, 600.0, 900.0)
"""How long people wait before they try again; the last for ever after."""
REFUSALS = 20
"""How often they repeat what was refused for good, since somebody may have mended it."""
BEGUN: tuple[WorkorderStatus, ...] = ("ASSIGNED", "WORK_IN_PROGRESS")
DONE: WorkorderStatus = "COMPLETED"
_OK = range(200, 300)


_NOTHING: dict[str, Any] = {}


class Do(NamedTuple):
    """Take a step of WorkExec: the route by its name, the path's values, the body or the query."""

    name: str
    values: Mapping[str, str] = _NOTHING
    sent: Mapping[str, Any] = _NOTHING


class Pause(NamedTuple):
    """Do nothing for a while."""

    seconds: float


Life: TypeAlias = Generator[Do | Pause, "Answer | None", str]
Part: TypeAlias = Generator[Do | Pause, "Answer | None", "dict[str, Any] | None"]


def _corrected(session: Do) -> Do:
    """What was refused is sent again only with a correction (F58)."""
    fewer = max(session.sent["billableMinutes"] - 1, 0)
    return session._replace(sent={**session.sent, "billableMinutes": fewer})


def _least(job: Job) -> Job:
    """The job with nothing that a single workflow does not need."""
    return replace(job, parts=job.parts[:1], labor=(), sessions=1, ending="billed", waits_for_parts=False)


def route(method: str, ending: str) -> str:
    """The name of WorkExec's one endpoint whose path ends so. Raises LookupError."""
    found = [
        f"{one.method} {one.path}" for one in ROUTES if one.method == method and one.path.endswith(ending)
    ]
    if len(found) != 1:
        raise LookupError(f"{method} …{ending}: {len(found)} endpoints of WorkExec are called so")
    return found[0]


CREATE, SHOW = route("POST", "/estimates"), route("GET", "/estimates/{estimate_id}")
ADD_PART, ADD_LABOR = route("POST", "items:add-part"), route("POST", "items:add-labor")
SUMMARY = route("GET", "/summary")
SUBMIT, APPROVE, DECLINE = (route("POST", f"/{verb}") for verb in ("submit", "approve", "decline"))
STATUS, SESSIONS, FINALIZE = route("PUT", "/status"), route("POST", "/sessions"), route("POST", "/finalize")
WORKORDER = route("GET", "/workorder/{workorder_id}")
CUSTOMER, VEHICLE = route("GET", "/customers/{customerId}"), route("GET", "/vehicles/{vehicleId}")
CUSTOMERS, PARTS = route("GET", "/customers/search"), route("GET", "/parts/search")

BEGINS = {Scope.APPROVAL: CREATE, Scope.STATUS: STATUS, Scope.SESSION: SESSIONS, Scope.FINALIZE: FINALIZE}
"""The step with which each workflow begins; the whole life begins with whatever is first."""


class Living:
    """One job's people. `run` is its life; it returns how it ended."""

    def __init__(self, job: Job, chance: Chance, clock: Clock, scope: Scope = Scope.WHOLE) -> None:
        """`clock` is on the wall of the shop."""
        self.scope = scope
        self.job = job if scope is Scope.WHOLE else _least(job)
        self.estimate_id: str | None = None
        self.workorder_id: str | None = None
        self._chance = chance
        self._clock = clock
        self._paused = 0

    def run(self) -> Life:
        """From the customer at the counter to the end."""
        estimate = yield from self._estimate()
        if estimate is None:
            return "unfinished"
        yield self._pause(300, 7_200)
        if self.job.ending == "declined":
            done = yield from self._decide(DECLINE)
            return "declined" if done else "unfinished"
        approved = (yield from self._decide(SUBMIT)) and (yield from self._decide(APPROVE))
        if not approved:
            return "unfinished"
        self.workorder_id = approved["workorderId"]
        return (yield from (self._work() if self.scope is Scope.WHOLE else self._scoped()))

    def _scoped(self) -> Life:
        """The one workflow, once there is a work order."""
        if self.scope is Scope.FINALIZE:
            return (yield from self._bill())
        if self.scope is Scope.STATUS:
            technician, appointment = self.job.technician.person_id, self.job.appointment_id
            for status in (*BEGUN, DONE):
                yield from self._status(status, technicianId=technician, appointmentId=appointment)
        if self.scope is Scope.SESSION and not (yield from self._session(0)):
            return "unfinished"
        return "left"

    # --- the estimate

    def _estimate(self) -> Part:
        job = self.job
        for _ in range(2):  # they look twice
            yield Do(CUSTOMERS, sent={"query": job.customer["name"].split()[0]})
            yield self._pause(5, 30)
        yield Do(CUSTOMER, {"customerId": job.customer["customerId"]})
        yield Do(VEHICLE, {"vehicleId": job.vehicle["vehicleId"]})
        made = yield from self._insist(
            Do(
                CREATE,
                sent={
                    "customerId": job.customer["customerId"],
                    "vehicleId": job.vehicle["vehicleId"],
                    "locationId": job.shop.location_id,
                },
            )
        )
        if made is None:
            return None
        self.estimate_id = made["estimateId"]
        yield Do(PARTS, sent={"query": job.parts[0][0]["name"].split()[-1], "pageSize": "20"})
        for part, quantity in job.parts:
            yield self._pause(20, 120)
            yield from self._add(ADD_PART, {"sku": part["sku"], "quantity": quantity})
        for service in job.labor:
            yield self._pause(20, 120)
            units = self._units(service)
            sent = {"serviceId": service["serviceId"], "name": service["name"], **units}
            yield from self._add(ADD_LABOR, sent)
        return (yield from self._insist(Do(SUMMARY, self._estimate_values)))

    def _add(self, name: str, sent: dict[str, Any]) -> Part:
        """A line more; after a lost answer they look whether it is there."""
        before = yield from self._insist(Do(SHOW, self._estimate_values))
        count = len(before["items"]) if before else 0
        for patience in self._patience():
            answer = yield Do(name, self._estimate_values, sent)
            if answer is None:
                yield Pause(patience)
                shown = yield from self._insist(Do(SHOW, self._estimate_values))
                if shown and len(shown["items"]) > count:
                    return shown
            elif answer.body.get("retryable"):
                yield Pause(patience)
            else:
                return dict(answer.body) if answer.status in _OK else None
        return None

    def _units(self, service: Mapping[str, Any]) -> dict[str, float]:
        """Every other time the advisor says how long it takes, to an eighth of a unit."""
        eighths = self._chance.drawn(f"units/{self.job.number}/{service['serviceId']}") % 32
        return {"laborUnits": eighths / 8} if eighths % 2 else {}

    def _decide(self, name: str) -> Part:
        sent = {"userId": self.job.shop.advisor.person_id}
        return (yield from self._insist(Do(name, self._estimate_values, sent)))

    # --- the work

    def _work(self) -> Life:
        job, technician = self.job, self.job.technician
        yield self._pause(600, 14_400)
        people = {"technicianId": technician.person_id, "appointmentId": job.appointment_id}
        for status in BEGUN:
            yield from self._status(status, **people)
            if not self._chance.happens(30, "at once", job.number):
                yield self._pause(60, 1_800)
        if job.ending == "cancelled":
            done = yield from self._status("CANCELLED")
            return "cancelled" if done else "unfinished"
        for session in range(job.sessions):
            if session and job.waits_for_parts:
                yield from self._status("AWAITING_PARTS")
                yield self._pause(3_600, 86_400)
                yield from self._status("WORK_IN_PROGRESS")
            if not (yield from self._session(session)):
                return "unfinished"
        yield Do(WORKORDER, self._workorder_values)
        yield from self._status(DONE)
        yield self._pause(60, 3_600)
        return (yield from self._bill())

    def _status(self, status: WorkorderStatus, **people: str) -> Part:
        sent = {"status": status, "changedBy": self.job.technician.name, **people}
        return (yield from self._twice(Do(STATUS, self._workorder_values, sent), status))

    def _session(self, number: int) -> Part:
        begun = self._clock.wall()
        pause = self._pause(900, 7_200)
        yield pause
        ended = begun + timedelta(seconds=int(pause.seconds))
        break_minutes = int(pause.seconds) // 60 // 10
        sent = {
            "workSessionId": f"SESSION-{self.job.number}-{number + 1}",
            "personId": self.job.technician.person_id,
            "startTime": begun.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "endTime": ended.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "breakDurationMinutes": break_minutes,
            "billableMinutes": int(pause.seconds) // 60 - break_minutes,
        }
        return (yield from self._insist(Do(SESSIONS, self._workorder_values, sent), _corrected))

    def _bill(self) -> Life:
        shown = yield from self._insist(Do(WORKORDER, self._workorder_values))
        declines = self._chance.happens(10, "declined part", self.job.number)
        used = [
            {
                "workorderPartId": part["workorderPartId"],
                "declined": declines and not at,
                **self._usage(at, part["quantity"]),
            }
            for at, part in enumerate((shown or {}).get("parts", ()))
        ]
        sent = {
            "finalizedBy": self.job.shop.advisor.person_id,
            **({"poNumber": self.job.po_number} if self.job.po_number else {}),
            **({"parts": used} if used else {}),
        }
        done = yield from self._twice(Do(FINALIZE, self._workorder_values, sent), "bill")
        return "billed" if done else "unfinished"

    def _usage(self, at: int, planned: int) -> dict[str, int]:
        """Of every fifth part another number than was planned was used: one more, or one less."""
        drawn = self._chance.drawn(f"usage/{self.job.number}/{at}")
        return {} if drawn % 5 else {"usageQuantity": planned + (1 if drawn % 2 else -1)}

    def _twice(self, do: Do, what: str) -> Part:
        """Some people ask for the same once more when it is done."""
        done = yield from self._insist(do)
        if done is not None and self._chance.happens(5, "twice", self.job.number, what):
            yield Pause(2)
            yield do
        return done

    def _insist(self, do: Do, mend: Callable[[Do], Do] = lambda do: do) -> Part:
        """The answer, however often it takes; None where it is refused for good, `mend` or no `mend`."""
        refused = 0
        for patience in self._patience():
            answer = yield do
            if answer is not None and answer.status in _OK:
                return dict(answer.body)
            if answer is not None and not answer.body.get("retryable"):
                do, refused = mend(do), refused + 1
                if refused > REFUSALS:
                    return None
            yield Pause(patience)
        return None

    @staticmethod
    def _patience() -> Iterator[float]:
        return chain(PATIENCE_S, repeat(PATIENCE_S[-1]))

    def _pause(self, least_s: float, most_s: float) -> Pause:
        """Somewhere between, to the second."""
        self._paused += 1
        share = self._chance.unit(f"pause/{self.job.number}/{self._paused}")
        return Pause(round(least_s + (most_s - least_s) * share))

    @property
    def _estimate_values(self) -> dict[str, str]:
        return {"estimate_id": self.estimate_id or ""}

    @property
    def _workorder_values(self) -> dict[str, str]:
        return {"workorder_id": self.workorder_id or ""}

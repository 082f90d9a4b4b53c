"""People: work sessions of technicians, for timekeeping."""

from __future__ import annotations

from .vocabulary import (
    VALIDATION_ERROR,
    Collection,
    Comparison,
    Count,
    DateTime,
    Difference,
    Domain,
    ErrorCode,
    Event,
    FailMode,
    Known,
    Member,
    Request,
    Rule,
    Status,
    Sum,
    Text,
    event_policy,
)

CLAUSE = "Phase 4.4 / 2. WorkExec ↔ People Domain"


class WorkSession(Request):
    """A session of work of one person on one work order (F41)."""

    workorder_id: Text
    work_session_id: Text
    person_id: Text
    location_id: Text
    start_time: DateTime
    end_time: DateTime
    break_duration_minutes: Count
    billable_minutes: Count
    work_type: Text
    status: Text
    recorded_at: DateTime
    recorded_by: Text
    correlation_id: Text


class CompletedSession(Request):
    """A stored work session, for payroll and accounting."""

    workorder_id: Text
    work_session_id: Text
    person_id: Text
    location_id: Text
    billable_minutes: Count
    completed_at: DateTime
    correlation_id: Text


INVALID_PERSON_ID = ErrorCode(
    code="INVALID_PERSON_ID", status=400, message="Person not found", display=None, clause=CLAUSE
)
PERSON_NOT_ASSIGNED_TO_LOCATION = ErrorCode(
    code="PERSON_NOT_ASSIGNED_TO_LOCATION",
    status=409,
    message="The person is not assigned to the location",
    display=None,
    clause=CLAUSE,
)
ROLES = ("TECHNICIAN", "SUPERVISOR")

work_session_recorded = Event(
    name="work_session_recorded",
    type="com.durion.workexec.workorder.work_session_recorded",
    publisher="workexec",
    consumer="people",
    title="Work session recorded",
    trigger="POST /api/v1/workorder/{workorderId}/sessions",
    data=WorkSession,
    example={
        "type": "com.durion.workexec.workorder.work_session_recorded",
        "source": "https://durion.platform/workexec",
        "id": "evt-session-{uuid}",
        "time": "2026-01-25T14:30:00Z",
        "subject": "WO-001|SESSION-001",
        "data": {
            "workorderId": "WO-001",
            "workSessionId": "SESSION-001",
            "personId": "TECH-001",
            "locationId": "LOC-001",
            "startTime": "2026-01-25T08:00:00Z",
            "endTime": "2026-01-25T12:30:00Z",
            "breakDurationMinutes": 30,
            "billableMinutes": 240,
            "workType": "LABOR",
            "status": "COMPLETED",
            "recordedAt": "2026-01-25T14:30:00Z",
            "recordedBy": "TECH-001",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-session",
    consumption=(
        "store the work session",
        "publish com.durion.people.work_session.completed",
        "answer 202",
    ),
    policy=event_policy(3, FailMode.CLOSED, CLAUSE),
    rules=(
        Rule(
            name="session_starts_before_it_ends",
            says="startTime must be before endTime",
            field="data.startTime",
            requires=Comparison(
                left=Member(path="data.startTime"), is_="<", right=Member(path="data.endTime")
            ),
            clause=CLAUSE,
        ),
        Rule(
            name="billable_within_session",
            says="billableMinutes must not exceed endTime - startTime - breakDurationMinutes",
            field="data.billableMinutes",
            requires=Comparison(
                left=Sum(
                    terms=(
                        Member(path="data.billableMinutes"),
                        Member(path="data.breakDurationMinutes"),
                    )
                ),
                is_="<=",
                right=Difference(left=Member(path="data.endTime"), right=Member(path="data.startTime")),
            ),
            clause=CLAUSE,
        ),
    ),
    requires=(
        Known(
            name="person_known",
            says="personId must be a known person",
            member="data.personId",
            collection="people",
            by="personId",
            error=INVALID_PERSON_ID,
            clause=CLAUSE,
        ),
        Known(
            name="recorder_may_record",
            says="recordedBy must have role TECHNICIAN or SUPERVISOR",
            member="data.recordedBy",
            collection="people",
            by="personId",
            where={"role": ROLES},
            error=VALIDATION_ERROR,
            clause=CLAUSE,
        ),
        Known(
            name="person_assigned_to_location",
            says="personId must be assigned to locationId",
            member="data.personId",
            collection="people",
            by="personId",
            linked={"locationIds": "data.locationId"},
            error=PERSON_NOT_ASSIGNED_TO_LOCATION,
            clause=CLAUSE,
        ),
    ),
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F19", "F21", "F41", "F45", "F58"),
)

work_session_completed = Event(
    name="work_session_completed",
    type="com.durion.people.work_session.completed",
    publisher="people",
    consumer=None,
    title="Work session completed",
    trigger=work_session_recorded.type,
    data=CompletedSession,
    example={
        "type": "com.durion.people.work_session.completed",
        "source": "https://durion.platform/people",
        "id": "evt-session-completed-{uuid}",
        "time": "2026-01-25T14:30:01Z",
        "subject": "SESSION-001",
        "data": {
            "workorderId": "WO-001",
            "workSessionId": "SESSION-001",
            "personId": "TECH-001",
            "locationId": "LOC-001",
            "billableMinutes": 240,
            "completedAt": "2026-01-25T12:30:00Z",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-session-completed",
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F62",),
)


def _person(person_id: str, role: str, *locations: str) -> dict[str, object]:
    return {"personId": person_id, "role": role, "locationIds": list(locations)}


DOMAIN = Domain(
    name="people",
    title="People",
    owner="pos-people",
    clause=CLAUSE,
    consumes=(work_session_recorded,),
    publishes=(work_session_completed,),
    collections=(
        Collection(
            name="people",
            key="personId",
            size=40,
            rows=(
                _person("TECH-001", "TECHNICIAN", "LOC-001"),
                _person("TECH-002", "TECHNICIAN", "LOC-002"),
                _person("SUPER-001", "SUPERVISOR", "LOC-001", "LOC-002", "LOC-003", "LOC-004", "LOC-005"),
                _person("USR-001", "SERVICE_ADVISOR", "LOC-001"),
                _person("USER-001", "SERVICE_ADVISOR", "LOC-001"),
            ),
        ),
    ),
)

"""Status changes and work sessions (F57, F58, F60, F61)."""

from __future__ import annotations

from tests.consumer.steps import SESSION, refused, started
from tests.consumer.world import ADVISOR, World, shop
from workexec_contracts.consumer import Standing
from workexec_contracts.consumer.workflow import workorders


def test_a_status_change_does_not_wait_for_shopmgmt() -> None:
    world, work = World(shopmgmt=503), shop()
    answer = world.run(workorders.change_status(work, ADVISOR, "WO-001", started()))
    assert (answer.status, answer.body["status"], world.sent) == (200, "WORK_IN_PROGRESS", [])
    ((letter),) = world.run(work.publisher.drain(ADVISOR))
    assert letter.standing is Standing.DEAD
    world.down = {}
    world.run(work.publisher.replay(letter, ADVISOR))
    assert world.neighbours.state.table("appointments")["APT-001"]["status"] == "IN_PROGRESS"


def test_the_same_status_again_is_no_event() -> None:
    world, work = World(), shop()
    world.run(workorders.change_status(work, ADVISOR, "WO-001", started("ASSIGNED")))
    assert work.store.letters() == []


def test_a_session_is_complete_once_people_has_confirmed_it() -> None:
    world, work = World(), shop()
    done = world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    assert (done.status, done.body["status"]) == (201, "COMPLETED")
    ((stored),) = world.neighbours.state.table("sessions").values()
    assert stored["workSessionId"] == "SESSION-007"


def test_a_blocked_session_goes_out_again_as_the_same_event() -> None:
    world, work = World(people=503), shop()
    blocked = world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    assert (blocked.status, blocked.body["retryable"], world.waits) == (503, True, [1, 2, 4])
    world.down = {}
    done = world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    assert done.status == 201
    assert len({call.body for call in world.sent}) == 1
    assert len(world.neighbours.state.table("sessions")) == 1


def test_a_pending_session_is_not_replaced_by_another_of_its_id() -> None:
    world, work = World(people=503), shop()
    world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    other = SESSION.model_copy(update={"billable_minutes": 200})
    assert refused(world, workorders.record_session(work, ADVISOR, "WO-001", other)).status == 409


def test_a_corrected_session_is_a_new_event() -> None:
    world, work = World(), shop()
    wrong = SESSION.model_copy(update={"person_id": "NOBODY"})
    answer = world.run(workorders.record_session(work, ADVISOR, "WO-001", wrong))
    assert (answer.status, answer.body["code"], answer.body["retryable"]) == (400, "INVALID_PERSON_ID", False)
    assert world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION)).status == 201
    assert len({call.headers["idempotency-key"] for call in world.sent}) == 2


def test_a_blocked_session_without_an_id_is_still_one_session() -> None:
    world, work = World(people=503), shop()
    unnamed = SESSION.model_copy(update={"work_session_id": None})
    first = world.run(workorders.record_session(work, ADVISOR, "WO-001", unnamed))
    world.down = {}
    again = world.run(workorders.record_session(work, ADVISOR, "WO-001", unnamed))
    later = world.run(workorders.record_session(work, ADVISOR, "WO-001", unnamed))
    assert first.body["workSessionId"] == again.body["workSessionId"] != later.body["workSessionId"]
    assert len(world.neighbours.state.table("sessions")) == 2

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.load import Ending, Journey
from workexec_contracts.load.calling import Came
from workexec_contracts.load.journeys import JOURNEYS, Draw, Think, Visit
from workexec_contracts.load.request import Request, Trail
from workexec_contracts.providers import Call, Neighbours

Ends = Callable[[Request], Ending]
TOKEN = "Bearer a.b.c"


def visit(number: int = 0, seed: str = "s") -> Visit:
    return Visit(Draw(seed, number), Trail(), think_mean_s=1)


def fine(_: Request) -> Ending:
    return Ending.ANSWERED


def asked(journey: Journey, ends: Ends = fine, *, number: int = 0) -> tuple[list[Request], bool]:
    """The requests of a journey whose calls end so, and whether the user got what they came for."""
    requests, came = [], None
    running = JOURNEYS[journey](visit(number))
    try:
        while True:
            step = running.send(came)
            if isinstance(step, Think):
                came = None
                continue
            requests.append(step)
            came = Came(ends(step), 1)
    except StopIteration as stop:
        return requests, stop.value


def ending(operation: str, how: Ending, times: int = 100) -> Ends:
    """Calls of that operation end so, so many times; all others are answered."""
    left = iter([how] * times)
    return lambda request: (
        next(left, Ending.ANSWERED) if request.operation.operation_id == operation else (Ending.ANSWERED)
    )


def answer(neighbours: Neighbours, request: Request) -> int:
    parts = urlsplit(request.target)
    headers = {name.lower(): value for name, value in request.headers}
    headers |= {"authorization": TOKEN, "traceparent": request.traceparent()}
    query = dict(parse_qsl(parts.query))
    call = Call(request.operation.method, parts.path, query, headers, request.body, parts.query)
    return neighbours.handle(call).status


def everything() -> Iterator[Request]:
    for journey in Journey:
        for number in range(40):
            yield from asked(journey, number=number)[0]


def test_every_request_of_every_journey_is_what_the_contract_accepts() -> None:
    neighbours = Neighbours()
    wrong = [
        request for request in everything() if answer(neighbours, request) != request.operation.status_code
    ]
    assert wrong == []


def test_together_the_journeys_call_every_operation() -> None:
    called = {request.operation.operation_id for request in everything()}
    assert called == {operation.operation_id for _, operation in operations()}


@pytest.mark.parametrize("journey", Journey)
def test_a_journey_without_trouble_gives_its_user_what_they_came_for(journey: Journey) -> None:
    assert asked(journey)[1]


@pytest.mark.parametrize("journey", Journey)
def test_the_same_number_draws_the_same_data(journey: Journey) -> None:
    first, again = (
        [(request.operation.operation_id, request.target) for request in asked(journey, number=7)[0]]
        for _ in range(2)
    )
    assert first == again


def test_a_fail_closed_step_is_tried_again_with_the_same_event_until_it_is_acknowledged() -> None:
    blocked = ending("deliverAccountingEvent", Ending.BLOCKED, times=2)
    requests, got = asked(Journey.FINALIZING_CLERK, blocked)
    sent = [one for one in requests if one.operation.operation_id == "deliverAccountingEvent"]
    assert got
    assert len(sent) == 3
    assert len({(one.headers, one.body) for one in sent}) == 1


def test_a_clerk_whose_accounting_stays_away_gives_up_unserved() -> None:
    requests, got = asked(Journey.FINALIZING_CLERK, ending("deliverAccountingEvent", Ending.BLOCKED))
    assert not got
    assert len(requests) < 12


@pytest.mark.parametrize("journey", [Journey.TECHNICIAN, Journey.FINALIZING_CLERK])
def test_inventory_blocks_nobody(journey: Journey) -> None:
    down = ending("deliverInventoryEvent", Ending.DEAD_LETTERED)
    requests, got = asked(journey, down)
    assert got
    assert len(requests) == len(asked(journey)[0])


@pytest.mark.parametrize("name", sorted({event.name for _, of in operations() for event in of.events}))
def test_a_firehose_of_one_event_sends_that_one_alone(name: str) -> None:
    hose = JOURNEYS[Journey.EVENT_FIREHOSE](replace(visit(), events=frozenset({name})))
    request = next(hose)
    assert isinstance(request, Request)
    assert request.event is not None
    assert request.event.name == name
    with pytest.raises(StopIteration):
        hose.send(Came(Ending.ANSWERED, 1))


def test_an_events_key_is_its_id() -> None:
    for request in everything():
        if request.event is not None:
            assert dict(request.headers)["Idempotency-Key"] == json.loads(request.body)["id"]


def test_every_attempt_has_a_new_span_of_the_same_trace() -> None:
    request = asked(Journey.TECHNICIAN)[0][0]
    first, second = request.traceparent(), request.traceparent()
    assert first != second
    assert first.split("-")[1] == second.split("-")[1] == request.trace_id

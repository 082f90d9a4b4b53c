"""A mutant differs from the right provider where it says so; without one, nothing differs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from uuid import UUID

import httpx2
import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import json_default
from workexec_contracts.providers import Call, Neighbours, State
from workexec_contracts.serving import Server
from workexec_contracts.verification import cases_of, clock
from workexec_contracts.verification.mutation import golden, mutants
from workexec_contracts.verification.mutation.equivalent import reason_of
from workexec_contracts.verification.mutation.provider import Mutable, MutableApp
from workexec_contracts.verification.mutation.sample import sampled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Call as Sent
    from workexec_contracts.verification.mutation import Mutant

TOKEN = "any"
HTTP = [mutant for mutant in mutants().values() if not mutant.is_message]
TRIED = sampled(HTTP, 150, 3)


def then() -> datetime:
    return datetime(2026, 1, 25, tzinfo=UTC)


def one_id() -> UUID:
    return UUID(int=7)


@cache
def calls_of(subject: str) -> tuple[Call, ...]:
    """What the cases of an operation send."""
    return tuple(
        _call(step.call)
        for domain, operation in operations()
        if operation.operation_id == subject
        for case in cases_of(domain, operation, "probe")
        for step in case.steps
    )


def _call(call: Sent) -> Call:
    path, _, query = call.path.partition("?")
    given: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        given.setdefault(name, value)
    headers = {name.lower(): value.replace("$WXC_TOKEN", TOKEN) for name, value in call.headers}
    return Call(call.method, path, given, headers, (call.body or "").encode(), query)


def provider(mutant: Mutant | None) -> Mutable:
    found = Mutable(State.fresh(then), new_id=one_id)
    found.mutant = mutant
    return found


def shown(neighbours: Neighbours, call: Call, code: str | None = None) -> str:
    """The answer, when it came, and all that can be seen afterwards."""
    before = clock.ahead()
    reply = neighbours.handle(call, code)
    state = neighbours.state
    seen = [reply.status, dict(reply.body), dict(reply.headers), clock.ahead() - before, state.published]
    return json.dumps(seen, default=json_default, sort_keys=True)


def rows(neighbours: Neighbours) -> str:
    return json.dumps(neighbours.state.tables, default=json_default, sort_keys=True)


def differs(mutant: Mutant) -> bool:
    """Whether any of the calls tells it from the right provider."""
    right, wrong = Neighbours(State.fresh(then), one_id), provider(mutant)
    down = wrong.bent.unavailable.code
    if shown(right, calls_of(mutant.subject)[0], down) != shown(wrong, calls_of(mutant.subject)[0], down):
        return True
    for call in calls_of(mutant.subject):
        if shown(right, call) != shown(wrong, call):
            return True
    return rows(right) != rows(wrong)


@pytest.mark.parametrize("mutant", TRIED, ids=lambda mutant: mutant.id)
def test_a_mutant_differs_somewhere_or_is_explained_or_drawn_requests_tell_it(mutant: Mutant) -> None:
    known = golden()
    assert differs(mutant) or reason_of(mutant.id) or (known and known.layers(mutant.id))


@pytest.mark.parametrize("subject", [operation.operation_id for _, operation in operations()])
def test_without_a_mutant_nothing_differs(subject: str) -> None:
    right, wrapped = Neighbours(State.fresh(then), one_id), provider(None)
    calls = calls_of(subject)
    assert [shown(right, call) for call in calls] == [shown(wrapped, call) for call in calls]
    assert rows(right) == rows(wrapped)


def test_a_mutant_leaves_other_operations_alone() -> None:
    wrong = provider(mutants()["searchParts/response/items.sku/dropped"])
    right = Neighbours(State.fresh(then), one_id)
    for call in calls_of("searchServices"):
        assert shown(right, call) == shown(wrong, call)


@pytest.fixture
def served() -> Iterator[str]:
    with Server(MutableApp(mutants().get)) as server:
        yield server.url


def keys_of_the_first(url: str) -> set[str]:
    headers = {"Authorization": "Bearer any"}
    return set(httpx2.get(f"{url}/api/v1/product/parts/search", headers=headers).json()["items"][0])


def test_a_running_server_goes_from_one_mutant_to_the_next_and_back(served: str) -> None:
    whole = keys_of_the_first(served)
    for member in ("sku", "unitPrice"):
        name = f"searchParts/response/items.{member}/dropped"
        assert httpx2.post(f"{served}/__mutant/{name}").json() == {"mutant": name}
        assert keys_of_the_first(served) == whole - {member}
    httpx2.post(f"{served}/__mutant/")
    assert keys_of_the_first(served) == whole


def test_an_unknown_mutant_is_not_brought_in(served: str) -> None:
    reply = httpx2.post(f"{served}/__mutant/searchParts/no/such")
    assert (reply.status_code, reply.json()["found"]) == (404, "searchParts/no/such")
    assert "sku" in keys_of_the_first(served)


def test_a_late_answer_is_timed_as_late_and_nobody_waits() -> None:
    before = clock.ahead()
    wrong = provider(mutants()["getApprovalPolicy/time/success/late"])
    shown(wrong, calls_of("getApprovalPolicy")[0])
    assert clock.ahead() - before == pytest.approx(2.5)

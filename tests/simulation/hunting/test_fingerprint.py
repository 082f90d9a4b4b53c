from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from workexec_contracts.simulation.canonical import Canonical, renamed
from workexec_contracts.simulation.exhaustive import one_life
from workexec_contracts.simulation.faults import At, Faults
from workexec_contracts.simulation.fingerprint import Fingerprint
from workexec_contracts.simulation.quiet import quiet
from workexec_contracts.simulation.records import Sent
from workexec_contracts.simulation.run import Simulation
from workexec_contracts.simulation.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Generator

FIRST, SECOND = str(UUID(int=1)), str(UUID(int=2))


def text(value: object) -> str:
    return renamed(Canonical((), {}, {}).text(value))


def marks(*faults: At) -> list[bytes]:
    """At each attempt of a session."""
    setting = one_life(0, Scope.SESSION).model_copy(update={"faults": Faults(faults=faults)})
    simulation = Simulation(setting)
    fingerprint, found = Fingerprint(simulation), list[bytes]()
    simulation.history.listen(Sent, lambda _: found.append(fingerprint.now()))
    with quiet():
        for _ in simulation.hours():
            pass
    return found


def test_ids_count_by_where_they_stand() -> None:
    assert text([FIRST, SECOND, FIRST]) == text([SECOND, FIRST, SECOND])
    assert text([FIRST, SECOND, FIRST]) != text([FIRST, SECOND, SECOND])


def test_moments_do_not_count_and_all_else_does() -> None:
    assert text({"at": "2026-01-05T10:00:00.000Z"}) == text({"at": "2026-01-06T11:30:00Z"})
    assert text({"attempts": 1}) != text({"attempts": 2})


def test_callbacks_count_with_what_they_carry() -> None:
    assert text(partial(print, 1)) == text(partial(print, 1))
    assert text(partial(print, 1)) != text(partial(print, 2))


def test_what_holds_itself_has_a_text() -> None:
    round_about: list[object] = [1]
    round_about.append(round_about)
    assert text(round_about) == "[1,^0]"


def test_a_plan_counts_by_where_it_stands_and_by_its_loops() -> None:
    def plan(items: list[str]) -> Generator[str, None, None]:
        for item in items:
            yield item.upper()

    first, second, further = plan(["a", "a", "b"]), plan(["a", "a", "b"]), plan(["a", "a", "b"])
    for one in (first, second, further):
        next(one)
    next(further)
    assert text(first) == text(second)
    assert text(first) != text(further)


def test_the_same_run_has_the_same_fingerprints(invariants: None) -> None:
    first = marks()
    assert first == marks()
    assert len(set(first)) == len(first)


def test_how_an_attempt_failed_is_forgotten_where_nothing_depends_on_it(invariants: None) -> None:
    delivery = len(marks()) - 1
    refused, unavailable, lost_answer = (
        marks(At.model_validate({"attempt": delivery, "does": does}))
        for does in ("refused", "503", "lost_answer")
    )
    assert refused[delivery + 1] == unavailable[delivery + 1]
    assert refused[delivery + 1] != lost_answer[delivery + 1]

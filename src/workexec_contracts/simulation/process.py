"""WorkExec as a process: the reference consumer's own steps under virtual time, and its deaths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import (
    ROUTES,
    Answer,
    Attempt,
    Composer,
    Lanes,
    Now,
    Refused,
    Shop,
    Standing,
)
from workexec_contracts.consumer.exchange import WrongRequest
from workexec_contracts.policy import Wait, Waited

from .clock import micros
from .deaths import Death, Deaths
from .network import Parcel
from .records import Accepted, Asked, Crashed, Replied, Restarted, Sent, Settled
from .tasks import Pending, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.consumer import Identity, Letter, Plan, Route
    from workexec_contracts.policy import Observation

    from .clock import Clock
    from .history import History
    from .identity import Names
    from .memory import MemoryStore
    from .network import Network
    from .scheduler import Scheduler

BY_NAME: dict[str, Route] = {f"{route.method} {route.path}": route for route in ROUTES}
"""WorkExec's own endpoints by method and path."""
_record = tuple.__new__
"""A named tuple of its fields in their order, at less than half of what its own name asks for."""


@dataclass(eq=False)
class WorkExec:
    """One WorkExec over its lives. It has the store that outlives it; all else begins anew.

    `identity` delivers what a crash left behind; `order_of` a work order's id is its number; `busy` is told
    of every plan that begins (1) and ends (-1).
    """

    scheduler: Scheduler
    network: Network
    store: MemoryStore
    history: History
    names: Names
    composer: Composer
    identity: Identity
    deaths: Deaths
    order_of: Callable[[str], int]
    busy: Callable[[int, int], None]
    life: int = 0
    up: bool = True

    def __post_init__(self) -> None:
        """Begins its first life."""
        self._clock: Clock = self.scheduler.clock
        self._requests, self._calls = count(), count()
        self._begin()
        self.store.watch.before_write = partial(self.deaths.count, "write")
        self.store.watch.accepted = self._accepted
        self.store.watch.settled = self._settled

    def _begin(self) -> None:
        self.shop = Shop.over(self.store, self.composer)
        self._lanes = Lanes()
        self._on_behalf: dict[str, Identity] = {}
        self._waiting: dict[int, Pending] = {}
        self._locks: dict[str, list[Callable[[], None]]] = {}
        self._tasks: dict[int, Task] = {}

    # --- users

    def ask(
        self,
        order: int,
        name: str,
        values: Mapping[str, str],
        sent: Mapping[str, Any],
        identity: Identity,
        done: Callable[[Answer | None], None],
    ) -> None:
        """Takes a step for a user; `sent` is the body, or the values of the query."""
        route, pending = BY_NAME[name], Pending(next(self._requests), order, name, values, done)
        self.history.add(_record(Asked, (self._clock.now_us, order, pending.number, name, values, sent)))
        if not self.up:
            self._reply(pending, None)
            return
        self._waiting[pending.number] = pending
        lock = route.lock.format_map(values) if route.lock else None
        if lock is not None and lock in self._locks:
            self._locks[lock].append(partial(self._step, pending, route, sent, identity, lock))
        else:
            self._step(pending, route, sent, identity, lock)

    def _step(
        self,
        pending: Pending,
        route: Route,
        sent: Mapping[str, Any],
        identity: Identity,
        lock: str | None,
    ) -> None:
        if lock is not None:
            self._locks.setdefault(lock, [])
        given: dict[str, Any] = {} if route.query else dict(pending.values)
        if route.body is not None:
            given["asked"] = route.body.model_validate(sent)
        if route.query:
            given["asked"] = {**sent, **pending.values}
        done = partial(self._stepped, pending, identity, lock)
        self._start(route.step(self.shop, identity, **given), pending.order, pending.number, done)

    def _stepped(self, pending: Pending, identity: Identity, lock: str | None, answer: Answer) -> None:
        del self._waiting[pending.number]
        told = answer.body.get("events")
        if told:
            events = tuple([one["eventId"] for one in told])
            self.scheduler.after(0, partial(self._wake, self.life, identity, events))
        self._reply(pending, answer)
        if lock is not None and lock in self._locks:
            queue = self._locks[lock]
            if queue:
                queue.pop(0)()
            else:
                del self._locks[lock]

    def _reply(self, pending: Pending, answer: Answer | None) -> None:
        status, body = (answer.status, answer.body) if answer else (0, {})
        told = (
            self._clock.now_us,
            pending.order,
            pending.number,
            pending.name,
            pending.values,
            status,
            body,
        )
        self.history.add(_record(Replied, told))
        pending.done(answer)

    # --- letters

    def _wake(self, life: int, identity: Identity, event_ids: tuple[str, ...]) -> None:
        if life != self.life:
            return
        orders = set()
        for event_id in event_ids:
            letter = self.store.letter(event_id)
            if letter and not letter.is_closed and letter.standing is Standing.PENDING:
                self._on_behalf[event_id] = identity
                orders.add(letter.workorder_id)
        for workorder_id in sorted(orders):
            self._open_lane(workorder_id)

    def _open_lane(self, workorder_id: str) -> None:
        letters = [letter for letter in self.store.pending_of(workorder_id) if not letter.is_closed]
        self.begin_lanes(letters)

    def begin_lanes(self, letters: list[Letter]) -> None:
        """Delivers letters in the background: work orders side by side, the letters of one in turn."""
        for workorder_id, own in self._lanes.begin(letters).items():
            self._next(workorder_id, own)

    def _next(self, workorder_id: str, letters: list[Letter], _settled: object = None) -> None:
        """Delivers the first letter, then the others, then those that were accepted meanwhile."""
        if not letters:
            self._lanes.end(workorder_id)
            self._open_lane(workorder_id)
            return
        letter, *others = letters
        identity = self._on_behalf.pop(letter.id, self.identity)
        plan = self.shop.publisher.deliver(letter, identity)
        self._start(plan, self.order_of(workorder_id), -1, partial(self._next, workorder_id, others))

    def replay(self, letter: Letter, done: Callable[[Letter], None]) -> None:
        """An operator sends a dead letter again."""
        plan = self.shop.publisher.replay(letter, self.identity)
        self._start(plan, self.order_of(letter.workorder_id), -1, done)

    def _accepted(self, letter: Letter) -> None:
        self.history.add(_record(Accepted, (self._clock.now_us, self.names.order, letter)))

    def _settled(self, letter: Letter) -> None:
        told = (self._clock.now_us, self.order_of(letter.workorder_id), letter)
        self.history.add(_record(Settled, told))

    # --- plans

    def _start(self, plan: Plan[Any], order: int, request: int, done: Callable[[Any], None]) -> None:
        task = Task(plan, order, request, done, self.life)
        self._tasks[id(task)] = task
        self.busy(order, 1)
        self._advance(task, None)

    def _advance(self, task: Task, told: Observation[Any] | None) -> None:
        """One plan as far as it goes without waiting."""
        if task.life != self.life or not self.up:
            return
        outer, self.names.order = self.names.order, task.order
        try:
            answer = self._run(task, told)
            if answer is not None and task.request >= 0:
                self.deaths.count("answer")
        except Death:
            self.die(self.deaths.down_s)
            return
        finally:
            self.names.order = outer
        if answer is not None:
            self._end(task, answer[0])

    def _run(self, task: Task, told: Observation[Any] | None) -> tuple[Any] | None:
        """What the plan returned, in a tuple; None where it waits."""
        try:
            step = task.plan.send(told)  # type: ignore[arg-type]  # None begins a plan
            while isinstance(step, Now):
                step = task.plan.send(Waited(self._clock.now_s))
        except StopIteration as stop:
            return (stop.value,)
        except Refused as refused:
            return (refused.answer,)
        except WrongRequest as wrong:
            return (Answer(400, {"code": "WRONG_REQUEST", "message": str(wrong)}),)
        if isinstance(step, Wait):
            self.scheduler.after(micros(step.seconds), partial(self._woken, task))
        else:
            self._send(task, step)
        return None

    def _woken(self, task: Task) -> None:
        self._advance(task, Waited(self._clock.now_s))

    def _send(self, task: Task, step: Attempt) -> None:
        attempt = self.deaths.count("attempt")
        if step.number == 1:
            task.call, task.name = next(self._calls), self.names.call()
        exchange, now_us = step.exchange, self._clock.now_us
        headers = exchange.headers_of_attempt()
        told = (now_us, task.order, task.request, task.call, step.number, exchange, headers)
        self.history.add(_record(Sent, told))
        parcel = Parcel(
            task.order,
            task.call,
            step.number,
            task.name,
            exchange,
            headers,
            step.timeout_s,
            now_us,
            partial(self._advance, task),
        )
        self.network.send(parcel, attempt)

    def _end(self, task: Task, value: Any) -> None:  # noqa: ANN401  # whatever the plan returns
        del self._tasks[id(task)]
        task.done(value)
        self.busy(task.order, -1)

    # --- deaths

    def die(self, down_s: float) -> None:
        """Whatever is not in the store is gone; users who wait get no answer."""
        if not self.up:
            return
        self.up = False
        self.life += 1
        self.network.life = self.life
        self.history.add(Crashed(self._clock.now_us))
        tasks, waiting = list(self._tasks.values()), list(self._waiting.values())
        self._begin()
        for task in tasks:
            task.plan.close()
            self.busy(task.order, -1)
        for pending in waiting:
            self._reply(pending, None)
        self.scheduler.after(micros(down_s), self._restart)

    def _restart(self) -> None:
        self.up = True
        self.history.add(Restarted(self._clock.now_us))
        self.begin_lanes(self.store.letters(Standing.PENDING))

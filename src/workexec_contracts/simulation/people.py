"""Who works with WorkExec while time passes: people of work orders, an operator of dead letters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.consumer import Standing, token_with
from workexec_contracts.policy import outcome_of_status

from .clock import micros
from .life import Living, Pause
from .scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer import Answer, Letter

    from .chance import Chance
    from .identity import Names
    from .life import Life
    from .memory import MemoryStore
    from .process import WorkExec
    from .scheduler import Scheduler
    from .workload import Job

REPLAY_S = 1_800.0
"""How often an operator looks at the dead letters."""
TOKEN = token_with()


class People:
    """Runs lives: their steps as requests of WorkExec, their pauses on the clock."""

    def __init__(
        self,
        scheduler: Scheduler,
        workexec: WorkExec,
        names: Names,
        chance: Chance,
        ended: Callable[[Living, str], None],
    ) -> None:
        """`ended` hears of each life how it ended."""
        self._scheduler = scheduler
        self._workexec = workexec
        self._names = names
        self._chance = chance
        self._ended = ended
        self.scope = Scope.WHOLE

    def begin(self, job: Job) -> Living:
        """Somebody comes in."""
        living = Living(job, self._chance, self._scheduler.clock, self.scope)
        self._go_on(living, living.run(), None)
        return living

    def _go_on(self, living: Living, life: Life, told: Answer | None) -> None:
        try:
            step = life.send(told)  # None begins a life, too
        except StopIteration as stop:
            self._ended(living, stop.value)
            return
        if isinstance(step, Pause):
            self._scheduler.after(micros(step.seconds), partial(self._go_on, living, life, None))
            return
        self._names.order = living.job.number
        identity = self._names.identity(TOKEN)
        self._names.order = -1
        done = partial(self._answered, living, life)
        self._workexec.ask(living.job.number, step.name, step.values, step.sent, identity, done)

    def _answered(self, living: Living, life: Life, answer: Answer | None) -> None:
        self._scheduler.after(0, partial(self._go_on, living, life, answer))


class Operator:
    """Replays dead letters now and then, those of each neighbour until it fails again (F19).

    Of those that a neighbour refused once more, one goes ahead: where it is taken the others follow. Those of
    a work order go out as they were accepted (F60).
    """

    def __init__(self, scheduler: Scheduler, workexec: WorkExec, store: MemoryStore) -> None:
        """Looks for the first time after `REPLAY_S`."""
        self._scheduler = scheduler
        self._workexec = workexec
        self._store = store
        self.refused: dict[str, str] = {}
        """Dead letters that were refused again, and their work orders; those tried last come last."""
        self._scheduler.after(micros(REPLAY_S), self._look)

    def _look(self) -> None:
        self._scheduler.after(micros(REPLAY_S), self._look)
        if self._workexec.up and self._store.dead:
            by_domain: dict[str, list[Letter]] = {}
            for letter in self._store.letters(Standing.DEAD):
                by_domain.setdefault(letter.domain, []).append(letter)
            dead = {letter.id for letters in by_domain.values() for letter in letters}
            self.refused = {key: order for key, order in self.refused.items() if key in dead}
            for letters in by_domain.values():
                self._replay(self._with_one_ahead(letters))

    def _with_one_ahead(self, letters: list[Letter]) -> list[Letter]:
        """The first of the work order that was left alone for longest comes before all others."""
        own = {letter.id for letter in letters}
        waits = next((order for key, order in self.refused.items() if key in own), None)
        ahead = next((letter for letter in letters if letter.workorder_id == waits), letters[0])
        return [ahead, *(letter for letter in letters if letter is not ahead)]

    def _replay(self, letters: list[Letter], settled: Letter | None = None, *, taken: bool = False) -> None:
        """The first one, then the others; not while the neighbour does not answer.

        Once it has `taken` what it had refused, the others get their turn, whatever it refuses then.
        """
        if settled is not None and settled.standing is not Standing.DEAD:
            taken = taken or settled.id in self.refused
        elif settled is not None:
            if settled.last_status is None or outcome_of_status(settled.last_status) is not None:
                return
            self._leave(settled)
            if not taken:
                letters = [letter for letter in letters if letter.id not in self.refused]
        while letters:
            letter, *letters = letters
            now = self._store.letter(letter.id)
            if now is not None and now.standing is Standing.DEAD:
                self._workexec.replay(now, partial(self._replay, letters, taken=taken))
                return

    def _leave(self, letter: Letter) -> None:
        """It and what else was refused of its work order: others are tried before."""
        own = [key for key, order in self.refused.items() if order == letter.workorder_id]
        for key in (*own, letter.id):
            self.refused.pop(key, None)
            self.refused[key] = letter.workorder_id

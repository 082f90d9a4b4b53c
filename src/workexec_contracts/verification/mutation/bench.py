"""The bench on which mutants are tried: servers, Pact's verifier and the layers, kept between mutants."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from workexec_contracts.contracts import operations
from workexec_contracts.serving import Server
from workexec_contracts.verification.ask import Asking
from workexec_contracts.verification.client import connect
from workexec_contracts.verification.fuzzing import settings
from workexec_contracts.verification.fuzzing.plan import Plan
from workexec_contracts.verification.interactions.engine import engine
from workexec_contracts.verification.interactions.gate import Gate
from workexec_contracts.verification.interactions.put import MESSAGE_S, Putting
from workexec_contracts.verification.producer import MESSAGES, application
from workexec_contracts.verification.replay import Replay
from workexec_contracts.verification.target import Target
from workexec_contracts.verification.verdict import Verdict

from .catalogue import mutants
from .layers import Judgement, Layer
from .layers.asked import Claims, cases_about, promises_about
from .producer import MutableComposer
from .provider import MutableApp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import httpx2

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.events import CaseFinished
    from workexec_contracts.verification.interactions.engine import Engine
    from workexec_contracts.verification.interactions.promise import Promise

    from .layers.drawn import Drawn
    from .mutant import Mutant

EXAMPLES = 25
"""Drawn for each operation in each phase that draws."""
SEQUENCES = 5
"""Sequences along the links of the document."""
LAYERS = tuple(Layer)


def _name(case: Case) -> str:
    return case.name


def _description(promise: Promise) -> str:
    return promise.description


class Bench:
    """Tries one mutant after the other. To be entered; not for two mutants at once."""

    def __init__(self, seed: int) -> None:
        """The seed says what is drawn, and which ids the cases have."""
        self._seed = seed
        self._subjects = {operation.operation_id for _, operation in operations()}
        self._app = MutableApp(mutants().get)
        self._publishing: list[Mutant | None] = [None]
        self._stack = AsyncExitStack()
        self._drawn: dict[str, Drawn] = {}
        self._engine: Engine
        self._client: httpx2.AsyncClient
        self._gates: dict[bool, tuple[Gate, Putting]] = {}

    async def __aenter__(self) -> Self:
        """Starts servers on free ports, and the verifier."""
        os.environ |= {settings.DATASET: "1", settings.TARGET: "providers"}
        own = self._stack.enter_context(Server(self._app))
        composer = MutableComposer(mutant=self._publishing)
        told = self._stack.enter_context(Server(application(composer)))
        targets = {
            False: Target(name="providers", base_url=own.url, ours=True, dataset=True, switch="providers"),
            True: Target(name="workexec", base_url=f"{told.url}{MESSAGES}", ours=True, messages=True),
        }
        self._target = targets[False]
        for message, target in targets.items():
            gate = self._stack.enter_context(Gate(target, MESSAGE_S))
            self._gates[message] = gate, Putting(target, Replay(target, str(self._seed), strict=False))
        self._engine = await self._stack.enter_async_context(engine())
        self._client = await self._stack.enter_async_context(connect(self._target, 4))
        self._asking = Asking(self._target, Replay(self._target, str(self._seed), strict=False))
        self._cases = Claims(Layer.RULES, cases_about(self._target, str(self._seed)), _name)
        self._promises = {
            message: Claims(Layer.PACTS, promises_about(target), _description)
            for message, target in targets.items()
        }
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops all of it."""
        await self._stack.aclose()

    async def judge(
        self, subject: str, mutant: Mutant | None, layers: Sequence[Layer] = LAYERS
    ) -> list[Judgement]:
        """What each layer says about an operation or event; about the right one without a mutant."""
        message = subject not in self._subjects
        if Layer.FUZZING in layers and not message:
            self._draw(subject)
        found = []
        for layer in layers:
            if message and layer is not Layer.PACTS:
                continue  # only pacts speak of events that WorkExec publishes
            self._bring(mutant)
            found.append(await self._judge(layer, subject, mutant.hint if mutant else "", message=message))
        self._bring(None)
        return found

    async def _judge(self, layer: Layer, subject: str, hint: str, *, message: bool) -> Judgement:
        if layer is Layer.FUZZING:
            return self._drawn[subject].judge(hint)
        if layer is Layer.PACTS:
            gate, putting = self._gates[message]

            async def put(promise: Promise) -> CaseFinished:
                return await putting.finish(gate, self._engine, promise)

            return await self._promises[message].judge(subject, hint, put)

        async def ask(case: Case) -> CaseFinished:
            return await self._asking.finish(self._client, case)

        return await self._cases.judge(subject, hint, ask)

    async def fitness(self, subject: str) -> list[Judgement]:
        """What each layer says of the right provider; drawn requests, while they were drawn."""
        found = await self.judge(subject, None, (Layer.PACTS, Layer.RULES))
        if subject in self._subjects:
            self._draw(subject)
            drawn = self._drawn[subject]
            verdict = Verdict.FAILED if drawn.unfit else Verdict.PASSED if len(drawn) else Verdict.UNKNOWN
            judged = Judgement(layer=Layer.FUZZING, verdict=verdict, asked=len(drawn), seconds=0)
            found.append(judged.model_copy(update={"actual": drawn.unfit}))
        return found

    def _bring(self, mutant: Mutant | None) -> None:
        self._app.bring(mutant if mutant is None or not mutant.is_message else None)
        self._publishing[0] = mutant

    def _draw(self, subject: str) -> None:
        """Once for each operation, against the right provider."""
        if subject in self._drawn:
            return
        from .layers.drawn import Drawn  # noqa: PLC0415  # its hooks read the environment when they are imported

        self._bring(None)
        (domain,) = (domain for domain, operation in operations() if operation.operation_id == subject)
        plan = Plan(
            domain=domain.name,
            base_url=self._target.base_url,
            seed=self._seed,
            examples=EXAMPLES,
            operation=subject,
            phases=("examples", "coverage", "fuzzing"),
        )
        along_links = plan.model_copy(update={"examples": SEQUENCES, "phases": ("stateful",)})
        self._drawn[subject] = Drawn([plan, along_links])

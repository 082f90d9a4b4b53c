"""A load generator of the standard library alone: some processes, each with its share of connections.

A connection sends its next request once it has read the whole answer to its last. Processes stay for the
whole run, since starting one costs more than a sample takes.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import multiprocessing
import selectors
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from .wire import Probe, Request, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from types import TracebackType

CONNECTIONS = 16
PROCESSES = 2
TIMEOUT_S = 20.0
_CHUNK = 1 << 18
_FAREWELL_S = 5.0


@dataclass(frozen=True)
class Work:
    """Requests to send in turn, until the time is over or so many were answered."""

    port: int
    requests: tuple[Request, ...]
    seconds: float = math.inf
    count: float = math.inf


@dataclass(frozen=True)
class Done:
    """What came of it; `busy` is the part of the time for which the busiest process used a core."""

    answers: int
    seconds: float
    busy: float

    @property
    def rate(self) -> float:
        return self.answers / self.seconds if self.seconds > 0 else 0.0


@dataclass
class _Line:
    socket: socket.socket
    probe: Probe
    read: bytearray = field(default_factory=bytearray)

    def ask(self, probe: Probe) -> None:
        self.probe = probe
        self.read.clear()
        self.socket.sendall(probe.fresh())

    def answered(self) -> bool:
        data = self.socket.recv(_CHUNK)
        if not data:
            raise WrongAnswer(f"{self.probe.request.path}: the connection was closed within an answer")
        self.read += data
        return self.probe.complete(self.read)


class Client:
    """The processes; use it as a context."""

    def __init__(self, connections: int = CONNECTIONS, processes: int = PROCESSES) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for at in range(processes):
            share = connections // processes + (at < connections % processes)
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, share, at, processes), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.send(None)
        for process in self._processes:
            process.join(_FAREWELL_S)
            process.kill()

    def begin(self, work: Work) -> None:
        for pipe in self._pipes:
            pipe.send(work)

    def finished(self, within_s: float) -> bool:
        """Return whether all are done, waiting for so long at most."""
        end = time.perf_counter() + within_s
        return all(pipe.poll(max(0.0, end - time.perf_counter())) for pipe in self._pipes)

    def end(self) -> Done:
        """Return what came of it; raises WrongAnswer."""
        try:
            results = [pipe.recv() for pipe in self._pipes]
        except EOFError as error:
            raise WrongAnswer(
                "a process of the load generator ended, probably killed from outside"
            ) from error
        for result in results:
            if isinstance(result, str):
                raise WrongAnswer(result)
        return Done(
            sum(done.answers for done in results),
            max(done.seconds for done in results),
            max(done.busy for done in results),
        )

    def run(self, work: Work) -> Done:
        self.begin(work)
        return self.end()


def serve(pipe: Connection, connections: int, at: int, of: int) -> None:
    """The life of one process: its share of each work, answered by Done, or by text on what was wrong."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while (work := pipe.recv()) is not None:
            try:
                pipe.send(drive(work, connections, at, of))
            except (WrongAnswer, OSError) as error:
                pipe.send(str(error) or repr(error))


def drive(work: Work, connections: int, at: int = 0, of: int = 1) -> Done:
    """One process's share: the `at`-th of `of`."""
    probes = [Probe(request, request.encode(work.port)) for request in work.requests]
    turn = itertools.islice(itertools.cycle(probes), at * len(probes) // of, None)
    with contextlib.ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        lines = []
        for _ in range(connections):
            opened = stack.enter_context(socket.create_connection(("127.0.0.1", work.port), TIMEOUT_S))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines.append(_Line(opened, probes[0]))
            selector.register(opened, selectors.EVENT_READ, lines[-1])
        return _exchange(selector, lines, turn, _share(work.count, at, of), work.seconds)


def _share(count: float, at: int, of: int) -> float:
    return count if math.isinf(count) else int(count) * (at + 1) // of - int(count) * at // of


def _exchange(
    selector: selectors.BaseSelector, lines: list[_Line], turn: Iterator[Probe], wanted: float, seconds: float
) -> Done:
    """Answers that come after the end are awaited, so that the next sample begins clean, but not counted."""
    used, begun = time.process_time(), time.perf_counter()
    end = begun + seconds
    asking = lines[: int(min(wanted, len(lines)))]
    for line in asking:
        line.ask(next(turn))
    answers, sent, waiting, now = 0, len(asking), len(asking), begun
    while waiting:
        ready = selector.select(TIMEOUT_S)
        if not ready:
            raise WrongAnswer(f"no answer within {TIMEOUT_S:g} s")
        now = time.perf_counter()
        for key, _ in ready:
            if not key.data.answered():
                continue
            answers += now < end
            if now < end and sent < wanted:
                key.data.ask(next(turn))
                sent += 1
            else:
                waiting -= 1
    took = max(now - begun, 1e-9)
    return Done(answers, min(took, seconds), (time.process_time() - used) / took)

"""The reference providers of a session: one application, as new for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from workexec_contracts.contracts import domains
from workexec_contracts.providers import App, Neighbours, Server, State, Switches

from .naming import operations_of, switch_of
from .told import told

if TYPE_CHECKING:
    from types import TracebackType


class Providers:
    """`app` is the ASGI application, `url` a server over it that starts when it is first asked for."""

    def __init__(self) -> None:
        """Without a server."""
        self.app = App()
        self._server: Server | None = None

    def __enter__(self) -> Self:
        """Nothing to start yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the server, where there is one."""
        if self._server is not None:
            self._server.__exit__(kind, error, trace)

    def reset(self) -> None:
        """Forgets every effect, key and switch; the URL stays."""
        self.app.neighbours.state = State.fresh()
        self.app.neighbours.down.clear()
        self.app.switches = Switches()

    @property
    def url(self) -> str:
        """Where all of them answer."""
        if self._server is None:
            self._server = Server(self.app).__enter__()
        return self._server.url

    @property
    def urls(self) -> dict[str, str]:
        """The base URL of each domain."""
        return {domain.name: self.url for domain in domains()}

    @property
    def neighbours(self) -> Neighbours:
        """All of them as one function: `neighbours.handle(Call(...))`."""
        return self.app.neighbours

    @property
    def state(self) -> State:
        """Tables, what was published, the log."""
        return self.app.neighbours.state

    def switch(self, target: str, mode: str, **figures: Any) -> None:  # noqa: ANN401  # texts and numbers
        """As the fixture `switch`, for these providers; ends with the test too."""
        with told():
            meant = operations_of(target)
            wanted = switch_of(mode, figures, meant)
        for _, operation in meant:
            if wanted.code is None or any(error.code == wanted.code for error in operation.errors):
                self.app.switches.set(operation, wanted)

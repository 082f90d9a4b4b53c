"""What Locust is told to do, as command lines and environment variables."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .plan import Plan

LOCUSTFILE = Path("loadtests") / "locustfile.py"
LOOPBACK = "127.0.0.1"
TOKEN_VARIABLE = "WXC_TOKEN"  # noqa: S105  # the name, not the token
"""The variable that holds the bearer token."""
PARENT_VARIABLE = "WXC_LOAD_PARENT"
"""The variable that holds the process with which Locust's are to end."""
TRUST_VARIABLE = "SSL_CERT_FILE"
"""OpenSSL's own: the file of those that are trusted."""
RESULT, STARTED = "result.json", "started"
"""Files: what came of it, and that it has begun."""


@dataclass(frozen=True)
class Order:
    """One load test."""

    plan: Plan
    host: str
    locustfile: Path = LOCUSTFILE
    workers: int = 1
    token: str | None = None
    cacert: Path | None = None
    """Whom https trusts instead of what the machine trusts."""

    def commands(self, folder: Path) -> list[list[str]]:
        """The arguments of every process, the one that judges first; it writes its files into the folder."""
        common = ["-f", str(self.locustfile), "--loglevel", "WARNING"]
        judge = [
            *common,
            *("--headless", "--only-summary", "--exit-code-on-error", "0"),
            *("--host", self.host),
            *("--load-plan", self.plan.model_dump_json()),
            *("--load-result", str(folder / RESULT)),
            *("--load-started", str(folder / STARTED)),
        ]
        if self.workers == 1:
            return [judge]
        port = str(_free_port())
        master = ["--master", "--master-bind-host", LOOPBACK, "--master-bind-port", port]
        worker = [*common, "--worker", "--master-host", LOOPBACK, "--master-port", port]
        return [[*judge, *master, "--expect-workers", str(self.workers)], *([worker] * self.workers)]

    def environment(self) -> dict[str, str]:
        """Ours, without what would configure another Locust; the token is on no command line."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}
        kept.pop(TOKEN_VARIABLE, None)
        token = {TOKEN_VARIABLE: self.token} if self.token else {}
        trusted = {TRUST_VARIABLE: str(self.cacert.absolute())} if self.cacert else {}
        return {**kept, **token, **trusted, PARENT_VARIABLE: str(os.getpid())}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        port: int = taken.getsockname()[1]
        return port

"""The process in which Pact's verifier runs: jobs come in as lines, what it found goes out as lines.

The verifier writes to standard output by itself and cannot be stopped half-way: a process of its own keeps
the caller's output clean, and can be killed.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pact import Verifier

from workexec_contracts.contracts.vocabulary import Data

if TYPE_CHECKING:
    from typing import TextIO

HOST = "127.0.0.1"
PATIENCE_MS = 60_000
"""Whoever stands before the provider knows how long an answer may take."""
PUBLISHING = "Publishing"
LOGGER = "pact.ffi"


class BrokerJob(Data):
    """Where a broker is, and what is told it afterwards."""

    url: str
    token: str | None = None
    consumer: str | None = None
    version: str | None = None
    """The provider's; results are published under it, not at all without."""
    branch: str | None = None


class Job(Data):
    """One call of the verifier: the provider answers on loopback, the pact is a text or a broker's."""

    provider: str
    port: int
    message: bool
    """Whether the provider is asked for messages."""
    states_path: str
    pact: str | None = None
    broker: BrokerJob | None = None


class Done(Data):
    """What the verifier found, and what it said about publishing."""

    results: tuple[dict[str, Any], ...] = ()
    """One for each interaction, as the verifier writes them."""
    errors: tuple[str, ...] = ()
    """Why there are none."""
    unpublished: str = ""


class _Said(logging.Handler):
    """Whether results were published is in the log alone."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.begun, self.failed = False, ""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text.startswith(PUBLISHING):
            self.begun = True
            self.failed = text if record.levelno >= logging.ERROR else self.failed

    def unpublished(self) -> str:
        """Why nothing was published; empty where it was."""
        return self.failed or ("" if self.begun else "the verifier did not publish")


def verified(job: Job) -> Done:
    """Runs the verifier once."""
    said = _Said()
    logger = logging.getLogger(LOGGER)
    logger.addHandler(said)
    try:
        with TemporaryDirectory() as folder:
            document = _verified(job, Path(folder))
    finally:
        logger.removeHandler(said)
    publishes = job.broker is not None and job.broker.version is not None
    found = tuple(document["interactionResults"])
    return Done(
        results=found,
        errors=() if found else tuple(_message(error) for error in document["errors"]),
        unpublished=said.unpublished() if publishes else "",
    )


def _verified(job: Job, folder: Path) -> dict[str, Any]:
    verifier = Verifier(job.provider, host=HOST).set_coloured_output(enabled=False)
    verifier.add_transport(
        protocol="message" if job.message else "http", port=job.port, path="/", scheme="http"
    )
    verifier.state_handler(f"http://{HOST}:{job.port}{job.states_path}", teardown=True, body=True)
    verifier.set_request_timeout(PATIENCE_MS).follow_redirects(follow=False)
    if job.pact is not None:
        file = folder / "pact.json"
        file.write_text(job.pact, encoding="utf-8")
        verifier.add_source(file)
    if job.broker is not None:
        _ask(verifier, job.broker)
    with suppress(RuntimeError):  # the results say what and why
        verifier.verify()
    results: dict[str, Any] = verifier.results
    return results


def _ask(verifier: Verifier, broker: BrokerJob) -> None:
    if broker.consumer:
        verifier.filter_consumers(broker.consumer)
    if broker.version:
        verifier.set_publish_options(broker.version, branch=broker.branch)
    choice = verifier.broker_source(broker.url, token=broker.token, selector=True, use_env=False)
    choice.consumer_version(main_branch=True).consumer_version(deployed_or_released=True)
    if broker.branch:
        choice.provider_branch(broker.branch).include_pending()
    choice.build()


def _message(error: dict[str, Any]) -> str:
    return str(error.get("mismatch", {}).get("message") or error.get("interaction", "unknown"))


def _silenced() -> TextIO:
    """The standard output as it was; from now on nobody else writes there."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def main() -> None:
    """Answers every line of standard input, until its end."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    with _silenced() as answers:
        for line in sys.stdin:
            answers.write(json.dumps(verified(Job.model_validate_json(line)).model_dump()) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()

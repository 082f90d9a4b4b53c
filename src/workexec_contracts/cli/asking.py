"""What one `wxc verify` asks for: what goes together, and whom it asks."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from .problem import UsageProblem, alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from workexec_contracts.verification import Broker, Effort, Selection, Source, Target

MOCKS = Path("mocks")


class Against(StrEnum):
    """Which of our own implementations the claims are put to."""

    STUBS = "stubs"
    PROVIDERS = "providers"
    BOTH = "both"


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    selection: Selection
    all_: bool
    base_url: str | None
    message_url: str | None
    states_url: str | None
    token: str | None
    dataset: bool
    strict: bool
    seed: str
    against: Against
    mocks: Path | None
    source: Source
    effort: Effort | None = None
    """How many requests are drawn, if any."""

    @property
    def neighbours(self) -> bool:
        """Whether a neighbour is to be verified."""
        from workexec_contracts.verification import chosen_contracts  # noqa: PLC0415  # `wxc --help` stays fast

        return bool(chosen_contracts(self.selection, messages=False))

    @property
    def workexec(self) -> bool:
        """Whether WorkExec's events are to be verified."""
        from workexec_contracts.pacts import WORKEXEC  # noqa: PLC0415  # `wxc --help` stays fast
        from workexec_contracts.verification import chosen_contracts  # noqa: PLC0415  # the same

        if self.selection.operation:
            return bool(chosen_contracts(self.selection, messages=True))
        return self.all_ or WORKEXEC in self.selection.domains

    @property
    def all_of_ours(self) -> bool:
        """Whether nothing narrows `--all` to some of our own."""
        from workexec_contracts.verification import Kind  # noqa: PLC0415  # `wxc --help` stays fast

        narrow = self.against is not Against.BOTH or self.selection.only in {Kind.CASE, Kind.FUZZ}
        return self.base_url is None and not narrow


def refuse(asked: Asked) -> None:
    """Raises a Problem for what goes together badly, before anything is started."""
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    _refuse_ignored(asked)
    _refuse_token(asked.token)
    if not asked.neighbours and not asked.workexec:
        raise UsageProblem(
            "nothing to verify: none of the domains has such an operation",
            "the command line",
            "a domain, and one of its operations or events",
            "`wxc status` lists them",
        )
    if asked.source.broker is not None:
        _refuse_broker(asked, asked.source.broker)
    for messages in (False, True) if asked.source.pacts else ():
        verification.promises(asked.source, verification.chosen_contracts(asked.selection, messages=messages))
    if asked.message_url is not None and not asked.workexec:
        raise UsageProblem(
            "--message-url without WorkExec", "the command line", "workexec, or --all", "add: workexec"
        )
    if asked.base_url is not None and not asked.neighbours:
        raise UsageProblem(
            "--base-url without a neighbour", "the command line", "a domain", "WorkExec has a --message-url"
        )


def _refuse_ignored(asked: Asked) -> None:
    """What is said of a running service says nothing where only ours are verified, and the reverse."""
    if asked.states_url is not None and asked.base_url is None and asked.message_url is None:
        expected = "a running service that the endpoint sets up; ours are set up by themselves"
        raise alone("--states-url", "--base-url or --message-url", expected)
    if asked.dataset and asked.base_url is None:
        raise alone("--dataset", "--base-url", "a running service that holds our rows, as ours do")
    ours = {"--mocks": asked.mocks is not None, "--against": asked.against is not Against.BOTH}
    for option, given in ours.items() if asked.base_url is not None else ():
        if given:
            raise UsageProblem(
                f"{option} with --base-url",
                "the command line",
                "either a running service or our own",
                f"leave out {option}, or --base-url",
            )


def _refuse_token(token: str | None) -> None:
    from workexec_contracts.contracts.vocabulary import BEARER_PATTERN  # noqa: PLC0415  # the same

    if token is not None and not re.fullmatch(BEARER_PATTERN, f"Bearer {token}"):
        raise UsageProblem(
            "the token is blank, or has characters that no bearer token has",
            "--token or WXC_TOKEN",
            "letters, digits and ._~+/=-",
            "give the token alone, without quotes, line breaks or the word Bearer",
        )


def _refuse_broker(asked: Asked, broker: Broker) -> None:
    from workexec_contracts.verification import probe  # noqa: PLC0415  # `wxc --help` stays fast

    selection = asked.selection
    if selection.operation or selection.case or selection.reachable or asked.source.pacts:
        raise UsageProblem(
            "--broker-url with a selection of interactions",
            "the command line",
            "a broker is told about whole pacts",
            "leave out --operation, --case, --reachable and --pacts",
        )
    if broker.version is not None and asked.base_url is not None and asked.states_url is None:
        why = "an endpoint for provider states: a broker takes a state that fails for a broken contract"
        raise alone("--publish", "--states-url", why)
    probe(broker)


def targets(asked: Asked) -> Iterator[AbstractContextManager[Target]]:
    """Whom the claims are put to, one after the other."""
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    states = asked.states_url
    if asked.neighbours and asked.base_url is not None:
        service = verification.service(asked.base_url, asked.token, dataset=asked.dataset, states_url=states)
        yield nullcontext(service)
    elif asked.neighbours:
        yield from _ours(asked)
    if asked.message_url is not None:
        yield nullcontext(verification.publisher(asked.message_url, asked.token, states_url=states))
    elif asked.workexec and (asked.all_of_ours or not asked.all_):
        yield verification.producer()


def _ours(asked: Asked) -> Iterator[AbstractContextManager[Target]]:
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    if asked.against is not Against.PROVIDERS:
        yield verification.stubs(asked.mocks or (MOCKS if (MOCKS / "mappings").is_dir() else None))
    if asked.against is not Against.STUBS:
        yield verification.providers()

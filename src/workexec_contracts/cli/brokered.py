"""What the options about a Pact Broker say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .problem import UsageProblem

if TYPE_CHECKING:
    from workexec_contracts.verification import Broker


def broker(
    url: str | None, token: str | None, version: str | None, branch: str | None, *, publish: bool
) -> Broker | None:
    """The broker; None where no pacts of one were asked for. Raises UsageProblem."""
    from workexec_contracts.verification import Broker  # noqa: PLC0415  # `wxc --help` stays fast

    if url is None:
        if publish:
            raise _missing("--broker-url", "a broker to publish to")
        return None
    if publish and version is None:
        raise _missing(
            "--provider-version", "the version that was verified, for example $(git rev-parse HEAD)"
        )
    return Broker(
        url=url.rstrip("/"), token=token or None, version=version if publish else None, branch=branch
    )


def _missing(option: str, expected: str) -> UsageProblem:
    return UsageProblem(
        f"--publish without {option}", "the command line", expected, f"add {option}, or leave --publish out"
    )

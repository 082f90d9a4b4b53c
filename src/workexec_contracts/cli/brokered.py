"""What the options about a Pact Broker say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .problem import alone

if TYPE_CHECKING:
    from workexec_contracts.verification import Broker


def broker(
    url: str | None, token: str | None, version: str | None, branch: str | None, *, publish: bool
) -> Broker | None:
    """The broker; None where no pacts of one were asked for. Raises UsageProblem."""
    from workexec_contracts.verification import Broker  # noqa: PLC0415  # `wxc --help` stays fast

    given = {"--publish": publish, "--provider-version": version, "--provider-branch": branch}
    for option, value in given.items() if url is None else ():
        if value:
            raise alone(option, "--broker-url", "a broker that has the pacts and takes the results")
    if url is None:
        return None
    if publish and not version:
        example = "the version that was verified, for example $(git rev-parse HEAD)"
        raise alone("--publish", "--provider-version", example)
    if version and not publish:
        raise alone("--provider-version", "--publish", "a version under which results are published")
    return Broker(url=url.rstrip("/"), token=token or None, version=version, branch=branch)

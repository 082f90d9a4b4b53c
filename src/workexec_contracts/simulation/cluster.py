"""One setting with many seeds, over the machines of a Dask cluster: the extra `distributed`.

Nothing else imports Dask.
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem

from .many import settings, told
from .replay import revision
from .run import simulate
from .totals import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from distributed import Client, Future

    from .run import Outcome
    from .setting import Setting
    from .totals import Total

CONNECT_S = 5
INSTALL = "pip install 'workexec-contracts[distributed]'"


class NoCluster(Problem):
    """A Dask cluster that cannot be used."""


def simulate_on(
    scheduler: str, setting: Setting, runs: int, progress: Callable[[float], None] = lambda _: None
) -> Total:
    """Runs `runs` seeds on the workers of the scheduler at that address, such as `tcp://10.0.0.1:8786`.

    The result is that of `simulate_many`. `progress` hears the share that is done. Raises NoCluster where
    there is none, or where its workers have another revision of this package.
    """
    with closing(_connected(scheduler)) as client:
        _refuse_strangers(client, scheduler)
        futures: list[Future[Outcome]] = client.map(simulate, settings(setting, runs), pure=False)
        try:
            return total(told(_gathered(futures), runs, progress))
        finally:
            client.cancel(futures)


def _connected(scheduler: str) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415  # an extra: who has no cluster need not install it
    except ImportError as error:
        what = "Dask is not installed"
        raise NoCluster(what, "this environment", "the extra 'distributed'", INSTALL) from error
    try:
        asyncio.run(_probe(scheduler))
    except (OSError, ValueError) as error:
        raise NoCluster(
            f"no scheduler answers: {error}",
            scheduler,
            "the address of a Dask scheduler, such as tcp://10.0.0.1:8786",
            "start one with `dask scheduler`, or correct the address",
        ) from error
    client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as error:
        client.close()
        what, fix = "the scheduler has no workers", f"dask worker {scheduler}"
        raise NoCluster(what, scheduler, "one worker or more", fix) from error
    return client


async def _probe(scheduler: str) -> None:
    """Raises OSError or ValueError. A client that finds nobody would take long to go."""
    from distributed.comm.core import connect  # noqa: PLC0415  # as above

    await (await connect(scheduler, timeout=CONNECT_S)).close()


def _refuse_strangers(client: Client, scheduler: str) -> None:
    """Another revision gives another history for the same seed."""
    for worker, theirs in client.run(revision).items():
        if theirs != revision():
            raise NoCluster(
                "a worker has another revision of workexec-contracts",
                f"{worker} of {scheduler}",
                f"revision {revision()}, not {theirs}",
                f"install the same on every machine: {INSTALL}",
            )


def _gathered(futures: list[Future[Outcome]]) -> Iterator[Outcome]:
    """By seed; what has been added up is given back to the cluster."""
    for future in futures:
        yield future.result()
        future.release()

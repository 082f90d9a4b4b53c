"""Many seeds over a Dask cluster on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributed import LocalCluster

from workexec_contracts.simulation import cluster
from workexec_contracts.simulation.cluster import NoCluster, simulate_on
from workexec_contracts.simulation.many import simulate_many
from workexec_contracts.simulation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = Setting(shops=1, days=0.5)
DOCUMENT = Path(__file__).parents[2] / "docs" / "simulate.md"


@pytest.fixture(scope="module")
def here() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]  # as Dask has it
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as running:
        yield running


def test_a_cluster_gives_what_one_machine_gives(here: LocalCluster) -> None:
    shares: list[float] = []
    assert simulate_on(here.scheduler_address, SHORT, 3, shares.append) == simulate_many(SHORT, 3)
    assert shares == [1 / 3, 2 / 3, 1]


def test_workers_of_another_revision_are_refused(here: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "revision", os.getpid)  # every process one of its own
    with pytest.raises(NoCluster, match="another revision"):
        simulate_on(here.scheduler_address, SHORT, 1)


def test_the_example_of_the_document_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("passed ")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense:", "gopher://127.0.0.1:9"])
def test_an_address_where_no_scheduler_is_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.2)
    with pytest.raises(NoCluster, match="no scheduler answers"):
        simulate_on(address, SHORT, 1)


def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.2)
    with (
        LocalCluster(  # type: ignore[no-untyped-call]  # as Dask has it
            n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as empty,
        pytest.raises(NoCluster, match="no workers"),
    ):
        simulate_on(empty.scheduler_address, SHORT, 1)

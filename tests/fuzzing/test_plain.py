"""Schemathesis alone, as a person without `wxc` runs it: the committed configuration brings our checks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzzing.variants import VARIANTS, served
from workexec_contracts.providers import Server

if TYPE_CHECKING:
    from tests.fuzzing.variant import Variant

ROOT = Path(__file__).parents[2]


def schemathesis(domain: str, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """From the root of the repository, where the configuration is."""
    document = f"documents/openapi/{domain}.yaml"
    command = [sys.executable, "-m", "schemathesis.cli", "run", document, "--url", url, *arguments]
    told = {"WXC_DATASET": "1", "WXC_TARGET": "providers", "COLUMNS": "200", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def broken(variant: Variant) -> subprocess.CompletedProcess[str]:
    with served(variant) as url:
        return schemathesis(variant.domain, url, "--max-examples", "20", "--seed", "1")


def test_the_right_provider_is_0_and_nothing_fails() -> None:
    with Server() as server:
        done = schemathesis("location", server.url, "--max-examples", "3", "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


def test_a_broken_provider_is_1_and_a_check_of_ours_names_the_clause() -> None:
    variant = VARIANTS["unknown-location-answered-400"]
    done = broken(variant)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "as agreed" in done.stdout
    assert any(clause in done.stdout for clause in variant.clauses)

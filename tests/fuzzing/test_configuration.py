"""The committed configuration of plain Schemathesis."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification.fuzzing import settings
from workexec_contracts.verification.fuzzing.configuration import FILE, configuration, stale, write

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]


def test_every_operation_has_its_sla_and_no_other_operation_has_one() -> None:
    told = tomllib.loads(configuration())["operations"]
    slas = {one["include-operation-id"]: one["checks"]["max_response_time"] for one in told}
    assert slas == {name: operation.policy.sla_s for name, operation in BY_ID.items()}


def test_no_check_is_switched_off() -> None:
    told = tomllib.loads(configuration())
    assert "checks" not in told
    assert {key for one in told["operations"] for key in one["checks"]} == {"max_response_time"}


def test_the_committed_file_is_that_of_the_contracts() -> None:
    assert stale(ROOT) == []


def test_a_changed_file_is_told(tmp_path: Path) -> None:
    assert write(tmp_path)
    (tmp_path / FILE).write_text("", encoding="utf-8")
    assert any(FILE in told for told in stale(tmp_path))


def test_what_hypothesis_learns_of_our_source_is_kept_from_run_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WXC_HOME", str(tmp_path))
    assert settings.storage() == settings.storage() == {settings.HYPOTHESIS: str(tmp_path / "hypothesis")}

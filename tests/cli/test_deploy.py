from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Wxc

QUESTION = ("--pacticipant", "pos-price", "--version", "1.4.2", "--to-environment", "production")


def test_the_question_is_passed_on_to_the_pact_cli_with_its_arguments_and_its_exit_code(
    wxc: Wxc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pact = tmp_path / "pact"
    pact.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/asked\nexit 7\n')
    pact.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    done = wxc("can-i-deploy", *QUESTION, "--help", cwd=tmp_path)
    assert done.code == 7
    assert (tmp_path / "asked").read_text().splitlines() == ["broker", "can-i-deploy", *QUESTION, "--help"]


def test_without_the_pact_cli_the_fix_is_told(
    wxc: Wxc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    done = wxc("can-i-deploy", *QUESTION, cwd=tmp_path)
    assert done.code == 2
    assert "the Pact CLI is not installed" in done.err
    assert "pip install pact-python-cli" in done.err

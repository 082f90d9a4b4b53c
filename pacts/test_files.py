"""The committed pact files are those that these interactions give, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workexec_contracts.pacts import file_name, files, pairs

HERE = Path(__file__).parent
PAIRS = [pytest.param(pair, id=file_name(pair)) for pair in pairs()]


def test_the_committed_files_are_up_to_date() -> None:
    assert files.stale(HERE) == [], "these pacts differ from the contracts; run: make pacts"


@pytest.mark.parametrize("pair", PAIRS)
def test_a_file_is_the_same_in_any_order(pair: tuple[str, str]) -> None:
    found = pairs()[pair]
    backwards = files.text(pair, reversed(found))
    assert backwards == (HERE / file_name(pair)).read_text(encoding="utf-8")


def test_an_old_file_goes_when_no_contract_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "workexec-pos-gone.json").write_text("{}")
    assert "workexec-pos-gone.json: no contract asks for it" in files.stale(tmp_path)
    files.write(tmp_path)
    assert files.stale(tmp_path) == []


def test_a_changed_and_a_missing_file_are_named(tmp_path: Path) -> None:
    names = [file.name for file in files.write(tmp_path)]
    (tmp_path / names[0]).write_text("{}")
    (tmp_path / names[1]).unlink()
    assert files.stale(tmp_path) == [f"{names[0]}: differs from the contracts", f"{names[1]}: missing"]


def test_whole_numbers_are_written_without_a_fraction_for_verifiers_that_write_bodies_anew() -> None:
    texts = [file.read_text(encoding="utf-8") for file in HERE.glob("*.json")]
    assert len(texts) == len(PAIRS)
    assert not any(re.search(r": -?[0-9]+\.0+,?$", text, re.MULTILINE) for text in texts)

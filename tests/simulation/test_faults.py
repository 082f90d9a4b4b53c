from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from workexec_contracts.simulation.faultfile import read
from workexec_contracts.simulation.faults import Faults, FaultsError, NetworkFault

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text)
    return file


def test_a_file_of_faults_is_read(tmp_path: Path) -> None:
    text = 'title = "t"\n[[faults]]\nkind = "down"\ntarget = "order"\nfrom_s = 10\nuntil_s = 20\n'
    (fault,) = read(written(tmp_path, text)).faults
    assert fault.model_dump() == {
        "kind": "down",
        "target": "order",
        "from_s": 10,
        "until_s": 20,
        "how": "503",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = ", "no TOML"),
        ('[[faults]]\nkind = "earthquake"', "faults.0"),
        ('[[faults]]\nkind = "down"\ntarget = "orders"', "no neighbour or operation is called 'orders'"),
        ('[[faults]]\nkind = "down"\nfrom_s = 5\nuntil_s = 5', "ends at 5 s, before it begins at 5 s"),
        ('[[faults]]\nkind = "failing"\npercent = 101', "less than or equal to 100"),
        ('[[faults]]\nkind = "crash"', "one of at_s, at_attempt, at_write and at_answer"),
        (
            '[[faults]]\nkind = "crash"\nat_s = 1\nat_write = 1',
            "one of at_s, at_attempt, at_write and at_answer",
        ),
        ('[[faults]]\nkind = "changing"\ntable = "nothing"', "no collection is called 'nothing'"),
        ('[[faults]]\nkind = "down"\ntarget = "Ordr"', "did you mean order"),
        ('[[faults]]\nkind = "down"\ntarget = "workexec"', "there are all, catalog,"),
        ('[[faults]]\nkind = "down"\nfrom_s = inf', "less than or equal to 315360000"),
        ('[[faults]]\nkind = "crash"\nat_s = 1\ndown_s = inf', "less than or equal to"),
        ('[[faults]]\nkind = "skew"\nskew_s = nan', "less than or equal to"),
        ('[[faults]]\nkind = "skew"\nskew_s = -1e12', "greater than or equal to"),
        ('[[faults]]\nkind = "slow"\nsigma = 5000', "less than or equal to 10"),
        ('[[faults]]\nkind = "slow"\nlatency_ms_median = inf', "less than or equal to"),
        ('[[faults]]\nkind = "flapping"\nup_s = 1e-9', "greater than or equal to 0.001"),
        ('[[faults]]\nkind = "slow_start"\nover_s = 1e-9', "greater than or equal to 0.001"),
        ('[[faults]]\nkind = "changing"\nevery_s = 1e-9', "greater than or equal to 0.001"),
        ('[[faults]]\nkind = "down"\n[setting]\nseed = 1', "'setting' is not known"),
        ('[[faults]]\nkind = "down"\nfrom = 5', "'from' is not known; did you mean from_s?"),
        ('[[faults]]\nkind = "skew"\nskew_s = -3e8\n' * 106, "all skews come to 3.18e+10 s"),
        ("until = 5", "'until' is not known; did you mean until_s"),
        ('[[faults]]\nkind = "dwn"', "no kind of faults is called 'dwn'; did you mean down?"),
        ("[[faults]]\npercent = 5", "a fault without a kind"),
        ("faults = 3", "3 is no fault"),
        ('faults = ["down"]', "'down' is no fault"),
        ('[[faults]]\nkind = "down"\nfrom_s = true', "valid number"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    file = written(tmp_path, text)
    with pytest.raises(FaultsError) as caught:
        read(file)
    assert told in str(caught.value)
    assert not caught.value.what.startswith("Value error")
    assert str(file) in caught.value.where
    assert caught.value.fix


def test_a_status_may_be_a_number(tmp_path: Path) -> None:
    text = '[[faults]]\nkind = "failing"\nhow = 503\n[[faults]]\nkind = "poison"\nhow = 500'
    at = '[[faults]]\nkind = "at"\nattempt = 1\ndoes = 503'
    failing, poison, struck = read(written(tmp_path, f"{text}\n{at}")).faults
    assert (failing.model_dump()["how"], poison.model_dump()["how"]) == ("503", "500")
    assert struck.model_dump()["does"] == "503"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match="cannot be read"):
        read(tmp_path / "none.toml")


@pytest.mark.parametrize("kind", get_args(NetworkFault), ids=lambda kind: kind.__name__)
def test_every_kind_reads_as_it_was_written(kind: type) -> None:
    faults = Faults(faults=(kind(),))
    assert Faults.model_validate_json(faults.model_dump_json()) == faults

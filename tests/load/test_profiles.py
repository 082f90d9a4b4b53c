from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from workexec_contracts.contracts import events, operations
from workexec_contracts.load import Journey, Profile, WrongProfile, names, read_profile, schedule
from workexec_contracts.load.failmodes import FEWEST
from workexec_contracts.stubs.switches import Mode, Switch

FOLDER = Path(__file__).parents[2] / "loadtests" / "profiles"
SOUND = """
title = "t"
duration_s = 30
slice_s = 1
users = 2
arrivals = {shape = "constant", rate_hz = 10}
journeys = {technician = 3, event_firehose = 1}
"""
OF = {domain.name: {event.name for event in of.events} for domain, of in operations() if of.events}
OUTAGE = """
[[faults]]
target = "crm"
mode = "down"
from_s = 10
until_s = 20
"""


def written(folder: Path, text: str) -> Profile:
    (folder / "own.toml").write_text(text)
    return read_profile("own", folder)


def test_the_profiles_are_those_that_users_are_told_of() -> None:
    assert names(FOLDER) == ["baseline", "outage", "peak", "smoke", "soak", "spike"]


@pytest.mark.parametrize("name", names(FOLDER))
def test_every_profile_can_be_and_its_faults_are_switches_of_the_stubs(name: str) -> None:
    for fault in read_profile(name, FOLDER).faults:
        assert Switch(Mode(fault.mode), **fault.figures).mode is not Mode.OK  # type: ignore[arg-type]  # by name


def test_a_fault_knows_every_mode_of_a_switch() -> None:
    told = Profile.model_json_schema()["$defs"]["Fault"]["properties"]["mode"]["enum"]
    assert set(told) == set(Mode) - {Mode.OK}


def test_smoke_ends_within_30_s_and_meets_every_journey() -> None:
    smoke = read_profile("smoke", FOLDER)
    assert smoke.duration_s < 30
    assert set(smoke.journeys) == set(Journey)


def test_an_outage_takes_a_neighbour_of_either_fail_mode_away_for_longer_than_its_retries() -> None:
    down = [fault for fault in read_profile("outage", FOLDER).faults if fault.mode == "down"]
    assert {fault.target: fault.until_s - fault.from_s for fault in down} == {
        "inventory": 10,
        "accounting": 10,
    }


def test_an_outage_has_enough_steps_without_their_neighbour_for_a_verdict() -> None:
    outage = read_profile("outage", FOLDER)
    whole = sum(outage.journeys.values())
    inventory, accounting = (fault for fault in outage.faults if fault.mode == "down")
    for journey, fault in (
        (Journey.TECHNICIAN, inventory),
        (Journey.FINALIZING_CLERK, inventory),
        (Journey.FINALIZING_CLERK, accounting),
    ):
        rate_hz = outage.arrivals.rate(fault.from_s) * outage.journeys[journey] / whole
        (policy,) = {event.policy for event in events() if event.name in OF[fault.target] and event.policy}
        unserved_s = fault.until_s - fault.from_s - policy.retry.budget_s
        assert rate_hz * unserved_s > FEWEST + 2 * FEWEST**0.5


def test_journeys_come_as_often_as_their_weights_say_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    profile = written(tmp_path, SOUND.replace("rate_hz = 10", "rate_hz = 200"))
    planned = list(schedule(profile, seed=4))
    counts = Counter(arrival.journey for arrival in planned)
    assert counts[Journey.TECHNICIAN] / len(planned) == pytest.approx(0.75, abs=0.03)
    assert planned == list(schedule(profile, seed=4))


def test_a_fault_is_meant_for_its_domain_its_operation_or_all(tmp_path: Path) -> None:
    fault = written(tmp_path, SOUND + OUTAGE).faults[0]
    assert fault.targets("crm", "getCustomer")
    assert not fault.targets("order", "deliverOrderEvent")
    everybody = fault.model_copy(update={"target": "all"})
    assert everybody.targets("order", "deliverOrderEvent")


def test_a_fault_may_last_until_the_end_of_the_test(tmp_path: Path) -> None:
    assert written(tmp_path, SOUND + OUTAGE.replace("= 20", "= 30")).faults[0].until_s == 30


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "is no TOML"),
        (SOUND.replace("users = 2", ""), "users: Field required"),
        (SOUND.replace("duration_s = 30", "duration_s = inf"), "duration_s: Input should be a finite number"),
        (SOUND.replace("rate_hz = 10", "rate_hz = inf"), "rate_hz: Input should be a finite number"),
        (SOUND.replace("technician = 3", "technician = inf"), "technician: Input should be a finite number"),
        (SOUND.replace("slice_s = 1", "slice_s = 0.001"), "more than 20000 points"),
        (SOUND + OUTAGE.replace("= 20", "= inf"), "until_s: Input should be a finite number"),
        (SOUND + "colour = 3", "colour: Extra inputs are not permitted"),
        (SOUND.replace("duration_s = 30", "duration_s = 0"), "duration_s: Input should be greater than 0"),
        (SOUND.replace("constant", "zigzag"), "arrivals: Input tag 'zigzag'"),
        (SOUND.replace("rate_hz = 10", "rate_hz = 0.01"), "not one arrival"),
        (SOUND.replace("technician = 3, event_firehose = 1", ""), "no journey has a weight"),
        (SOUND.replace("technician", "astronaut"), "journeys.astronaut"),
        (SOUND.replace("users = 2", 'users = 2\nevents = ["lunch"]'), "no event is called lunch"),
        (SOUND + OUTAGE.replace("crm", "nobody"), "no neighbour or operation is called 'nobody'"),
        (SOUND + OUTAGE.replace("= 20", "= 5"), "ends at 5 s, before it begins at 10 s"),
        (SOUND + OUTAGE.replace("= 20", "= 50"), "beyond the 30 s of the test"),
        (SOUND + OUTAGE.replace("down", "upside"), "faults.0.mode"),
    ],
)
def test_a_profile_that_cannot_be_is_told_with_its_place_and_the_fix(
    text: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongProfile) as told:
        written(tmp_path, text)
    assert says in told.value.what
    assert told.value.where == str(tmp_path / "own.toml")
    assert told.value.fix


def test_a_profile_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(WrongProfile) as told:
        read_profile("../profiles/smoke", FOLDER)
    assert "smoke, soak" in told.value.expected

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest

from workexec_contracts.load import LoadError, Plan
from workexec_contracts.load.driving.options import plan_of

from .conftest import LOCUSTFILE, clerks

PROFILES = LOCUSTFILE.parent / "profiles"


def plan(**given: Any) -> Plan:  # noqa: ANN401  # options of any type
    asked = {"headless": True, "host": "http://127.0.0.1:1", "load_plan": "", "load_profile": "smoke"}
    return plan_of(Namespace(**{**asked, "load_model": "open", "load_seed": "", **given}), PROFILES)


def test_a_seed_that_is_not_given_is_a_new_one_each_time() -> None:
    assert plan().seed != plan().seed


def test_plain_locust_breaks_no_neighbour() -> None:
    assert plan(load_profile="outage").profile.faults == ()


def test_a_whole_plan_goes_before_everything_else() -> None:
    told = Plan(profile=clerks(3, 4), model="closed", seed="told")
    assert plan(load_plan=told.model_dump_json()) == told


def test_without_a_host_nothing_begins() -> None:
    with pytest.raises(LoadError, match="--host"):
        plan(host=None)


@pytest.mark.parametrize(
    "host", ["foo", "127.0.0.1:9000", "ftp://a", "http://", "http://a:99999", "http://[::1"]
)
def test_a_host_that_is_no_base_url_begins_nothing(host: str) -> None:
    with pytest.raises(LoadError, match="is no base URL"):
        plan(host=host)

"""Where a contract stands, by all that was shown of it."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest

from workexec_contracts.report.bundle import Bundle, bundle_schema
from workexec_contracts.report.bundle.forms.data import as_json
from workexec_contracts.verdict import Verdict
from workexec_contracts.verification import contracts

from .made import made, row, run

PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN


def standing(bundle: Bundle, name: str) -> tuple[Verdict, str]:
    (found,) = (one for one in bundle.contracts if one.contract == name)
    return found.verdict, found.why


def test_every_contract_is_there_and_one_without_evidence_is_unknown() -> None:
    bundle = made(run("verify", row("getCustomer", PASSED)))
    assert [one.contract for one in bundle.contracts] == [one.name for one in contracts()]
    assert standing(bundle, "getCustomer") == (PASSED, "")
    assert standing(bundle, "getVehicle") == (UNKNOWN, "nothing was run")
    assert bundle.verdict is UNKNOWN
    assert bundle.sentence.startswith("unknown: 1 hold, 0 broken, 19 unknown of 20 contracts")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((PASSED, PASSED), PASSED),
        ((PASSED, UNKNOWN), UNKNOWN),
        ((UNKNOWN, FAILED), FAILED),
        ((FAILED, PASSED), FAILED),
    ],
)
def test_the_worst_of_all_runs_counts(verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    runs = [run(f"run {at}", row("getCustomer", verdict)) for at, verdict in enumerate(verdicts)]
    assert standing(made(*runs), "getCustomer")[0] is expected


def test_all_hold_only_where_every_contract_was_put_to_the_test() -> None:
    whole = run("verify", *(row(one.name, PASSED) for one in contracts()))
    assert made(whole).verdict is PASSED
    assert [step for step in made(whole).next_steps if "mend" in step.what or "find out" in step.what] == []


def test_what_was_shown_of_other_contracts_is_unknown_of_these() -> None:
    bundle = made(run("fuzz", row("getCustomer", FAILED), contracts="other ones"))
    assert standing(bundle, "getCustomer") == (UNKNOWN, "the contracts have changed since it was run")
    assert bundle.runs[0].verdict is UNKNOWN
    assert [step.details for step in bundle.next_steps if step.what.startswith("run fuzz again")] == [
        ("wxc fuzz",)
    ]


def test_the_strength_of_a_proof_is_no_proof() -> None:
    bundle = made(run("mutate", row("getCustomer", PASSED), proves=False))
    assert standing(bundle, "getCustomer") == (UNKNOWN, "nothing was run")


def test_copies_that_agree_prove_nothing_and_one_that_differs_breaks_its_contract() -> None:
    drift = run("drift", row("getCustomer", PASSED), row("getVehicle", FAILED), proves=False)
    verify = run("verify", row("getCustomer", PASSED), row("getVehicle", PASSED))
    assert standing(made(drift), "getCustomer") == (UNKNOWN, "nothing was run")
    assert standing(made(drift, verify), "getCustomer") == (PASSED, "")
    assert standing(made(drift, verify), "getVehicle") == (FAILED, "")


def test_what_is_broken_is_mended_by_the_owner_of_a_service_and_by_us_where_it_is_ours() -> None:
    foreign = run(
        "verify", row("getCustomer", FAILED, replay="wxc verify crm"), target="https://crm.example.com"
    )
    ours = run("verify", row("getVehicle", FAILED), target="stubs", mends="us")
    first, second = made(foreign, ours).next_steps[:2]
    assert (first.who, first.details) == (
        "pos-crm",
        ("answers the request of the document: wxc verify crm",),
    )
    assert (second.who, second.details) == ("us", ("answers the request of the document: wxc verify",))


def test_unknown_contracts_are_told_together_by_what_left_them_unknown() -> None:
    bundle = made(
        run("load", *(row(one.name, UNKNOWN, what="the SLA", actual=one.name) for one in contracts()))
    )
    (step,) = (step for step in bundle.next_steps if step.what.startswith("find out"))
    assert step.what == f"find out about {len(contracts())} contracts: the SLA (load)"
    assert step.details[1] == "wxc load"


def test_the_json_is_of_the_published_schema_and_reads_back() -> None:
    file = resources.files("workexec_contracts.report.bundle").joinpath("bundle.schema.json")
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert schema == bundle_schema(), "write bundle.schema.json anew from bundle_schema()"
    text = as_json(made())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert Bundle.model_validate_json(text) == made()

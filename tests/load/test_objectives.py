from __future__ import annotations

from workexec_contracts.contracts import operations
from workexec_contracts.load import objectives
from workexec_contracts.load.objectives import _objective

SLAS = {"inventory": 5, "people": 3, "shopmgmt": 5, "order": 3, "crm": 2, "accounting": 5}


def test_every_operation_of_the_contracts_has_an_objective() -> None:
    told = [objective.operation for objective in objectives()]
    assert told == [operation.operation_id for _, operation in operations()]


def test_the_limits_are_those_of_the_document() -> None:
    for domain, limit_s in SLAS.items():
        assert {objective.limit_s for objective in objectives([domain])} == {limit_s}


def test_rest_look_ups_have_two_seconds_and_say_where_that_is_assumed() -> None:
    reads = {objective.operation: objective for objective in objectives(["catalog", "location"])}
    assert reads["searchParts"].limit_s == 2
    assert reads["searchParts"].assumed


def test_an_objective_says_its_percentile_share_and_samples() -> None:
    told = objectives(["order"])[0].sentence
    assert told == "95% of the attempts within 3 s, at most 1% failed, of at least 300"


def test_a_delivery_of_several_events_has_the_strictest_sla_among_them() -> None:
    domain, delivery = next((d, o) for d, o in operations() if d.name == "inventory" and o.events)
    event = delivery.events[0]
    assert event.policy
    strict = event.model_copy(update={"policy": event.policy.model_copy(update={"sla_s": 1})})
    both = delivery.model_copy(update={"events": (event, strict)})
    assert _objective(domain, both).limit_s == 1

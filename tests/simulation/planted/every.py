"""All planted bugs."""

from __future__ import annotations

from tests.simulation.planted import (
    consumer_bugs,
    effect_bugs,
    money_bugs,
    outbox_bugs,
    policy_bugs,
    provider_bugs,
    telling_bugs,
)

BUGS = [
    *policy_bugs.GARDEN.bugs,
    *outbox_bugs.GARDEN.bugs,
    *consumer_bugs.GARDEN.bugs,
    *money_bugs.GARDEN.bugs,
    *telling_bugs.GARDEN.bugs,
    *effect_bugs.GARDEN.bugs,
    *provider_bugs.GARDEN.bugs,
]

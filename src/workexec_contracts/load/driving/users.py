"""Locust's users: one class for each journey in the closed model, and one that stands for all arrivals."""

from __future__ import annotations

import gevent
from locust import User, task

from workexec_contracts.load.profiles import Journey, Profile

from . import running


class Arrivals(User):
    """The open model: journeys arrive by themselves in every worker; this is only what Locust counts."""

    @task
    def wait_for_the_end(self) -> None:
        gevent.sleep(1)


class _JourneyUser(User):
    """The closed model: a person who begins again when done, after a pause."""

    abstract = True
    journey: Journey

    def wait_time(self) -> float:
        return running.pause_s()

    @task
    def make_the_journey(self) -> None:
        running.session().one(self.journey)


class ServiceAdvisor(_JourneyUser):
    journey = Journey.SERVICE_ADVISOR


class Technician(_JourneyUser):
    journey = Journey.TECHNICIAN


class FinalizingClerk(_JourneyUser):
    journey = Journey.FINALIZING_CLERK


class EventFirehose(_JourneyUser):
    journey = Journey.EVENT_FIREHOSE


USERS: tuple[type[_JourneyUser], ...] = (ServiceAdvisor, Technician, FinalizingClerk, EventFirehose)


def weighted(profile: Profile) -> list[type[User]]:
    """The classes of the profile's journeys, with its weights."""
    chosen: list[type[User]] = []
    for user in USERS:
        if user.journey in profile.journeys:
            user.weight = profile.journeys[user.journey]
            chosen.append(user)
    return chosen

"""Who uses WorkExec, as journeys without I/O: an advisor, a technician, a clerk, and a firehose of events."""

from contextlib import suppress

from workexec_contracts.load.calling import Came
from workexec_contracts.load.profiles import Journey as Name
from workexec_contracts.load.request import Request, Trail
from workexec_contracts.load.tallies import Ending

from .advisor import service_advisor
from .clerk import finalizing_clerk
from .draw import Draw
from .firehose import event_firehose
from .shop import technician
from .step import Journey, Step, Think, Visit

JOURNEYS = {
    Name.SERVICE_ADVISOR: service_advisor,
    Name.TECHNICIAN: technician,
    Name.FINALIZING_CLERK: finalizing_clerk,
    Name.EVENT_FIREHOSE: event_firehose,
}

__all__ = ["JOURNEYS", "Draw", "Journey", "Step", "Think", "Visit", "rehearse"]


def rehearse(number: int = 0) -> list[Request]:
    """The requests of every journey, made once without anybody.

    What is built at first use, here or in a server to which they are sent, is no neighbour's slowness.
    """
    requests: list[Request] = []
    for made in JOURNEYS.values():
        journey, came = made(Visit(Draw("rehearsal", number), Trail(), 0)), None
        with suppress(StopIteration):
            while True:
                step = journey.send(came)
                came = None
                if isinstance(step, Request):
                    requests.append(step)
                    came = Came(Ending.ANSWERED, 1)
    return requests

"""Who uses WorkExec, as journeys without I/O: an advisor, a technician, a clerk, and a firehose of events."""

from contextlib import suppress

from workexec_contracts.load.calling import Came
from workexec_contracts.load.profiles import Journey as Name
from workexec_contracts.load.request import Trail
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


def rehearse() -> None:
    """Makes every journey once without anybody: what is built at first use is no neighbour's slowness."""
    for made in JOURNEYS.values():
        came = None
        with suppress(StopIteration):
            journey = made(Visit(Draw("rehearsal", 0), Trail(), 0))
            while True:
                step = journey.send(came)
                came = None if isinstance(step, Think) else Came(Ending.ANSWERED, 1)

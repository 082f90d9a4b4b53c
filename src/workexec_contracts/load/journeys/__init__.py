"""Who uses WorkExec, as journeys without I/O: an advisor, a technician, a clerk, and a firehose of events."""

from workexec_contracts.load.profiles import Journey as Name

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

__all__ = ["JOURNEYS", "Draw", "Journey", "Step", "Think", "Visit"]

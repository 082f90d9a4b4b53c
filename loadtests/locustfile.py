"""WorkExec's load test for plain Locust: `locust -f loadtests/locustfile.py --host http://127.0.0.1:8080`.

The profiles beside this file say how much; `wxc load` runs the same file and adds faults and reports.
"""

from pathlib import Path

from workexec_contracts.load.driving import hooks
from workexec_contracts.load.driving.users import (
    Arrivals,
    EventFirehose,
    FinalizingClerk,
    ServiceAdvisor,
    Technician,
)

__all__ = ["Arrivals", "EventFirehose", "FinalizingClerk", "ServiceAdvisor", "Technician"]

hooks.install(Path(__file__).parent / "profiles")

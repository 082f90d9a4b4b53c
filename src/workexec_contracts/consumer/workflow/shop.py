"""WorkExec as a whole: its neighbours, its store, and its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.client import Neighbour
from workexec_contracts.consumer.plan import Raw
from workexec_contracts.consumer.publisher import Publisher
from workexec_contracts.contracts.audit import Recorded
from workexec_contracts.contracts.catalog import PartsPage, ServicesPage
from workexec_contracts.contracts.crm import Customer, CustomersPage, Vehicle, VehiclesPage
from workexec_contracts.contracts.location import ApprovalPolicy, get_approval_policy
from workexec_contracts.contracts.pricing import Tax, TaxCodes
from workexec_contracts.policy import AnswerCache

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.consumer.envelope import Composer
    from workexec_contracts.consumer.store import Store


class Reads:
    """One client per operation, over one bounded cache."""

    def __init__(self, cache: AnswerCache[Raw] | None = None) -> None:
        """Shared between users (F55)."""
        kept = cache if cache is not None else AnswerCache[Raw]()
        self.parts = Neighbour("searchParts", PartsPage, kept)
        self.services = Neighbour("searchServices", ServicesPage, kept)
        self.tax_codes = Neighbour("listTaxCodes", TaxCodes, kept)
        self.tax = Neighbour("calculateTax", Tax, kept)
        self.approval_policy = Neighbour("getApprovalPolicy", ApprovalPolicy, kept)
        self.customers = Neighbour("searchCustomers", CustomersPage, kept)
        self.vehicles = Neighbour("searchVehicles", VehiclesPage, kept)
        self.customer = Neighbour("getCustomer", Customer, kept)
        self.vehicle = Neighbour("getVehicle", Vehicle, kept)
        self.audit = Neighbour("createAuditEvent", Recorded, kept)

    def of(self, operation_id: str) -> Neighbour[Any]:
        """The client of an operation. Raises KeyError."""
        clients: Iterable[Neighbour[Any]] = vars(self).values()
        for client in clients:
            if client.operation.operation_id == operation_id:
                return client
        raise KeyError(operation_id)


@dataclass
class Shop:
    """What every step works on. A step is a plan: whoever runs it brings sockets and a clock."""

    store: Store
    publisher: Publisher
    neighbours: Reads = field(default_factory=Reads)
    location_id: str = get_approval_policy.examples[0].request["locationId"]
    """Where estimates are made that name no location."""

    @classmethod
    def over(cls, store: Store, composer: Composer | None = None, ttl_factor: float = 1.0) -> Shop:
        """A shop over a store, with a publisher and clients of its own, whose TTLs may be shorter."""
        return cls(store, Publisher(store, composer), Reads(AnswerCache(ttl_factor=ttl_factor)))

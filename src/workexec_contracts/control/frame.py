"""What the page is told, as JSON values: everything in it is text that the page shows as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.contracts.vocabulary import Domain

    from .looking import Told
    from .modes import Modes

Json = dict[str, Any]


def neighbour(
    domain: Domain, modes: Modes, trouble: str, rates: tuple[float, float], errors: Sequence[Told]
) -> Json:
    """A row of the board. `rates`: requests and failures a second."""
    target = modes.real.get(domain.name, "")
    away = bool(target) and not modes.listening.get(domain.name, True)
    return {
        "name": domain.name,
        "mode": modes.of_domain(domain.name),
        "modes": {
            operation.operation_id: modes.of_operation(domain.name, operation.operation_id)
            for operation in domain.operations
        },
        "real": target,
        "trouble": trouble or (f"nobody listens at {target}" if away else ""),
        "rate": rates[0],
        "failures": rates[1],
        "errors": [
            {
                "at": clock(told.exchange.at_ms),
                "what": what(told),
                "where": told.exchange.operation or told.exchange.url,
            }
            for told in errors
        ],
    }


def request(number: int, told: Told) -> Json:
    """A row of the requests."""
    exchange = told.exchange
    return {
        "n": number,
        "at": clock(exchange.at_ms),
        "domain": exchange.domain or "",
        "method": exchange.method,
        "url": exchange.url,
        "stub": exchange.stub,
        "status": exchange.status or 0,
        "code": exchange.fault or exchange.code,
        "ms": exchange.took_ms,
        "unmatched": exchange.unmatched,
        "nearest": told.nearest,
        "difference": told.difference,
    }


def what(told: Told) -> str:
    """A failure in two words."""
    exchange = told.exchange
    if exchange.status is None:
        return exchange.fault.replace("_", " ").lower()
    unmatched = "no stub" if exchange.unmatched else ""
    return " ".join(filter(None, (str(exchange.status), unmatched or exchange.code)))


def clock(at_ms: int) -> str:
    """The time of day on this machine, to the millisecond."""
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone()
    return f"{local:%H:%M:%S}.{at_ms % 1000:03d}"

"""A switch at the stubs that it is for: what it changed, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.stubs import passthrough, running, switches
from workexec_contracts.stubs.admin import Admin

from .problem import UsageProblem

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.stubs.running import Running
    from workexec_contracts.stubs.switches import Switch

    Pairs = list[tuple[Domain, Endpoint]]


@dataclass(frozen=True, slots=True)
class Done:
    """The operations that behave otherwise from now on, and the base URLs of their stubs."""

    operations: list[str]
    urls: list[str]


def turn(found: Running, wanted: Switch, operations: Pairs) -> Done:
    """Switches each WireMock's own operations. Raises UsageProblem where none of them has any."""
    switched: list[str] = []
    urls: list[str] = []
    for base, served in found.distinct.items():
        own = [pair for pair in operations if pair[0].name in served]
        with Admin(base) as admin:
            if found.named:
                own = _held(admin, own)
            if not own:
                continue
            switched += _apply(admin, wanted, own)
            urls.append(base)
    if not urls:
        raise _elsewhere(next(iter(found.distinct), ""), operations)
    return Done(switched, urls)


def _held(admin: Admin, operations: Pairs) -> Pairs:
    """Those whose neighbour has stubs there; all of them where no stub says whose it is."""
    ours = {switches.METADATA, passthrough.METADATA}  # made by whoever switches, wherever that is
    whose = [mapping["metadata"] for mapping in admin.with_metadata("domain")]
    domains = {metadata["domain"] for metadata in whose if not ours & metadata.keys()}
    return [pair for pair in operations if not domains or pair[0].name in domains]


def _apply(admin: Admin, wanted: Switch, own: Pairs) -> list[str]:
    lacks_it = wanted.code is not None and wanted.code not in switches.codes(own)
    done = switches.apply(admin, switches.Switch(switches.Mode.OK) if lacks_it else wanted, own)
    ended = [operation.operation_id for _, operation in own]
    return ended if wanted.mode is switches.Mode.OK else done


def _elsewhere(base: str, operations: Pairs) -> UsageProblem:
    names = list(dict.fromkeys(domain.name for domain, _ in operations))
    places = running.beside(base)
    known = [places[name] for name in names if name in places]
    return UsageProblem(
        f"the stubs there do not stand in for {', '.join(names)}",
        base,
        f"where `wxc up` serves {names[0]}: {known[0]}" if known else f"the base URL of {names[0]}'s stubs",
        f"--url {known[0]}" if known else f"name the base URL that `wxc up` printed for {names[0]}",
    )

"""What there is: every module of this package that has a `DOMAIN` or `EVENTS`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .vocabulary import Collection, Domain, Endpoint, Event, Finding

_PACKAGE = __name__.rpartition(".")[0]


@cache
def _modules() -> tuple[object, ...]:
    package = importlib.import_module(_PACKAGE)
    names = (found.name for found in pkgutil.iter_modules(package.__path__) if found.name != "registry")
    return tuple(importlib.import_module(f"{_PACKAGE}.{name}") for name in names)


@cache
def domains() -> tuple[Domain, ...]:
    """All neighbours, in the document's order; one that it does not know comes last."""
    found: list[Domain] = [module.DOMAIN for module in _modules() if hasattr(module, "DOMAIN")]
    headings = [line for line in document_text().splitlines() if line.startswith("#")]

    def place(domain: Domain) -> tuple[int, str]:
        heading = domain.clause.split(" / ")[-1]
        places = [at for at, line in enumerate(headings) if heading in line]
        return (places[0] if places else len(headings), domain.name)

    return tuple(sorted(found, key=place))


@cache
def operations() -> tuple[tuple[Domain, Endpoint], ...]:
    """Every operation with its domain, the deliveries of events included."""
    return tuple((domain, operation) for domain in domains() for operation in domain.operations)


@cache
def events() -> tuple[Event, ...]:
    """Every event: those that the neighbours consume, those that they publish, WorkExec's own."""
    own: list[Event] = [event for module in _modules() for event in getattr(module, "EVENTS", ())]
    return (
        *(event for domain in domains() for event in domain.consumes),
        *(event for domain in domains() for event in domain.publishes),
        *own,
    )


@cache
def own_findings() -> tuple[Finding, ...]:
    """Findings that a domain's module brings along in `FINDINGS`, beside those of `findings.toml`."""
    found = [name for name in _modules() if hasattr(name, "DOMAIN")]
    return tuple(finding for module in found for finding in getattr(module, "FINDINGS", ()))


@cache
def collections() -> dict[str, Collection]:
    """Every collection by its name."""
    return {collection.name: collection for domain in domains() for collection in domain.collections}


def document_text() -> str:
    """The contract document, as it was given."""
    return resources.files(_PACKAGE).joinpath("document.md").read_text(encoding="utf-8")

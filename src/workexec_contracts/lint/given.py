"""What a check is given: the contract data, the findings and the parsed document."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workexec_contracts import contracts
from workexec_contracts.contracts.vocabulary import (
    Collection,
    Data,
    Domain,
    Endpoint,
    Event,
    Finding,
)

from .document import Document, Section, parse
from .reading import declared, event_sections

if TYPE_CHECKING:
    from collections.abc import Iterator


class Given(Data):
    """All that a check may look at. Build one with `given()`, or a broken copy for a test."""

    domains: tuple[Domain, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    document: Document

    @cached_property
    def operations(self) -> tuple[tuple[Domain, Endpoint], ...]:
        """Every operation with its domain, deliveries included."""
        return tuple((domain, operation) for domain in self.domains for operation in domain.operations)

    @cached_property
    def collections(self) -> dict[str, Collection]:
        """Every collection by its name."""
        return {collection.name: collection for domain in self.domains for collection in domain.collections}

    @cached_property
    def endpoint_sections(self) -> dict[str, Section]:
        """The sections that declare endpoints, by method and path."""
        return {name: section for section in self.document.sections for name in declared(section)}

    @cached_property
    def documented_events(self) -> dict[str, Section]:
        """The sections that define events, by the event's short name."""
        return dict(event_sections(self.document))

    @cached_property
    def delivered(self) -> tuple[Event, ...]:
        """The events that WorkExec delivers to a neighbour."""
        return tuple(event for domain in self.domains for event in domain.consumes)

    def section_of(self, operation: Endpoint) -> Section | None:
        """The section that an operation comes from."""
        return self.document.section(operation.clause)

    def examples(self) -> Iterator[tuple[str, Section, str, Any]]:
        """Every labelled JSON block: what it belongs to, its section, its label, its value."""
        for section in self.document.sections:
            for label in ("Request Body", "Response DTO", "Payload"):
                block = section.block(label)
                if block is not None:
                    yield self.owner_of(section), section, label, block

    def owner_of(self, section: Section) -> str:
        """The endpoint or event that a section is about, else its clause."""
        events = (name for name, found in self.documented_events.items() if found == section)
        names = (name for name, found in self.endpoint_sections.items() if found == section)
        return next(names, None) or next(events, None) or section.clause


def given() -> Given:
    """The contracts as they are."""
    return Given(
        domains=contracts.domains(),
        events=contracts.events(),
        findings=contracts.FINDINGS,
        document=parse(contracts.document_text()),
    )

"""The contracts as they are, and copies in which one thing is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.contracts.vocabulary import Domain, Event
from workexec_contracts.lint import Given, LintReport, given, run
from workexec_contracts.lint.document import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    Break = Callable[..., Given]


@pytest.fixture(scope="session")
def now() -> Given:
    return given()


@pytest.fixture(scope="session")
def today(now: Given) -> LintReport:
    """What lint finds in the contracts as they are."""
    return run(now)


def _given(now: Given, **update: Any) -> Given:  # noqa: ANN401  # any part of what is given
    parts = {name: getattr(now, name) for name in Given.model_fields}
    return Given(**{**parts, **update})


def _domain(domain: Domain, **update: Any) -> Domain:  # noqa: ANN401  # any field of a domain
    fields = {name: getattr(domain, name) for name in Domain.model_fields}
    return Domain(**{**fields, **update})  # model_copy would keep the delivery that is derived from the old


@pytest.fixture
def with_operation(now: Given) -> Break:
    """The contracts with one operation changed."""

    def change(operation_id: str, /, **update: object) -> Given:
        def endpoints(domain: Domain) -> tuple[object, ...]:
            return tuple(
                each.model_copy(update=update) if each.operation_id == operation_id else each
                for each in domain.endpoints
            )

        changed = tuple(_domain(domain, endpoints=endpoints(domain)) for domain in now.domains)
        return _given(now, domains=changed)

    return change


@pytest.fixture
def with_event(now: Given) -> Break:
    """The contracts with one event changed, wherever it stands."""

    def change(name: str, /, **update: object) -> Given:
        def of(events: tuple[Event, ...]) -> tuple[Event, ...]:
            return tuple(each.model_copy(update=update) if each.name == name else each for each in events)

        domains = tuple(
            _domain(domain, consumes=of(domain.consumes), publishes=of(domain.publishes))
            for domain in now.domains
        )
        return _given(now, domains=domains, events=of(now.events))

    return change


@pytest.fixture
def with_domain(now: Given) -> Break:
    """The contracts with one domain changed."""

    def change(name: str, /, **update: object) -> Given:
        domains = tuple(_domain(each, **update) if each.name == name else each for each in now.domains)
        return _given(now, domains=domains)

    return change


@pytest.fixture
def with_text(now: Given) -> Break:
    """The contracts held against another wording of the document."""

    def change(old: str, new: str) -> Given:
        assert old in now.document.text
        return _given(now, document=parse(now.document.text.replace(old, new)))

    return change


@pytest.fixture
def with_finding(now: Given) -> Break:
    """The contracts with one finding changed, or without it."""

    def change(finding_id: str, /, *, gone: bool = False, **update: object) -> Given:
        findings = tuple(
            each.model_copy(update=update) if each.id == finding_id else each
            for each in now.findings
            if not (gone and each.id == finding_id)
        )
        return _given(now, findings=findings)

    return change

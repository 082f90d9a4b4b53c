"""Codes that are missing, and codes that the location does not have for the item (F07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import TaxCalculation
from workexec_contracts.dataset import rows
from workexec_contracts.variations import at, changed
from workexec_contracts.verification.case import Needs
from workexec_contracts.verification.documents import INVALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

FIRST = ("items", 0)
SECOND = ("items", 1)
UNKNOWN = "NO_SUCH_CODE"


def cases(subject: Subject) -> Iterator[Case]:
    behaviour = subject.operation.behaviour
    if isinstance(behaviour, TaxCalculation):
        document = subject.samples[0].example.request
        no_code = changed(document, (*FIRST, "taxCode"), " ")
        unknown = changed(document, (*FIRST, "taxCode"), UNKNOWN)
        elsewhere = changed(document, ("locationId",), "NO-SUCH-ID")
        missing, not_configured = behaviour.missing, behaviour.not_configured
        found: list[tuple[str, dict[str, Any], str, Needs]] = [
            ("a blank code", no_code, missing, Needs.DOCUMENT),
            ("an unknown code", unknown, not_configured, Needs.DOCUMENT),
            ("an unknown location", elsewhere, not_configured, Needs.DOCUMENT),
            (
                "an unknown code in a later line",
                changed(document, (*SECOND, "taxCode"), UNKNOWN),
                not_configured,
                Needs.DOCUMENT,
            ),
            (
                "a code in small letters",
                changed(document, (*FIRST, "taxCode"), at(document, (*FIRST, "taxCode")).lower()),
                not_configured,
                Needs.DOCUMENT,
            ),
            (
                "an unknown code before a missing one",
                changed(unknown, (*SECOND, "taxCode"), ""),
                missing,
                Needs.DOCUMENT,
            ),
            (
                "a missing code before a negative amount",
                changed(no_code, (*SECOND, "subtotal"), -1),
                INVALID,
                Needs.DOCUMENT,
            ),
            *((what, wrong, not_configured, needs) for what, wrong, needs in _misplaced(behaviour, document)),
        ]
        for what, wrong, code, needs in found:
            yield _case(subject, what, wrong, code, needs)


def _case(subject: Subject, what: str, document: dict[str, Any], code: str, needs: Needs) -> Case:
    name = f"refuses {what} with {code}"
    error = subject.operation.error(code)
    call = subject.write(subject.samples[0], name, document)
    return subject.case(name, call, subject.refuses(code), clause=error.clause, needs=needs)


def _misplaced(
    behaviour: TaxCalculation, document: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], Needs]]:
    """Each code at each location for each item type that it is not for there."""
    found = rows(behaviour.collection)
    kinds = sorted({kind for row in found for kind in row["applicableItemTypes"]})
    fitting = {(row["locationId"], row["taxCode"]): row["applicableItemTypes"] for row in found}
    for location in dict.fromkeys(row["locationId"] for row in found):
        for code in dict.fromkeys(row["taxCode"] for row in found):
            for kind in kinds:
                if kind not in fitting.get((location, code), ()):
                    item = {**document["items"][0], "itemType": kind, "taxCode": code}
                    wrong = {**document, "locationId": location, "items": [item]}
                    own = location == document["locationId"] and (location, code) in fitting
                    needs = Needs.DOCUMENT if own else Needs.DATASET
                    yield f"{code} for {kind} at {location}", wrong, needs

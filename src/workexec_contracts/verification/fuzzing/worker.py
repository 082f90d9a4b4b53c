"""The process that fuzzes: plans on its command line, what is found on its standard output."""

from __future__ import annotations

import os
import sys
import threading
import tomllib
from typing import TYPE_CHECKING, TextIO

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from workexec_contracts.contracts import domains
from workexec_contracts.documents.openapi import openapi

from . import hooks
from .cassette import Cassette
from .configuration import configuration
from .plan import PHASES, Plan, Progress
from .tally import tallies_of, tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemathesis.schemas import BaseSchema

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .plan import Outcome
    from .tally import Tally

__all__ = ["hooks", "outcomes"]


def schema_of(plan: Plan) -> BaseSchema:
    """The domain's document, set up as the plan says."""
    told = tomllib.loads(configuration())
    told |= {"base-url": plan.base_url, "seed": plan.seed}
    told["generation"] |= {"max-examples": plan.examples}
    for phase in PHASES:
        told["phases"].setdefault(phase, {})["enabled"] = phase in plan.phases
    told["continue-on-failure"] = not plan.first_only
    config = SchemathesisConfig.from_dict(told)
    (domain,) = (found for found in domains() if found.name == plan.domain)
    schema = schemathesis.openapi.from_dict(openapi(domain), config=config)
    return schema.include(operation_id=plan.operation) if plan.operation else schema


def outcomes(plan: Plan) -> Iterator[Progress | Outcome]:
    """Runs the plan; the outcomes come last, one for each operation."""
    (domain,) = (found for found in domains() if found.name == plan.domain)
    names = tuple(operation.operation_id for operation in domain.operations)
    tallies = tallies_of(tuple(name for name in names if plan.operation in {None, name}), plan.seed)
    requests = 0
    with Cassette(plan.har) as cassette:
        for event in from_schema(schema_of(plan)).execute():
            if isinstance(event, events.ScenarioFinished):
                requests += tally(tallies, event.recorder, event.phase.value, event.elapsed_time)
                cassette.keep(event.recorder)
                yield Progress(domain=plan.domain, requests=requests)
                if plan.first_only and any(found.found for found in tallies.values()):
                    break
            elif isinstance(event, events.NonFatalError):
                _errs(tallies, event)
            elif isinstance(event, events.FatalError):
                raise event.exception
    for found in tallies.values():
        yield found.outcome()


def _errs(tallies: Mapping[str, Tally], event: events.NonFatalError) -> None:
    """Puts an error down to the operation that it names, or to all."""
    told = f"{event.info.title}: {event.info.message}"
    named = [found for found in tallies.values() if event.label == _label(found.operation)]
    for found in named or tallies.values():
        found.errors.append(told)


def _label(operation: Endpoint) -> str:
    return f"{operation.method} {operation.path}"


def _ends_with_its_parent() -> None:
    """Ends the process when whoever started it is gone: its end of standard input closes then."""

    def watch() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _silenced() -> TextIO:
    """The standard output as it was; from now on nobody else writes there."""
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return told


def main() -> None:
    """One JSON line for each thing that is known."""
    with _silenced() as told:
        _ends_with_its_parent()
        for text in sys.argv[1:]:
            for found in outcomes(Plan.model_validate_json(text)):
                told.write(f"{type(found).__name__} {found.model_dump_json()}\n")
                told.flush()
            hooks.forget()


if __name__ == "__main__":
    main()

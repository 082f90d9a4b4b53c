"""What OpenAPI and AsyncAPI have no words for, as `x-` members derived from the contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from workexec_contracts.contracts import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Endpoint, ErrorCode, Event, Known, Rule

    from .schema import Json


def plain(value: Any) -> Any:  # noqa: ANN401  # any piece of a contract becomes the JSON of its kind
    """Turn a piece of a contract into JSON: camelCase, absent members left out, sets in order, 30.0 as 30."""
    match value:
        case BaseModel():
            members = ((name, getattr(value, name)) for name in type(value).model_fields)
            return {to_camel(name): plain(member) for name, member in members if member is not None}
        case Mapping():
            return {key: plain(member) for key, member in value.items()}
        case tuple() | frozenset():
            found = [plain(member) for member in value]
            return sorted(found) if isinstance(value, frozenset) else found
        case str():
            return str(value)
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def standing(stated: Endpoint | Event) -> Json:
    """Where it stands, what blocks it, where the document states it, what was assumed."""
    return {
        "x-status": str(stated.status),
        **({"x-blocked-by": stated.blocked_by} if stated.blocked_by else {}),
        "x-clause": stated.clause,
        **({"x-policy": plain(stated.policy)} if stated.policy else {}),
        **({"x-rules": found} if (found := rules(stated.rules, stated.requires)) else {}),
        "x-findings": sorted(set(stated.assumptions)),
    }


def rules(across: Iterable[Rule], known: Iterable[Known]) -> list[Json]:
    """Rules across members, then those of the provider's data, in the order of checking (F31)."""
    return [
        *(_rule(rule, rule.field, rule.code) for rule in across),
        *(_rule(row, row.member, row.error.code) for row in known),
    ]


def _rule(stated: Rule | Known, field: str, code: str) -> Json:
    return {"name": stated.name, "says": stated.says, "field": field, "code": code, "clause": stated.clause}


def errors(refused: Iterable[ErrorCode]) -> list[Json]:
    """Each refusal with what WorkExec shows to its user."""
    return [plain(error) for error in refused]


def findings(ids: Iterable[str]) -> list[Json]:
    """Spell findings out, once per document; operations name their ids."""
    wanted = set(ids)
    return [
        {"id": found.id, "clause": found.clause, "problem": found.problem, "decision": found.decision}
        for found in FINDINGS
        if found.id in wanted
    ]

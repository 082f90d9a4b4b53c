"""Whether an answer is one of the contract, as cheaply as a load generator has to tell it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Response

NO_ANSWER = "not the contract's answer"


def fits(operation: Endpoint, body: bytes) -> bool:
    """Whether it is a JSON object with the members that the operation's answer must have.

    A page that says 200 to everything is no neighbour. What is inside the members is for `wxc verify`.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.keys() >= _members(operation.response)


@cache
def _members(response: type[Response]) -> frozenset[str]:
    fields = response.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if field.is_required())

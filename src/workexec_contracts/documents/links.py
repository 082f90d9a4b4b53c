"""Links from what an operation answers to what another one asks for, found by comparing columns.

An answered row that has the key column of a look-up, or the column of a filter, leads there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args, get_origin

from pydantic import BaseModel

from workexec_contracts.contracts.vocabulary import Listing, Lookup, Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .schema import Json


def links(domain: Domain, source: Endpoint) -> Json:
    """Find the links of a successful answer, by name."""
    columns = answered(source.response)
    found = {
        f"{target.operation_id}By{parameter[0].upper()}{parameter[1:]}": {
            "operationId": target.operation_id,
            "parameters": {parameter: f"$response.body#{columns[column]}"},
        }
        for target in domain.endpoints
        for parameter, column in _asked(domain, target).items()
        if column in columns and _leads_on(source, target, parameter)
    }
    return dict(sorted(found.items()))


def answered(model: type[BaseModel]) -> dict[str, str]:
    """Where each column of the answered row stands: its name to its JSON pointer."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        member = field.alias or name
        items = get_args(field.annotation) if get_origin(field.annotation) is list else ()
        if items and isinstance(items[0], type) and issubclass(items[0], BaseModel):
            below = answered(items[0])
            found |= {column: f"/{member}/0{pointer}" for column, pointer in below.items()}
        elif not items:
            found[member] = f"/{member}"
    return found


def _asked(domain: Domain, target: Endpoint) -> Mapping[str, str]:
    """Name the parameters that pick rows, each with the column that it is compared with."""
    match target.behaviour:
        case Lookup(collection=collection, parameter=parameter):
            keys = {held.name: held.key for held in domain.collections}
            return {parameter: keys.get(collection, parameter)}
        case Search(filters=filters):
            return filters
        case Listing(equal=equal):
            return equal
        case _:
            return {}


def _leads_on(source: Endpoint, target: Endpoint, parameter: str) -> bool:
    """Whether the one parameter is enough to call `target`, and the call is another one than `source`."""
    if target is source and isinstance(target.behaviour, Lookup):
        return False
    required = {other.name for other in target.parameters if other.required}
    enough = not target.at_least_one or parameter in target.at_least_one
    return enough and required <= {parameter}

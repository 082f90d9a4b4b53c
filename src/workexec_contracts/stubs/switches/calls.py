"""The two admin calls of a switch: the earlier one goes, its scenario with it; the new one comes."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.stubs.admin import AdminError, importing

from .build import METADATA, mappings

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.stubs.admin import Admin
    from workexec_contracts.switching import Switch


def apply(admin: Admin, switch: Switch, operations: list[tuple[Domain, Endpoint]]) -> list[str]:
    """Replaces whatever these operations were switched to. Returns the operations that now misbehave.

    Where the new switch cannot be made, the earlier one is there again.
    """
    wanted = mappings(switch, operations)
    names = {operation.operation_id for _, operation in operations}
    earlier = [one for one in admin.with_metadata(METADATA) if one["metadata"]["operation"] in names]
    if operations:
        admin.remove(_earlier(operations))
    try:
        if wanted:
            admin.import_mappings(wanted)
    except BaseException:
        if earlier:
            with contextlib.suppress(AdminError):  # of the two troubles, the first is told
                admin.import_mappings(earlier)
        raise
    return list(dict.fromkeys(mapping["metadata"]["operation"] for mapping in wanted))


def state(admin: Admin) -> dict[str, str]:
    """What is switched: operation to mode."""
    return {
        mapping["metadata"]["operation"]: mapping["metadata"]["mode"]
        for mapping in admin.with_metadata(METADATA)
    }


def as_curl(switch: Switch, operations: list[tuple[Domain, Endpoint]], url: str) -> str:
    """The same switch as plain calls of WireMock's admin API, for a shell."""
    wanted = mappings(switch, operations)
    removal = _call(url, "remove-by-metadata", json.dumps({"matchesJsonPath": _earlier(operations)}))
    return f"{removal}\n{_call(url, 'import', _laid_out(importing(wanted)))}" if wanted else removal


def _earlier(operations: list[tuple[Domain, Endpoint]]) -> str:
    """The JSONPath of every switch of these operations."""
    names = [operation.operation_id for _, operation in operations]
    return f"$[?(@.{METADATA} == true && @.operation in {json.dumps(names)})]"


def _call(url: str, path: str, body: str) -> str:
    """A here-document needs no quoting, so that the body is plain JSON for whoever has no shell."""
    call = f"curl -sS -X POST {url}/__admin/mappings/{path} -H 'Content-Type: application/json'"
    return f"{call} --data-binary @- <<'END'\n{body}\nEND"


def _laid_out(body: dict[str, Any]) -> str:
    """JSON with a line for each member of a mapping: short enough to read, whole enough to paste."""
    listed = ",\n".join("{\n" + _members(mapping) + "\n}" for mapping in body["mappings"])
    return f'{{"mappings": [{listed}],\n"importOptions": {json.dumps(body["importOptions"])}}}'


def _members(mapping: dict[str, Any]) -> str:
    return ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in mapping.items()
    )

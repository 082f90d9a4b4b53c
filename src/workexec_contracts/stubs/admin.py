"""The calls of WireMock's admin API that are used here, and no more.

AdminError       WireMock did not answer, or not as WireMock does
└── Refused      it answered that a mapping is wrong, and where
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable
    from types import TracebackType

TIMEOUT_S = 10
_REFUSED = 422


class AdminError(Exception):
    """WireMock refused a call, or did not answer; says what was asked and what came back."""


class Refused(AdminError):  # noqa: N818  # what WireMock did, not a defect
    """A body that WireMock does not take: `pointer` says where in it, `detail` why."""

    def __init__(self, asked: str, pointer: str, detail: str) -> None:
        super().__init__(f"{asked}: {_REFUSED} {pointer}: {detail}")
        self.pointer = pointer
        self.detail = detail


def importing(mappings: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The body of an import that adds mappings, or replaces those of the same id, and removes none."""
    options = {"duplicatePolicy": "OVERWRITE", "deleteAllNotInImport": False}
    return {"mappings": list(mappings), "importOptions": options}


class Admin:
    """A client of one WireMock. `url` is its base URL."""

    def __init__(self, url: str, trusted: ssl.SSLContext | None = None) -> None:
        """Opens no connection yet; `trusted` instead of what the machine trusts."""
        self.url = url.rstrip("/")
        verify = True if trusted is None else trusted
        self._client = httpx2.Client(base_url=f"{self.url}/__admin/", timeout=TIMEOUT_S, verify=verify)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:  # noqa: ANN401  # JSON of any type
        asked = f"{method} {self.url}/__admin/{path}"
        try:
            answer = self._client.request(method, path, json=body, **more)
        except httpx2.TransportError as error:
            raise AdminError(f"{asked}: {error}") from error
        try:
            said: Any = answer.json() if answer.content else None
        except ValueError:
            raise AdminError(f"{asked}: {answer.status_code} {answer.text[:2000].strip()}") from None
        if answer.status_code == _REFUSED:
            first = said["errors"][0]
            where = first.get("source", {}).get("pointer", "")
            raise Refused(asked, where, first.get("detail") or first["title"])
        if answer.is_error:
            raise AdminError(f"{asked}: {answer.status_code} {answer.text[:2000].strip()}")
        return said

    def healthy(self) -> bool:
        """Whether a WireMock answers there."""
        try:
            return bool(self._ask("GET", "health")["status"] == "healthy")
        except (AdminError, KeyError, TypeError):  # something else answers JSON there
            return False

    def import_mappings(self, mappings: Iterable[dict[str, Any]]) -> None:
        """Adds mappings, or replaces those of the same id; all of them or, where one is Refused, none."""
        self._ask("POST", "mappings/import", importing(mappings))

    def remove_mapping(self, mapping_id: str) -> None:
        """Removes one mapping."""
        self._ask("DELETE", f"mappings/{mapping_id}")

    def remove(self, metadata: str) -> None:
        """Removes the mappings whose metadata this JSONPath matches, and the scenarios that were theirs."""
        self._ask("POST", "mappings/remove-by-metadata", {"matchesJsonPath": metadata})

    def mappings(self) -> list[dict[str, Any]]:
        """All mappings that are loaded."""
        found: list[dict[str, Any]] = self._ask("GET", "mappings")["mappings"]
        return found

    def with_metadata(self, name: str) -> list[dict[str, Any]]:
        """The mappings whose metadata has a member of that name."""
        return self._find(f"$.['{name}']")

    def in_layer(self, layer: str) -> list[dict[str, Any]]:
        """The mappings of that layer."""
        return self._find(f"$[?(@.layer == '{layer}')]")

    def _find(self, metadata: str) -> list[dict[str, Any]]:
        wanted = {"matchesJsonPath": metadata}
        found: list[dict[str, Any]] = self._ask("POST", "mappings/find-by-metadata", wanted)["mappings"]
        return found

    def journal(self, **wanted: str) -> list[dict[str, Any]]:
        """The last requests with their answers, newest first, filtered by WireMock's query parameters."""
        found: list[dict[str, Any]] = self._ask("GET", "requests", params=wanted)["requests"]
        return found

    def put_file(self, name: str, content: bytes) -> None:
        """Writes a file of `__files`, which bodies of answers may come from."""
        self._ask("PUT", f"files/{name}", content=content)

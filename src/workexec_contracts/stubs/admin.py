"""The calls of WireMock's admin API that are used here, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

TIMEOUT_S = 10


class AdminError(Exception):
    """WireMock refused a call, or did not answer; says what was asked and what came back."""


class Admin:
    """A client of one WireMock. `url` is its base URL."""

    def __init__(self, url: str) -> None:
        """Opens no connection yet."""
        self.url = url.rstrip("/")
        self._client = httpx2.Client(base_url=f"{self.url}/__admin/", timeout=TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401  # JSON of any type
        try:
            answer = self._client.request(method, path, json=body)
        except httpx2.TransportError as error:
            raise AdminError(f"{method} {self.url}/__admin/{path}: {error}") from error
        if answer.is_error:
            raise AdminError(
                f"{method} {self.url}/__admin/{path}: {answer.status_code} {answer.text.strip()}"
            )
        return answer.json() if answer.content else None

    def healthy(self) -> bool:
        """Whether a WireMock answers there."""
        try:
            self._ask("GET", "health")
        except AdminError:
            return False
        return True

    def import_mappings(self, mappings: Iterable[dict[str, Any]]) -> None:
        """Adds mappings, or replaces those of the same id. A wrong one is refused, with a pointer to it."""
        options = {"duplicatePolicy": "OVERWRITE", "deleteAllNotInImport": False}
        self._ask("POST", "mappings/import", {"mappings": list(mappings), "importOptions": options})

    def remove_mapping(self, mapping_id: str) -> None:
        """Removes one mapping."""
        self._ask("DELETE", f"mappings/{mapping_id}")

    def mappings(self) -> list[dict[str, Any]]:
        """All mappings that are loaded."""
        found: list[dict[str, Any]] = self._ask("GET", "mappings")["mappings"]
        return found

    def with_metadata(self, name: str) -> list[dict[str, Any]]:
        """The mappings whose metadata has a member of that name."""
        wanted = {"matchesJsonPath": f"$.['{name}']"}
        found: list[dict[str, Any]] = self._ask("POST", "mappings/find-by-metadata", wanted)["mappings"]
        return found

    def journal(self, limit: int = 1000) -> list[dict[str, Any]]:
        """The last requests with their answers, newest first."""
        found: list[dict[str, Any]] = self._ask("GET", f"requests?limit={limit}")["requests"]
        return found

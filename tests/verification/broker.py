"""An imitation of a Pact Broker: as much HAL as a verifier follows. It proves the calls, not a broker."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.pacts.conftest import PACTS
from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.serving import Server

if TYPE_CHECKING:
    from starlette.requests import Request

HAL = "application/hal+json"
FOR_VERIFICATION = "/pacts/provider/{provider}/for-verification"


class Broker:
    """Holds WorkExec's pacts with these providers, and one of a consumer of events; `with` serves it."""

    def __init__(self, *providers: str, token: str | None = None, publishing: int = 201) -> None:
        """`publishing` is the status with which results are taken."""
        self._providers, self._token, self._publishing = providers, token, publishing
        self.published: list[dict[str, Any]] = []
        self.selectors: list[dict[str, Any]] = []
        self.branches: list[str] = []
        routes = [
            Route("/", self._index),
            Route(FOR_VERIFICATION, self._for_verification, methods=["GET", "POST"]),
            Route("/pact/{provider}", self._pact),
            Route("/provider/{provider}", self._provider),
            Route("/results/{provider}", self._results, methods=["POST"]),
            Route("/branches/{branch}/versions/{version}", self._branch, methods=["PUT"]),
        ]
        self.server = Server(Starlette(routes=routes))

    @property
    def url(self) -> str:
        return self.server.url

    def _hal(self, links: dict[str, str], **more: Any) -> Response:  # noqa: ANN401  # JSON of any type
        hrefs = {
            name: {"href": self.url + path, "templated": "{" in path, "name": name}
            for name, path in links.items()
        }
        return JSONResponse({"_links": hrefs, **more}, media_type=HAL)

    async def _index(self, request: Request) -> Response:
        if self._token is not None and request.headers.get("authorization") != f"Bearer {self._token}":
            return JSONResponse({"error": "who is there?"}, 401)
        return self._hal({"self": "/", "pb:provider-pacts-for-verification": FOR_VERIFICATION})

    async def _for_verification(self, request: Request) -> Response:
        provider = request.path_params["provider"]
        if request.method == "POST":
            self.selectors.append(await request.json())
        links = {"self": {"href": f"{self.url}/pact/{provider}", "name": "a pact"}}
        pacts = [{"shortDescription": "latest", "verificationProperties": {"notices": []}, "_links": links}]
        found = pacts if provider in self._providers else []
        own = FOR_VERIFICATION.replace("{provider}", provider)
        return self._hal({"self": own}, _embedded={"pacts": found})

    async def _pact(self, request: Request) -> Response:
        provider = request.path_params["provider"]
        name = f"pos-order-{provider}.json" if provider == WORKEXEC else f"{WORKEXEC}-{provider}.json"
        document = json.loads((PACTS / name).read_text(encoding="utf-8"))
        links = {
            "self": f"/pact/{provider}",
            "pb:provider": f"/provider/{provider}",
            "pb:publish-verification-results": f"/results/{provider}",
        }
        return self._hal(links, **document)

    async def _provider(self, request: Request) -> Response:
        return self._hal(
            {
                "self": f"/provider/{request.path_params['provider']}",
                "pb:branch-version": "/branches/{branch}/versions/{version}",
            }
        )

    async def _results(self, request: Request) -> Response:
        if self._publishing < 300:
            self.published.append(await request.json())
        return JSONResponse({"_links": {"self": {"href": self.url}}}, self._publishing, media_type=HAL)

    async def _branch(self, request: Request) -> Response:
        self.branches.append(request.path_params["branch"])
        return JSONResponse({}, 201)

"""A tab in Locust's web page: the SLA of every operation, live."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .printing import HEADS, KEYS, rows

if TYPE_CHECKING:
    from .conduct import Conduct

NAME = "sla"


def add(web_ui: Any, conduct: Conduct) -> None:  # noqa: ANN401  # Locust's WebUI, with Flask's app
    """Adds the tab, and its rows to what the page asks for every two seconds."""
    structure = [{"key": key, "title": title} for key, title in zip(KEYS, HEADS, strict=True)]
    web_ui.template_args["extended_tabs"] = [{"title": "SLA", "key": NAME}]
    web_ui.template_args["extended_tables"] = [{"key": NAME, "structure": structure}]
    web_ui.app.after_request(lambda response: _with_rows(web_ui, conduct, response))


def _with_rows(web_ui: Any, conduct: Conduct, response: Any) -> Any:  # noqa: ANN401  # Flask's own
    from flask import request  # noqa: PLC0415  # Locust brings Flask where there is a web page

    result = conduct.result() if request.path.endswith("/stats/requests") else None
    if result is not None and web_ui is not None:
        extended = {"key": NAME, "data": list(rows(result))}
        response.set_data(json.dumps({**response.get_json(), "extended_stats": [extended]}))
    return response

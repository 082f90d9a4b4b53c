"""A tab in Locust's web page: the SLA of every operation, live."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Protocol

from .printing import HEADS, KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = list[dict[str, str]]

NAME = "sla"
SHARE = 0.02
"""How much of a core the table may cost the process that makes the load."""


class Judge(Protocol):
    """As far as the page cares."""

    def rows(self) -> Rows: ...


def add(web_ui: Any, judge: Judge) -> None:  # noqa: ANN401  # Locust's WebUI, with Flask's app
    """Adds the tab, and its rows to what the page asks for every two seconds."""
    structure = [{"key": key, "title": title} for key, title in zip(KEYS, HEADS, strict=True)]
    web_ui.template_args["extended_tabs"] = [{"title": "SLA", "key": NAME}]
    web_ui.template_args["extended_tables"] = [{"key": NAME, "structure": structure}]
    sparing = Sparing(judge.rows)
    web_ui.app.after_request(lambda response: _with_rows(sparing, response))


class Sparing:
    """Rows anew only when that costs little: else the page would slow down what it shows."""

    def __init__(self, rows: Callable[[], Rows], clock: Callable[[], float] = time.perf_counter) -> None:
        """Tests bring a clock."""
        self._rows, self._clock = rows, clock
        self._last: Rows = []
        self._again = 0.0

    def rows(self) -> Rows:
        """The table, maybe of a while ago."""
        begun = self._clock()
        if begun >= self._again:
            self._last = self._rows()
            end = self._clock()
            self._again = end + (end - begun) / SHARE
        return self._last


def _with_rows(sparing: Sparing, response: Any) -> Any:  # noqa: ANN401  # Flask's own
    from flask import request  # noqa: PLC0415  # Locust brings Flask where there is a web page

    rows = sparing.rows() if request.path.endswith("/stats/requests") else []
    if rows:
        extended = {"key": NAME, "data": rows}
        response.set_data(json.dumps({**response.get_json(), "extended_stats": [extended]}))
    return response

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from flask import Flask

from workexec_contracts.load import Clocks, Generator, judgements, objectives
from workexec_contracts.load.driving import tab
from workexec_contracts.load.driving.printing import row

from .conftest import clerks

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    Rows = list[dict[str, str]]

CALM = Generator(cpu=0.4, lag_s=0.002)


def judged() -> Rows:
    """Five seconds for each event of Order, which has three."""
    clocks = Clocks(1)
    for _ in range(400):
        clocks.attempt("deliverOrderEvent", 0, 5)
    return [row(one, None) for one in judgements(clocks, clerks(1, 4), CALM, objectives())]


def page(rows: Rows) -> tuple[FlaskClient, dict[str, Any]]:
    """Locust's web page as far as the tab cares, and what its template is told."""
    app, told = Flask("page"), dict[str, Any]()

    @app.route("/stats/requests")
    def _stats() -> dict[str, str]:
        return {"state": "running"}

    tab.add(SimpleNamespace(app=app, template_args=told), SimpleNamespace(rows=lambda: rows))
    return app.test_client(), told


def test_the_page_has_a_tab_whose_table_is_the_one_that_the_rows_are_for() -> None:
    client, told = page(judged())
    stats = client.get("/stats/requests").get_json()
    (extended,) = stats["extended_stats"]
    (table,) = told["extended_tables"]
    assert told["extended_tabs"] == [{"title": "SLA", "key": extended["key"]}]
    assert table["key"] == extended["key"]
    assert {column["key"] for column in table["structure"]} == set(extended["data"][0])


def test_the_rows_say_which_operation_breaks_its_sla_while_the_test_runs() -> None:
    client, _ = page(judged())
    stats = client.get("/stats/requests").get_json()
    verdicts = {one["operation"]: one["verdict"] for one in stats["extended_stats"][0]["data"]}
    assert verdicts.pop("deliverOrderEvent") == "failed"
    assert set(verdicts.values()) == {"unknown"}


def test_before_the_first_test_the_page_is_locusts_own() -> None:
    client, _ = page([])
    assert client.get("/stats/requests").get_json() == {"state": "running"}


def test_a_table_that_takes_long_is_made_seldom() -> None:
    times = iter([0, 1, 2, 50, 51, 52])
    made: list[int] = []

    def rows() -> Rows:
        made.append(1)
        return []

    sparing = tab.Sparing(rows, lambda: next(times))
    for _ in range(3):  # at 0 it takes 1 s; at 2 and at 50 it is too early for two percent of a core
        sparing.rows()
    assert len(made) == 1
    sparing.rows()
    assert len(made) == 2

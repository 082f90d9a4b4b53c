from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from flask import Flask

from workexec_contracts.load import About, Clocks, Generator, LoadResult, conclude, objectives
from workexec_contracts.load.driving import tab

from .conftest import clerks

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CALM = Generator(cpu=0.4, lag_s=0.002)


def judged() -> LoadResult:
    """Five seconds for each event of Order, which has three."""
    clocks = Clocks(1)
    for _ in range(400):
        clocks.attempt("deliverOrderEvent", 0, 5)
    about = About(target="", model="open", seed="", workers=1, started_at="", seconds=4)
    return conclude(clocks, about, clerks(1, 4), CALM, objectives())


def page(result: LoadResult | None) -> tuple[FlaskClient, dict[str, Any]]:
    """Locust's web page as far as the tab cares, and what its template is told."""
    app, told = Flask("page"), dict[str, Any]()

    @app.route("/stats/requests")
    def _stats() -> dict[str, str]:
        return {"state": "running"}

    conduct: Any = SimpleNamespace(result=lambda: result)
    tab.add(SimpleNamespace(app=app, template_args=told), conduct)
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
    verdicts = {row["operation"]: row["verdict"] for row in stats["extended_stats"][0]["data"]}
    assert verdicts.pop("deliverOrderEvent") == "failed"
    assert set(verdicts.values()) == {"unknown"}


def test_before_the_first_test_the_page_is_locusts_own() -> None:
    client, _ = page(None)
    assert client.get("/stats/requests").get_json() == {"state": "running"}

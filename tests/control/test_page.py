"""The page as a browser gets it, before anything is live."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.contracts import FINDINGS, domains, operations
from workexec_contracts.control import forms, view
from workexec_contracts.control.modes import REAL
from workexec_contracts.switching import Mode

if TYPE_CHECKING:
    from starlette.testclient import TestClient


class Page(HTMLParser):
    """Its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, name: str) -> list[str]:
        return [
            attributes[name] for found, attributes in self.elements if found == tag and name in attributes
        ]


@pytest.fixture
def page(client: TestClient) -> Page:
    return Page(client.get("/").text)


def test_every_neighbour_has_a_row_with_its_status(page: Page) -> None:
    assert page.all("article", "data-domain") == [domain.name for domain in domains()]
    assert "PENDING" in page.text
    assert "READY" in page.text


def test_every_neighbour_can_be_switched_to_every_mode_and_every_operation_to_all_but_real(
    page: Page,
) -> None:
    modes = page.all("button", "data-mode")
    both = len(domains()) + len(operations())
    expected = dict.fromkeys([mode.value for mode in Mode], both)
    expected[Mode.OK.value] += 1  # the one for all
    assert Counter(modes) == {**expected, REAL: len(domains())}
    assert set(view.SAYS) == {*Mode, REAL}


def test_every_operation_can_be_tried(page: Page) -> None:
    names = [operation.operation_id for _, operation in operations()]
    assert sorted(page.all("form", "data-operation")) == sorted(names)


def test_a_form_has_every_parameter_and_header_with_the_example_of_the_document() -> None:
    for form in forms.forms():
        given = form.operation.examples[0].request
        values = {field.name: field.value for field in form.parameters}
        assert values.keys() == {parameter.name for parameter in form.operation.parameters}
        assert not form.parameters or {k: str(v) for k, v in given.items()}.items() <= values.items()
        assert [field.name for field in form.headers] == [header.name for header in form.operation.headers]
        assert bool(form.bodies) == (form.operation.request is not None)


def test_every_finding_is_listed(page: Page) -> None:
    for finding in FINDINGS:
        assert finding.problem.replace("`", "") in page.text
        assert finding.decision.replace("`", "") in page.text


def test_ids_are_unique_and_everything_that_refers_to_one_finds_it(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "aria-controls"):
        referred = {attributes[name] for _, attributes in page.elements if name in attributes}
        assert referred <= set(ids)


def test_nothing_comes_from_outside_and_nothing_is_inline(page: Page, client: TestClient) -> None:
    links = page.all("link", "href") + page.all("script", "src")
    assert links
    for link in links:
        assert client.get(link).status_code == 200
    inline = [
        name
        for _, attributes in page.elements
        for name in attributes
        if name == "style" or name.startswith("on")
    ]
    assert inline == []


def test_every_control_has_a_name(page: Page) -> None:
    for tag, attributes in page.elements:
        if tag == "textarea" or attributes.get("role") in {"toolbar", "tablist", "region"}:
            assert attributes.get("aria-label"), (tag, attributes)


def test_scripts_never_write_html() -> None:
    folder = resources.files(view.__package__ or "").joinpath("static")
    scripts = [file.read_text() for file in folder.iterdir() if file.name.endswith(".js")]
    assert len(scripts) > 5
    for script in scripts:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script
        )


def test_text_in_backticks_is_code_and_is_escaped() -> None:
    assert view._code("a `<b>` <i>") == "a <code>&lt;b&gt;</code> &lt;i&gt;"

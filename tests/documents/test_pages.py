from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from workexec_contracts.contracts import events, operations
from workexec_contracts.contracts.vocabulary import DateTime, Text
from workexec_contracts.documents import pages
from workexec_contracts.documents.pages.members import members
from workexec_contracts.documents.pages.table import table

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Endpoint, Event

OPERATIONS = [operation for _, operation in operations()]
PAGES = pages.render()
LINK = re.compile(r"\]\(([\w.]+)\)")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.operation_id)
def test_the_page_of_an_operation_has_all_that_was_agreed(operation: Endpoint) -> None:
    page = PAGES[f"{operation.operation_id}.md"]
    assert f"`{operation.method} {operation.path}`" in page
    names = [parameter.name for parameter in operation.parameters]
    names += [error.code for error in operation.errors]
    assert [name for name in names if f"| `{name}` |" not in page] == []
    assert [name for name in operation.assumptions if f"| {name} |" not in page] == []
    assert [error.display for error in operation.errors if error.display and error.display not in page] == []
    assert f"| most attempts | {operation.policy.retry.attempts} |" in page
    assert f"| SLA | {operation.policy.sla_s:g} s for each attempt" in page
    if operation.cache:
        assert f"| cache | {operation.cache.ttl_s} s by " in page


@pytest.mark.parametrize("event", events(), ids=lambda one: one.name)
def test_the_page_of_an_event_has_all_that_was_agreed(event: Event) -> None:
    page = PAGES[f"{event.name}.md"]
    assert f"`{event.type}`" in page
    members_of_it = [field.alias or name for name, field in event.data.model_fields.items()]
    assert [name for name in members_of_it if f"| `{name}` |" not in page] == []
    rules = [*(rule.says for rule in event.rules), *(known.says for known in event.requires)]
    assert [says for says in rules if says.replace("|", "\\|") not in page] == []
    assert "`data.correlationId`" not in page.partition("## The whole event")[2].partition("\n## ")[0]


def test_every_link_between_pages_leads_to_one_and_the_index_leads_to_all() -> None:
    linked = {target for text in PAGES.values() for target in LINK.findall(text)}
    assert linked - PAGES.keys() == set()
    assert set(LINK.findall(PAGES["index.md"])) == PAGES.keys() - {"index.md"}


class _Inner(BaseModel):
    at: DateTime
    inner: _Inner | None = None


class _Outer(BaseModel):
    name: Text
    inners: list[_Inner]
    note: str | None = None


def test_members_are_told_by_their_paths_and_a_model_in_itself_once() -> None:
    assert list(members(_Outer)) == [
        "| member | type | required | limits |",
        "|---|---|---|---|",
        "| `name` | string | yes | not blank |",
        "| `inners` | list of object | yes |  |",
        "| `inners[].at` | date-time | yes |  |",
        "| `inners[].inner` | object | no |  |",
        "| `note` | string | no |  |",
    ]
    assert [line for line in members(_Outer, shut="inners") if "at" in line.split()] == []


def test_a_cell_is_one_line_without_an_end_of_its_own() -> None:
    assert list(table(("a",), [("x | y\nz",)]))[-1] == "| x \\| y z |"
    assert list(table(("a",), [])) == []


def test_pages_are_written_compared_and_those_of_old_removed(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "contracts"
    assert len(pages.stale(tmp_path)) == len(PAGES)
    pages.write(tmp_path)
    assert pages.stale(tmp_path) == []
    (folder / "gone.md").write_text("of old")
    (folder / "index.md").write_text("changed")
    assert pages.stale(tmp_path) == [
        "docs/contracts/gone.md: no contract asks for it",
        "docs/contracts/index.md: differs from the contracts",
    ]
    pages.write(tmp_path)
    assert pages.stale(tmp_path) == []

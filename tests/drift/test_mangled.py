from __future__ import annotations

import contextlib
import json
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drift.foreign import Foreign, foreign
from tests.drift.mangling import mangled
from workexec_contracts.contracts import domains
from workexec_contracts.documents.openapi import openapi
from workexec_contracts.drift import provider
from workexec_contracts.drift.difference import rows
from workexec_contracts.drift.reading import Library, parse
from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain

DOMAINS = {domain.name: domain for domain in domains()}
OWN = ("crm", "pricing", "order")


@cache
def _own(name: str) -> Any:  # noqa: ANN401  # JSON
    return json.loads(json.dumps(openapi(DOMAINS[name]), default=float))


@cache
def _foreign(name: str) -> Foreign:
    return foreign(name)


def _library(value: Any) -> Library:  # noqa: ANN401  # JSON
    return Library("provider.yaml", value, lambda name: '{"x": 1}' if name else "")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_no_mangled_document_crashes_the_comparison(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(OWN))
    original = data.draw(st.sampled_from([_own(name), _foreign(name).root]))
    broken = _library(data.draw(mangled(original)))
    relied = provider.relied_by(DOMAINS[name])
    mapping = provider.mapping(_foreign(name).map)
    for mappings in ([], [mapping]):
        for row in rows(provider.compare(relied, broken, mappings)):
            assert row.file
            assert row.pointer == "" or row.pointer.startswith("/")
    provider.compare(broken, broken, foreign=False)
    provider.compare(broken, relied, foreign=False)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_a_document_never_differs_from_itself_but_where_it_cannot_be_read(data: st.DataObject) -> None:
    broken = data.draw(mangled(_own(data.draw(st.sampled_from(OWN)))))
    found = provider.compare(_library(broken), _library(broken), foreign=False)
    assert {one.kind.value for one in found} <= {"unknown"}


@pytest.mark.parametrize("domain", DOMAINS.values(), ids=list(DOMAINS))
@pytest.mark.parametrize("as_foreign", [True, False])
def test_each_of_our_documents_equals_itself(domain: Domain, as_foreign: bool) -> None:  # noqa: FBT001  # a parameter of the test
    relied = provider.relied_by(domain)
    assert provider.compare(relied, Library("copy", deepcopy(relied.root.value)), foreign=as_foreign) == []


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("utf-8", "replace"))))
def test_no_text_crashes_the_reader(text: str) -> None:
    with contextlib.suppress(Problem):
        assert Library.of("any.yaml", text, None).root.value["openapi"]


def test_a_yaml_that_contains_itself_is_compared_to_an_end() -> None:
    text = """
openapi: 3.1.0
paths:
  /api/v1/pricing/tax-codes:
    get: &get
      responses:
        200:
          description: x
          content: {application/json: {schema: &s {type: object, properties: {taxCodes: *s}}}}
      callbacks: {again: *get}
"""
    found = provider.compare(provider.relied_by(DOMAINS["pricing"]), Library("x", parse(text, "x")))
    assert "type" in {one.aspect for one in found}

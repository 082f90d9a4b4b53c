from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.consumer.exchange import as_json
from workexec_contracts.simulation.memory import MemoryStore

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63, 2**64, -(2**63) - 1, 10**300])
    | st.floats()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2)
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2) | st.integers(0, 9), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=2), VALUES, max_size=3))
def test_a_document_is_read_as_its_json_text_says(document: dict[str, Any]) -> None:
    store = MemoryStore()
    store.put("estimate", "1", document)
    assert repr(store.get("estimate", "1")) == repr(json.loads(as_json(document)))


@pytest.mark.parametrize("wrong", [b"bytes", {1, 2}, object(), "\ud800", {("a",): 1}])
def test_what_json_has_not_is_refused_and_nothing_is_written(wrong: object) -> None:
    store = MemoryStore()
    with pytest.raises((TypeError, ValueError)):
        store.put("estimate", "1", {"a": wrong})
    assert store.get("estimate", "1") is None


def change(store: MemoryStore) -> None:
    with store.transaction(), store.transaction():
        store.put("estimate", "1", {"a": 2})
        store.note("warning", "told", "c")


def test_a_write_that_is_told_not_to_happen_takes_its_whole_transaction_with_it() -> None:
    store = MemoryStore()
    written: list[tuple[str, str]] = []
    store.watch.written = written.append

    def refuse() -> None:
        raise LookupError

    store.put("estimate", "1", {"a": 1})
    store.watch.before_write = refuse
    with pytest.raises(LookupError):
        change(store)
    assert (store.get("estimate", "1"), store.notices()) == ({"a": 1}, [])
    store.watch.before_write = lambda: None
    change(store)
    assert (store.get("estimate", "1"), len(store.notices())) == ({"a": 2}, 1)
    assert written == [("estimate", "1"), ("estimate", "1")]

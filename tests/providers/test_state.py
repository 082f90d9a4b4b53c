"""What the neighbours' state works out by itself."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.contracts.crm import search_customers
from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.providers import Call, Neighbours
from workexec_contracts.providers.state import Row, State, uuid_of


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_uuid_of_a_name_is_that_of_the_standard(name: str) -> None:
    assert uuid_of(name) == str(uuid5(NAMESPACE_URL, name))


def test_an_index_is_worked_out_again_once_a_row_is_another_one() -> None:
    state, seen = State.fresh(), []
    state.replaces = True

    def names(rows: list[Row]) -> list[str]:
        seen.append(len(rows))
        return [row["name"] for row in rows]

    first = state.index("parts", "names", names)
    assert state.index("parts", "names", names) is first
    table = state.table("parts")
    table["PART-001"] = {**table["PART-001"], "name": "Edited"}
    assert state.index("parts", "names", names)[0] == "Edited"
    del table["PART-001"]
    assert "Edited" not in state.index("parts", "names", names)
    assert seen == [142, 142, 141]


def test_a_row_that_is_changed_in_its_place_is_found_as_it_is() -> None:
    neighbours = Neighbours()
    neighbours.state.table("customers")["CUST-001"]["name"] = "Somebody Else"
    headers = {"authorization": AUTHORIZATION.example, "x-correlation-id": "c", "traceparent": "t"}
    found = neighbours.handle(Call("GET", search_customers.path, {"query": "somebody else"}, headers))
    assert [row["customerId"] for row in found.body["items"]] == ["CUST-001"]

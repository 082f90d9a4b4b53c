"""Whatever is drawn is sent as HTTP: what is refused is refused by the service, not by its server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from workexec_contracts.verification.fuzzing.framing import framed


def sent(**headers: str) -> dict[str, str]:
    case: Any = SimpleNamespace(headers={name.replace("_", "-"): text for name, text in headers.items()})
    framed(case)
    told: dict[str, str] = case.headers
    return told


@pytest.mark.parametrize(
    "name", ["transfer_encoding", "Transfer_Encoding", "Connection", "content_length", "te"]
)
def test_a_drawn_header_does_not_say_where_the_message_ends(name: str) -> None:
    assert sent(**{name: "B8", "traceparent": "00-x"}) == {"traceparent": "00-x"}


def test_a_control_character_is_replaced_and_all_else_stays() -> None:
    assert sent(X_Correlation_Id="a\x01b\x7f\tc \xe9") == {"X-Correlation-Id": "a?b?\tc \xe9"}


def test_a_case_without_headers_stays_without() -> None:
    case: Any = SimpleNamespace(headers=None)
    framed(case)
    assert case.headers is None

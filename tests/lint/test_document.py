from __future__ import annotations

import pytest

from workexec_contracts.lint.document import bullets, json_blocks, parse, table
from workexec_contracts.lint.reading import declared, members, parameters
from workexec_contracts.lint.statements import retries, seconds, statuses, words

TEXT = """# Title

Preface.

## Pricing Domain \u2013 Tax

### Contracts

#### Calculate (new)

**Endpoint:**

```
# no heading
POST /api/v1/tax
```

**Request Parameters:**

| Parameter | Type | Required | Description |
|-----------|------|----------|-------------|
| `size` | Integer | Yes | Rows (1-100). Default: 20 |

**Response DTO:**

```json
{"a": [{"b": 1}]}
```

## Phase 4: More

- one
- two
"""


def test_a_clause_names_the_outermost_and_the_innermost_heading() -> None:
    assert [section.clause for section in parse(TEXT).sections] == [
        "Title",
        "Pricing Domain",
        "Pricing Domain / Contracts",
        "Pricing Domain / Calculate",
        "Phase 4",
    ]


def test_a_clause_finds_its_section_from_outside_in() -> None:
    document = parse(TEXT)
    assert document.section("Pricing Domain / Calculate") == document.sections[3]
    assert document.section("Calculate / Pricing Domain") is None
    assert document.section("Nothing") is None


def test_an_endpoint_section_tells_its_endpoint_parameters_and_blocks() -> None:
    section = parse(TEXT).sections[3]
    assert declared(section) == ("POST /api/v1/tax",)
    assert [(row.name, row.required, row.range, row.default) for row in parameters(section)] == [
        ("size", True, (1, 100), 20)
    ]
    assert section.block("Response DTO") == {"a": [{"b": 1}]}
    assert section.block("Request Body") is None


def test_texts_without_tables_bullets_or_blocks_have_none() -> None:
    assert [*table("none"), *bullets("none"), *json_blocks("none")] == []


def test_members_run_through_lists() -> None:
    assert [path for path, _ in members({"a": [{"b": 1}]})] == ["a", "a.b"]


@pytest.mark.parametrize(
    ("text", "count", "shape", "delays"),
    [
        ("3 retries with exponential backoff (1s, 2s, 4s); fail-open", 3, "exponential", (1, 2, 4)),
        ("2 retries with 500ms delay; fail-open", 2, "constant", (0.5,)),
        ("3 retries; fail-closed", 3, None, ()),
        ("2x linear", 2, "linear", ()),
        ("**Timeout (30s):** Retry once with exponential backoff", 1, "exponential", (30,)),
        ("nothing", None, None, ()),
    ],
)
def test_what_a_line_says_about_retries(
    text: str, count: int | None, shape: str | None, delays: tuple[float, ...]
) -> None:
    stated = retries(text)
    assert (stated.count, stated.shape, stated.delays_s) == (count, shape, delays)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("15 minutes (moderate)", 900), ("1 hour", 3600), ("No cache (high)", 0), ("for ever", None)],
)
def test_what_a_line_says_about_a_cache_time(text: str, expected: int | None) -> None:
    assert seconds(text) == expected


def test_statuses_are_not_any_three_digits() -> None:
    assert statuses("return 400 Bad Request with X; return 503; Issue #222, PART-001 300") == (400, 503)


def test_words_are_singular() -> None:
    assert words("Parts/Services Look-up") == {"part", "service", "lookup"}

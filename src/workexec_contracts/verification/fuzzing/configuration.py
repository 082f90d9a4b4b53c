"""`schemathesis.toml`, for plain Schemathesis and for ours: one text, from the contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts import golden
from workexec_contracts.contracts import operations

if TYPE_CHECKING:
    from pathlib import Path

FILE = "schemathesis.toml"
HEAD = """\
# Generated from the contracts by `wxc regenerate`: do not edit.
# With it, plain Schemathesis runs the same checks as `wxc fuzz`:
#     schemathesis run documents/openapi/crm.yaml --url http://127.0.0.1:9000
# It is told by variables: WXC_TOKEN, the bearer token; WXC_DATASET=1, the service holds our rows;
# WXC_TARGET=stubs or providers, it is one of ours; WXC_FORGED_TOKENS=1, it must refuse tokens that it did
# not issue. What is excepted, and why, is in one place:
# src/workexec_contracts/verification/fuzzing/exceptions.toml
hooks = "workexec_contracts.verification.fuzzing.hooks"
continue-on-failure = true
# A request would be worth nothing with a limit beyond which nobody waits.
request-timeout = 30

[warnings] # all but unmatched_filter: most operations below are those of other documents
display = [
    "missing_auth",
    "missing_test_data",
    "base_url_mismatch",
    "validation_mismatch",
    "missing_deserializer",
    "unused_openapi_auth",
    "unsupported_regex",
    "method_not_allowed",
    "constants_extraction",
    "unresolvable_reference",
    "rate_limited",
    "dictionary_mismatch",
    "timeout_units",
]

[generation]
database = "none" # a seed alone says what is sent

[output.sanitization] # the token alone: a curl line without its Idempotency-Key reproduces nothing
keys-to-sanitize = ["authorization"]
sensitive-markers = ["authorization"]

[phases.coverage.extra-data-sources]
responses = false # the same

[phases.fuzzing.extra-data-sources]
responses = false # the same
"""


def configuration() -> str:
    """The file: what holds for all, then the SLA of each operation."""
    return HEAD + "".join(
        f'\n[[operations]]\ninclude-operation-id = "{operation.operation_id}"\n'
        f"checks.max_response_time = {operation.policy.sla_s:g} # {operation.policy.clause}\n"
        for _, operation in operations()
    )


def write(root: Path) -> list[Path]:
    """Writes the file below `root`; returns what was written."""
    return golden.write(root, {FILE: configuration()}, ())


def stale(root: Path) -> list[str]:
    """Each difference between the file and the contracts."""
    return golden.stale(root, {FILE: configuration()}, ())

"""The published schema of `bundle.json`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.report.bundle.test_bundle_store import DIGEST, run
from workexec_contracts.report import bundle
from workexec_contracts.report.bundle import Bundle, bundle_of, bundle_schema
from workexec_contracts.report.bundle.forms.data import as_json
from workexec_contracts.verdict import Verdict

SCHEMA = Path(bundle.__file__).with_name("bundle.schema.json")


def test_the_published_schema_is_that_of_the_bundle_and_the_bundle_fits_it() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == bundle_schema(), "write bundle.schema.json anew from bundle_schema()"
    made = bundle_of([run("stubs"), run("http://service", Verdict.FAILED)], DIGEST)
    jsonschema.Draft202012Validator(schema).validate(json.loads(as_json(made)))
    assert Bundle.model_validate_json(as_json(made)) == made

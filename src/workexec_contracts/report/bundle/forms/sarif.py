"""SARIF 2.1.0: a code host shows each broken check at the contract that it breaks."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workexec_contracts.report.bundle.places import place_of
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.report.bundle.model import Evidence
    from workexec_contracts.report.bundle.standing import Bundle, Told

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"
LEVELS = {Verdict.FAILED: "error", Verdict.UNKNOWN: "warning"}
UNNAMED = "WorkExec contracts"


def sarif(bundle: Bundle) -> str:
    """One `run` for each of ours; a rule for each clause."""
    log = {"$schema": SCHEMA, "version": VERSION, "runs": [_run(bundle, run) for run in bundle.runs]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _run(bundle: Bundle, run: Told) -> dict[str, Any]:
    rows = list(_rows(bundle, run))
    clauses = list(dict.fromkeys(row.clause or UNNAMED for row, _ in rows))
    rules = [{"id": _id(clause), "name": clause, "shortDescription": {"text": clause}} for clause in clauses]
    driver = {"name": "workexec-contracts", "version": run.version, "rules": rules}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"wxc/{run.name}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "commandLine": run.typed,
                "startTimeUtc": run.started_at,
                "exitCode": run.exit_code,
                "executionSuccessful": True,
            }
        ],
        "results": [
            _result(row, verdict, run, clauses.index(row.clause or UNNAMED)) for row, verdict in rows
        ],
    }


def _rows(bundle: Bundle, run: Told) -> Iterator[tuple[Evidence, Verdict]]:
    for one in bundle.contracts:
        for found in one.broken:
            if found.run == run.name and not found.stale:
                yield found.evidence, found.verdict
    for row in run.others:
        if row.verdict is not Verdict.PASSED and not run.stale:
            yield row, row.verdict


def _id(clause: str) -> str:
    """A rule's id: short, without blanks, and the same as long as the clause is."""
    return f"wxc/{sha256(clause.encode()).hexdigest()[:12]}"


def _result(row: Evidence, verdict: Verdict, run: Told, rule: int) -> dict[str, Any]:
    path, line = place_of(row.contract)
    region = {} if row.file else {"region": {"startLine": line}}
    location = {"artifactLocation": {"uri": _uri(row.file or path)}, **region}
    logical = [{"fullyQualifiedName": row.contract or row.what}]
    if row.pointer:
        logical.append({"fullyQualifiedName": f"{row.file}#{row.pointer}"})
    same = f"{run.command}/{row.contract}/{row.clause}/{row.what}/{row.file}/{row.pointer}"
    return {
        "ruleId": _id(row.clause or UNNAMED),
        "ruleIndex": rule,
        "level": LEVELS[verdict],
        "message": {"text": _message(row, run)},
        "locations": [{"physicalLocation": location, "logicalLocations": logical}],
        "partialFingerprints": {"check/v1": sha256(same.encode(errors="replace")).hexdigest()},
        "properties": {"command": run.command, "target": run.target},
    }


def _uri(path: str) -> str:
    """A URI reference, as SARIF wants it; a drive of Windows is none of its schemes."""
    told = quote(path.replace("\\", "/"), safe="/:", errors="replace")
    drive = told[:1].isalpha() and told[1:3] == ":/"
    return f"file:///{told}" if drive else told.replace(":", "%3A")


def _message(row: Evidence, run: Told) -> str:
    title = f"{row.contract}: {row.what}" if row.contract else row.what
    facts = {"clause": row.clause, "expected": row.expected, "actual": row.actual}
    facts |= {"replay": row.replay or run.typed}
    return "\n".join([title, *(f"{name}: {text}" for name, text in facts.items() if text)])

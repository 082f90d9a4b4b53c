"""A new neighbour is one file under `contracts/`, and no other edit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
LOYALTY = '''"""Loyalty: an imaginary neighbour with one endpoint and one event."""

from __future__ import annotations

from .vocabulary import (
    COMMON_ERRORS, GENERAL_READ, HEADERS, Count, DateTime, Domain, Endpoint, Event, Example, FailMode,
    Finding, Parameter, Request, Response, Status, Text, event_policy,
)

CLAUSE = "Integration Guidelines"


class Points(Response):
    """What a customer has collected."""

    customer_id: Text
    points: Count


class Visit(Request):
    """A finished visit."""

    customer_id: Text
    visited_at: DateTime
    correlation_id: Text


get_points = Endpoint(
    operation_id="getPoints", title="Loyalty Points", method="GET", path="/api/v1/loyalty/points",
    summary="Reads the points of a customer", clause=CLAUSE, status=Status.PENDING, blocked_by="imagination",
    status_code=200,
    parameters=(Parameter(name="customerId", description="Customer", required=True, example="CUST-001"),),
    response=Points, headers=HEADERS, errors=COMMON_ERRORS, policy=GENERAL_READ,
    examples=(Example(name="points", request={"customerId": "CUST-001"},
                      response={"customerId": "CUST-001", "points": 7}, status=200, clause=CLAUSE),),
    assumptions=("F99",),
)
visit_recorded = Event(
    name="visit_recorded", type="com.durion.workexec.visit.recorded", publisher="workexec",
    consumer="loyalty",
    title="Visit recorded", trigger="PUT /api/v1/workorder/{workorderId}/status", data=Visit,
    example={"type": "com.durion.workexec.visit.recorded", "source": "https://durion.platform/workexec",
             "id": "evt-visit-{uuid}", "time": "2026-01-25T14:30:00Z", "subject": "CUST-001",
             "data": {"customerId": "CUST-001", "visitedAt": "2026-01-25T14:30:00Z",
                      "correlationId": "corr-{uuid}"}},
    id_prefix="evt-visit", policy=event_policy(5, FailMode.OPEN, CLAUSE), clause=CLAUSE,
    status=Status.PENDING, blocked_by="imagination", assumptions=("F99",),
)
FINDINGS = (
    Finding(id="F99", clause=CLAUSE, problem="Loyalty is imagined", decision="as written here",
            confirm=("loyalty",), problems=()),
)
DOMAIN = Domain(name="loyalty", title="Loyalty", owner="pos-loyalty", clause=CLAUSE,
                endpoints=(get_points,), consumes=(visit_recorded,))
'''


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(SOURCE, folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "src" / "workexec_contracts" / "contracts" / "loyalty.py").write_text(LOYALTY)
    return folder


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(copy / "src"), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_copy_is_what_runs(copy: Path) -> None:
    done = run(copy, "-c", "import workexec_contracts as w; print(w.__file__)")
    assert done.stdout.startswith(str(copy))


def test_its_stubs_and_documents_are_generated(copy: Path) -> None:
    done = run(copy, "-m", "workexec_contracts", "regenerate")
    assert done.returncode == 0, done.stderr
    assert (copy / "mocks" / "mappings" / "loyalty" / "getPoints.json").is_file()
    assert "/api/v1/loyalty/events" in (copy / "documents" / "openapi" / "loyalty.yaml").read_text()
    assert (
        "com.durion.workexec.visit.recorded"
        in (copy / "documents" / "asyncapi" / "workexec.yaml").read_text()
    )
    assert "imagination" in (copy / "docs" / "contracts" / "getPoints.md").read_text()
    assert "getPoints.md" in (copy / "docs" / "contracts" / "index.md").read_text()


def test_its_pacts_are_generated(copy: Path) -> None:
    done = run(copy, "-m", "workexec_contracts", "regenerate")
    assert done.returncode == 0, done.stderr
    asked = json.loads((copy / "pacts" / "workexec-pos-loyalty.json").read_text())["interactions"]
    told = json.loads((copy / "pacts" / "pos-loyalty-workexec.json").read_text())["interactions"]
    assert {found["response"]["status"] for found in asked} == {200, 202, 400, 401, 409, 503}
    assert [found["description"] for found in told] == ['the event "visit recorded"']
    assert "pos-loyalty" in (copy / "docs" / "provider-states.md").read_text()


def test_its_pacts_are_proved_by_the_consumer_tests_as_they_stand(copy: Path) -> None:
    for file in ("conftest.py", "test_requests.py", "test_messages.py"):
        shutil.copy(SOURCE.parent / "pacts" / file, copy / "pacts" / file)
    shutil.copy(SOURCE.parent / "pyproject.toml", copy / "pyproject.toml")
    done = run(copy, "-m", "pytest", "-q", "pacts", "-k", "getPoints or LoyaltyEvent or pos-loyalty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed" not in done.stdout


def test_it_is_verified_against_its_stubs_and_the_reference_providers(copy: Path) -> None:
    done = run(copy, "-m", "workexec_contracts", "verify", "loyalty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Loyalty Points") == 2
    assert done.stdout.count("Deliver Visit recorded") == 2


def test_it_has_a_place_in_the_status_table_and_its_finding_in_the_list(copy: Path) -> None:
    assert "Loyalty Points" in run(copy, "-m", "workexec_contracts", "status").stdout
    assert "F99" in run(copy, "-m", "workexec_contracts", "findings", "--domain", "loyalty").stdout


def test_lint_says_what_the_document_does_not_know_about_it(copy: Path) -> None:
    done = run(copy, "-m", "workexec_contracts", "lint")
    assert done.returncode == 1
    assert "endpoint-not-in-document:getPoints" in done.stderr

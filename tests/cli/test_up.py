"""`wxc up` from its start to its end."""

from __future__ import annotations

import json
import os
import shutil
import signal
from typing import TYPE_CHECKING

import httpx2
import psutil
import pytest

from tests.cli.conftest import ROOT, until
from workexec_contracts.cli.addresses import Style, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.cli.conftest import Up, Wxc

    Start = Callable[..., AbstractContextManager[Up]]

TOKEN = {"authorization": "Bearer secret"}  # in small letters, as Node sends it
CODES = "/api/v1/pricing/tax-codes?locationId=LOC-001"
POLICY = "/api/v1/location/approval-policy?locationId=LOC-001"
CUSTOMER = "/api/v1/crm/customer/CUST-001"


@pytest.fixture(scope="module")
def running(up: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One for all tests that change nothing which another would miss; with a copy of mocks/ of its own."""
    folder = tmp_path_factory.mktemp("up")
    shutil.copytree(ROOT / "mocks", folder / "mocks")
    with up(folder) as started:
        yield started


def test_base_urls_are_printed_as_a_table(running: Up) -> None:
    line = next(line for line in running.out.splitlines() if "pricing" in line)
    assert f"pos-price │ {running.urls['pricing']} │ stubbed" in " ".join(line.split())
    assert len(running.urls) == 10


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style.ENV, "PRICING_BASE_URL=http://127.0.0.1:1\nCRM_BASE_URL=http://127.0.0.1:2"),
        (Style.JSON, '{\n  "pricing": "http://127.0.0.1:1",\n  "crm": "http://127.0.0.1:2"\n}'),
        (
            Style.SPRING,
            """\
workexec:
  clients:
    pricing:
      base-url: http://127.0.0.1:1
    crm:
      base-url: http://127.0.0.1:2""",
        ),
    ],
)
def test_base_urls_are_printed_for_other_programs(style: Style, expected: str) -> None:
    assert as_text({"pricing": "http://127.0.0.1:1", "crm": "http://127.0.0.1:2"}, style) == expected


def test_switch_finds_the_stubs_of_its_folder(running: Up, wxc: Wxc) -> None:
    url = running.urls["pricing"] + CODES
    told = f"pricing: down (2 operations) at {running.urls['pricing']}\n"
    assert wxc("switch", "pricing", "down", cwd=running.folder).out == told
    assert httpx2.get(url, headers=TOKEN).status_code == 503
    assert wxc("switch", "pricing", "ok", cwd=running.folder).code == 0
    assert httpx2.get(url, headers=TOKEN).status_code == 200


def test_an_unmatched_request_is_shown_with_the_nearest_stub(running: Up) -> None:
    httpx2.get(running.urls["crm"] + "/api/v1/crm/customerz/CUST-001?a=1", headers=TOKEN)
    told = (
        "unmatched GET /api/v1/crm/customerz/CUST-001?a=1\n"
        "  nearest: getCustomer; "
        "path: expected /api/v1/crm/customer/{customerId}, got /api/v1/crm/customerz/CUST-001\n"
    )
    until("it is shown on two lines", lambda: told in running.err)


def test_a_changed_mapping_is_taken_over_and_a_broken_one_is_not(running: Up, wxc: Wxc) -> None:
    file = running.folder / "mocks" / "mappings" / "location" / "getApprovalPolicy.json"
    good, url = file.read_text(), running.urls["location"] + POLICY
    wxc("switch", "crm", "down", cwd=running.folder)
    file.write_text(good.replace("By signing below", "By waving"))
    until("the change is answered", lambda: "By waving" in httpx2.get(url, headers=TOKEN).text)
    file.write_text(good[:-40])
    until("the fault is told", lambda: "not reloaded, the stubs are as they were" in running.err)
    assert file.name in running.err
    file.write_text(good.replace('"urlPath"', '"urlPasta"', 1))
    until("WireMock's own refusal is told", lambda: "Unrecognized field" in running.err)
    assert "By waving" in httpx2.get(url, headers=TOKEN).text
    assert httpx2.get(running.urls["crm"] + CUSTOMER, headers=TOKEN).status_code == 503
    wxc("switch", "crm", "ok", cwd=running.folder)


def test_ctrl_c_leaves_nothing(up: Start, tmp_path: Path) -> None:
    with up(tmp_path, "--format", "env") as running:
        assert running.out.splitlines()[1].startswith("PRICING_BASE_URL=http://127.0.0.1:")
        children = psutil.Process(running.process.pid).children(recursive=True)
        assert children
        url = running.urls["pricing"]
        assert running.stop() == 0
    _, alive = psutil.wait_procs(children, timeout=5)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert not (tmp_path / ".wxc" / "stubs.json").exists()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)


@pytest.fixture
def own_stubs(tmp_path: Path) -> Path:
    """A mocks folder that somebody wrote by hand: no ids, a body in a file."""
    (tmp_path / "mocks" / "mappings").mkdir(parents=True)
    (tmp_path / "mocks" / "__files").mkdir()
    (tmp_path / "mocks" / "__files" / "body.txt").write_text("1")
    mapping = {"request": {"urlPath": "/own"}, "response": {"bodyFileName": "body.txt"}}
    (tmp_path / "mocks" / "mappings" / "own.json").write_text(json.dumps(mapping))
    return tmp_path


def test_stubs_of_ones_own_are_served_and_reloaded_until_sigterm(own_stubs: Path, up: Start) -> None:
    with up(own_stubs) as running:
        url = running.urls["crm"] + "/own"
        assert httpx2.get(url).text == "1"
        (own_stubs / "mocks" / "__files" / "body.txt").write_text("2")
        until("the body is another", lambda: httpx2.get(url).text == "2")
        mapping = {"request": {"urlPath": "/own"}, "response": {"body": "3"}}
        (own_stubs / "mocks" / "mappings" / "own.json").write_text(json.dumps(mapping))
        until("the mapping is another", lambda: httpx2.get(url).text == "3")
        assert running.stop(signal.SIGTERM) == 0


def test_a_wiremock_that_ended_by_itself_is_told(own_stubs: Path, up: Start, wxc: Wxc) -> None:
    with up(own_stubs) as running:
        java = [p for p in psutil.Process(running.process.pid).children(recursive=True) if "java" in p.name()]
        os.kill(java[0].pid, signal.SIGKILL)
        assert running.process.wait(timeout=60) == 2
    assert "WireMock has ended by itself" in running.err
    assert "Traceback" not in running.err
    assert "no stubs are running" in wxc("switch", "crm", "down", cwd=own_stubs).err

"""Where the stubs are: the file that `wxc up` leaves, the variable, the option."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.stubs import running
from workexec_contracts.stubs.running import NotRunning, Running, beside, find, forget, save

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workexec_contracts.stubs.process import WireMock


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(running.URL_VARIABLE, raising=False)
    return tmp_path / ".wxc" / "stubs.json"


def test_the_file_of_a_parent_folder_is_found(
    file: Path, stubs: WireMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(Running({"crm": stubs.url}, os.getpid()), file)
    deeper = file.parents[1] / "a" / "b"
    deeper.mkdir(parents=True)
    monkeypatch.chdir(deeper)
    assert find(None, ("crm",)).distinct == {stubs.url: ["crm"]}


def test_the_variable_goes_before_the_file_and_the_option_before_both(
    file: Path, stubs: WireMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(Running({"crm": "http://127.0.0.1:9"}, os.getpid()), file)
    monkeypatch.setenv(running.URL_VARIABLE, stubs.url)
    assert find(None, ("crm",)).urls == {"crm": stubs.url}
    monkeypatch.setenv(running.URL_VARIABLE, "http://127.0.0.1:9")
    assert find(stubs.url + "/", ("crm",)).urls == {"crm": stubs.url}


def test_a_file_whose_process_is_gone_is_told(file: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    save(Running({"crm": "http://127.0.0.1:9"}, gone.pid), file)
    with pytest.raises(NotRunning, match=rf"are gone: .*process {gone.pid}\) has ended"):
        find(None, ("crm",))


@pytest.mark.parametrize("text", ["", "{bad", "[]", '{"urls": {}}', '{"urls": [], "pid": 1}'])
def test_a_damaged_file_is_told(text: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(NotRunning, match="cannot be read"):
        find(None, ("crm",))
    forget(file, 2)
    assert file.exists()


@pytest.mark.parametrize(
    "url", ["localhost:8080", "http://", "http://127.0.0.1:99999", "ftp://a", "http://[::1", "http://a?b=c"]
)
def test_what_is_no_base_url_is_told(url: str, file: Path) -> None:
    with pytest.raises(NotRunning, match="no base URL"):
        find(url, ("crm",), file)


def test_a_file_that_another_process_wrote_since_is_kept(file: Path) -> None:
    save(Running({}, 1), file)
    forget(file, 2)
    assert file.exists()
    forget(file, 1)
    assert not file.exists()


@pytest.fixture
def another() -> Iterator[int]:
    """A process that lives, as the `wxc up` of another terminal does."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.kill()


@pytest.mark.parametrize("stopped_first", ["the later", "the earlier"])
def test_of_two_in_a_folder_the_one_that_still_runs_is_found(
    stopped_first: str, another: int, file: Path, stubs: WireMock
) -> None:
    here, there = Running({"crm": stubs.url}, os.getpid()), Running({"crm": "http://127.0.0.1:9"}, another)
    stays, stops = here, there
    for one in (stays, stops) if stopped_first == "the later" else (stops, stays):
        save(one, file)
    forget(file, stops.pid)
    assert find(None, ("crm",)).urls == stays.urls
    forget(file, stays.pid)
    assert not file.exists()


def test_of_two_in_a_folder_one_that_was_killed_hides_no_other(file: Path, stubs: WireMock) -> None:
    save(Running({"crm": stubs.url}, os.getpid()), file)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as killed:
        save(Running({"crm": "http://127.0.0.1:9"}, killed.pid), file)
        killed.kill()
    assert find(None, ("crm",)).urls == {"crm": stubs.url}


def test_who_serves_a_domain_at_a_url_says_where_the_others_are(file: Path) -> None:
    urls = {"crm": "http://127.0.0.1:8", "order": "http://127.0.0.1:9"}
    save(Running(urls, os.getpid()), file)
    assert beside("http://127.0.0.1:8") == urls
    assert beside("http://127.0.0.1:7") == {}

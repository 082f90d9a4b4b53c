from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.stubs.process import WireMock, cache, jar, java
from workexec_contracts.stubs.process.loopback import ask
from workexec_contracts.stubs.process.seal import seal

if TYPE_CHECKING:
    from pathlib import Path


def test_set_up_made_a_cache_that_a_start_uses() -> None:
    assert cache.flags(java.find(), jar.path(), "dev")


@pytest.mark.usefixtures("own_home")
def test_without_a_cache_the_start_works() -> None:
    assert cache.flags(java.find(), jar.path(), "dev") == ()
    with WireMock(None) as wiremock:
        assert ask(wiremock.port, "/__admin/health")[0] == 200


@pytest.mark.usefixtures("own_home")
def test_a_cache_that_was_written_to_is_not_used() -> None:
    location = cache.location(java.find(), jar.path(), "dev")
    location.write_bytes(b"rubbish")
    assert cache.flags(java.find(), jar.path(), "dev") == ()


def test_a_corrupt_cache_is_silently_started_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = cache.location(java.find(), jar.path(), "dev").read_bytes()
    corrupt = tmp_path / "corrupt.aot"
    corrupt.write_bytes(good[:30_000_000] + b"\x55" * 1_000_000 + good[31_000_000:])
    seal(corrupt)
    monkeypatch.setattr(cache, "location", lambda *_: corrupt)
    with WireMock(None) as wiremock:
        assert ask(wiremock.port, "/__admin/health")[0] == 200
        assert "error" not in wiremock.log_path.read_text().lower()


def test_another_build_of_java_another_place_and_another_profile_have_caches_of_their_own() -> None:
    found, jar_path = java.find(), jar.path()
    locations = {
        cache.location(found, jar_path, "dev"),
        cache.location(found, jar_path, "load"),
        cache.location(replace(found, build="other"), jar_path, "dev"),
        cache.location(replace(found, version="17.0.1"), jar_path, "dev"),
        cache.location(found, jar_path.parent / "elsewhere" / jar_path.name, "dev"),
    }
    assert len(locations) == 5

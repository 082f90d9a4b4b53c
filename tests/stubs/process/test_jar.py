from __future__ import annotations

import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from workexec_contracts.stubs.process import JarDamaged, JarMissing, SetupFailed, WireMock, jar

Packer = Callable[[Path], Path]


def package(content: Path, member: str = f"package/build/wiremock-standalone-{jar.VERSION}.jar") -> Packer:
    def pack(folder: Path) -> Path:
        archive = folder / "package.tgz"
        with tarfile.open(archive, "w") as tar:
            tar.add(content, member)
        return archive

    return pack


def spoil_with_the_size_kept(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(10_000)
        stream.write(b"spoilt")


def truncate(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.truncate(1_000_000)


@pytest.mark.usefixtures("empty_home")
def test_a_start_without_the_jar_asks_for_set_up_and_fetches_nothing() -> None:
    with pytest.raises(JarMissing, match="wxc setup"):
        WireMock(None).start()


@pytest.mark.parametrize("damage", [truncate, spoil_with_the_size_kept])
def test_a_start_with_a_damaged_jar_tells_both_checksums(
    own_home: Path, damage: Callable[[Path], None]
) -> None:
    damage(own_home / jar.location().name)
    with pytest.raises(JarDamaged, match=rf"(?s)sha256 (?!{jar.SHA256}).*expected: sha256 {jar.SHA256}"):
        WireMock(None).start()


def test_a_good_jar_that_was_only_touched_is_accepted(own_home: Path) -> None:
    (own_home / jar.location().name).touch()
    assert jar.path().parent == own_home


def test_installing_repairs_a_damaged_jar(own_home: Path, installed: Path) -> None:
    truncate(own_home / installed.name)
    assert jar.install(package(installed))
    assert jar.path().read_bytes() == installed.read_bytes()


def test_installing_twice_fetches_once(own_home: Path) -> None:
    def never(folder: Path) -> Path:
        raise AssertionError(folder)

    assert not jar.install(never)


def test_a_package_with_another_jar_is_refused_and_not_kept(empty_home: Path) -> None:
    with pytest.raises(JarDamaged):
        jar.install(package(Path(__file__)))
    assert list(empty_home.iterdir()) == []


@pytest.mark.usefixtures("empty_home")
def test_a_package_without_the_jar_is_a_failed_set_up() -> None:
    with pytest.raises(SetupFailed, match="holds no jar"):
        jar.install(package(Path(__file__), "package/README.md"))


def test_two_installations_at_once_both_succeed_and_leave_one_jar(empty_home: Path, installed: Path) -> None:
    both_have_fetched = Barrier(2, timeout=10)

    def pack(folder: Path) -> Path:
        archive = package(installed)(folder)
        both_have_fetched.wait()
        return archive

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(jar.install, [pack, pack])) == [True, True]
    assert list(empty_home.iterdir()) == [jar.path()]

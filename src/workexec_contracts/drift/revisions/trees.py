"""The generated documents of a revision or a folder: they say all that is on the wire, and policies."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.drift.reading import Library
from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOCUMENTS = "documents"
SUFFIXES = frozenset({".yaml", ".yml", ".json"})
OPENAPI, ASYNCAPI = "openapi", "asyncapi"


@dataclass(frozen=True)
class Tree:
    """Texts by their path below `documents/`. `name` is what a person called it."""

    name: str
    texts: Mapping[str, str]

    def names(self, kind: str) -> list[str]:
        """The documents of a kind, by path."""
        return [name for name in sorted(self.texts) if name.startswith(f"{kind}/")]

    def library(self, name: str, kind: str) -> Library | None:
        """One document, None where there is none. Raises Problem."""
        if name not in self.texts:
            return None
        return Library.of(name, self.texts[name], self._read, kind)

    def _read(self, name: str) -> str:
        if name not in self.texts:
            raise Problem(
                "a document cannot be read", name, "a file of the same revision", "correct the path"
            )
        return self.texts[name]


def folder(path: Path) -> Tree:
    """A folder as `documents/`, or one that holds it, or one OpenAPI document. Raises Problem."""
    if path.is_file():
        return Tree(str(path), {f"{OPENAPI}/{path.name}": _text(path)})
    root = path / DOCUMENTS if (path / DOCUMENTS).is_dir() else path
    files = [file for kind in (OPENAPI, ASYNCAPI) for file in sorted((root / kind).glob("**/*"))]
    texts = {file.relative_to(root).as_posix(): _text(file) for file in files if file.suffix in SUFFIXES}
    return _some(Tree(str(path), texts), f"{root}/{OPENAPI}")


def revision(name: str, root: Path = Path()) -> Tree:
    """The committed documents of a git revision, as a name or a hash. Raises Problem."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        raise Problem(
            f"no revision is called {name!r}",
            "the command line",
            "a commit, branch or tag of this repository",
            "`git log --oneline` and `git tag` list them; a shallow clone has only some",
        )
    packed = _run(root, "archive", "--format=tar", commit.strip(), "--", DOCUMENTS)
    if packed.returncode:
        raise _empty(f"{name}:{DOCUMENTS}")
    texts = {}
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        for member in files:
            taken = files.extractfile(member) if member.isfile() else None
            if taken is not None and Path(member.name).suffix in SUFFIXES:
                texts[member.name.removeprefix(f"{DOCUMENTS}/")] = taken.read().decode("utf-8", "replace")
    return _some(Tree(name, texts), f"{name}:{DOCUMENTS}")


def is_head(name: str, root: Path = Path()) -> bool:
    """Whether a revision is the one that is checked out."""
    named = [
        _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{one}^{{commit}}")
        for one in (name, "HEAD")
    ]
    return named[0] == named[1] is not None


def uncommitted(root: Path = Path()) -> list[str]:
    """Documents that differ from what is committed. Raises Problem."""
    listed = _git(root, "status", "--porcelain", "--untracked-files=all", "--", DOCUMENTS) or ""
    return [line[3:] for line in listed.splitlines()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise Problem(
            f"a document cannot be read: {why}", str(path), "a text in JSON or YAML", "correct the path"
        ) from error


def _some(tree: Tree, where: str) -> Tree:
    if not tree.names(OPENAPI):
        raise _empty(where)
    return tree


def _empty(where: str) -> Problem:
    return Problem(
        "there are no documents to compare",
        where,
        f"{DOCUMENTS}/{OPENAPI}/*.yaml, as `wxc regenerate` writes them",
        "name a revision or a folder that has them",
    )


def _git(root: Path, *arguments: str) -> str | None:
    """What git says, None where it refuses. Raises Problem without a repository."""
    inside = _run(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise Problem(
            "no git repository is here",
            str(root.resolve()),
            "the root folder of the project, or two files or folders instead of revisions",
            "for example: wxc diff old/documents new/documents",
        )
    done = _run(root, *arguments)
    return None if done.returncode else done.stdout.decode("utf-8", "replace")


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise Problem(
            "git is not installed",
            "the search path",
            "git, or two files or folders instead of revisions",
            "install git, or: wxc diff old/documents new/documents",
        )
    return subprocess.run([git, *_literal(arguments)], cwd=root, capture_output=True, check=False)  # noqa: S603  # a fixed program, revisions after --end-of-options


def _literal(arguments: Sequence[str]) -> list[str]:
    return ["--no-pager", *arguments]

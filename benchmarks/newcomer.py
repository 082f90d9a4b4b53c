"""A new user's path, timed: clone, `make up`, the first stubbed answer, one switch, one failing verification.

    python -m benchmarks.newcomer

The blocks of docs/tutorial.md run in a fresh clone of what is committed, with an empty home folder; what a
reader types once is typed here: `make up` where the page's tests start `wxc up`. Exit code 1 where the page
does not keep its word, or takes longer than it says.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.docs.blocks import blocks
from tests.docs.running import ROOT, Folder

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "tutorial.md"
GOAL_S = 600.0
"""The ten minutes that the page promises; a reader needs some of them for reading."""


class Clone(Folder):
    """A fresh clone, a home folder without anything, and nothing of ours in the environment."""

    longest_s = GOAL_S

    def _prepare(self) -> dict[str, str]:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self.path)], check=True)
        home = self.path.parent / "home"
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WXC_", "PYTHON"))}
        return {**kept, "HOME": str(home), "XDG_CACHE_HOME": "", "COLUMNS": "160"}


def path_of(folder: Path) -> Iterator[tuple[float, str]]:
    """Seconds and what was done in them, step by step."""
    begun = time.perf_counter()
    with Clone(folder / "clone") as clone:
        yield time.perf_counter() - begun, "git clone"
        for block in blocks(PAGE):
            starts = block.what == "run" and "wxc up" in block.text
            options = block.text.partition("wxc up")[2].strip()
            typed = replace(block, text=f'make up ARGS="{options}"') if starts else block
            begun = time.perf_counter()
            clone.do(typed)
            if block.what == "run":
                yield time.perf_counter() - begun, typed.text.strip().splitlines()[0]


def main() -> int:
    """Prints the steps and their seconds."""
    whole_s = 0.0
    with tempfile.TemporaryDirectory(prefix="newcomer-") as folder:
        for took_s, did in path_of(Path(folder)):
            whole_s += took_s
            print(f"{took_s:7.1f} s  {did}", flush=True)
    print(f"{whole_s:7.1f} s  from clone to the end of docs/{PAGE.name}; it promises {GOAL_S:.0f} s")
    return whole_s > GOAL_S


if __name__ == "__main__":
    sys.exit(main())

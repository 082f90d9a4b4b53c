"""Writes down which run finds each planted bug, after changes: `python -m tests.simulation.planted`."""

from __future__ import annotations

import json
import sys

import pytest

from tests.simulation.planted.every import BUGS
from tests.simulation.planted.test_planted import FOUND, RUNS, broken_in


def main() -> None:
    found = {}
    for bug in BUGS:
        with pytest.MonkeyPatch.context() as patch:
            bug.plant(patch)
            found[bug.name] = next((n for n in range(RUNS) if broken_in(n) & bug.found_by), None)
        sys.stdout.write(f"{bug.name}: {found[bug.name]}\n")
    FOUND.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""The generated end of `docs/switches.md`: every switch as admin calls, for those who have no Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts import golden
from workexec_contracts.contracts import operations
from workexec_contracts.switching import Mode, Switch

from .calls import as_curl

if TYPE_CHECKING:
    from pathlib import Path

FILE = "docs/switches.md"
URL = "http://127.0.0.1:8089"
EXAMPLES = (
    ("getCustomer down", Switch(Mode.DOWN)),
    ("getCustomer reset", Switch(Mode.RESET)),
    ("getCustomer empty", Switch(Mode.EMPTY)),
    ("getCustomer slow --ms 2500", Switch(Mode.SLOW, delay_ms=2500)),
    ("getCustomer slow --median-ms 800 --sigma 0.6", Switch(Mode.SLOW, median_ms=800, sigma=0.6)),
    ("getCustomer flaky", Switch(Mode.FLAKY)),
    ("getCustomer lossy", Switch(Mode.LOSSY)),
    ("getCustomer error NOT_FOUND", Switch(Mode.ERROR, code="NOT_FOUND")),
    ("getCustomer ok", Switch(Mode.OK)),
)


def text() -> str:
    """A section for each example: the command, and the calls that do the same."""
    return "\n".join(
        f"### `wxc switch {command}`\n\n```sh\n{_curl(command.split()[0], switch)}\n```\n"
        for command, switch in EXAMPLES
    )


def _curl(name: str, switch: Switch) -> str:
    meant = [(domain, operation) for domain, operation in operations() if operation.operation_id == name]
    return as_curl(switch, meant, URL)


def write(root: Path) -> list[Path]:
    """Writes the generated end anew; a project without the file is left without it."""
    return golden.write_end(root / FILE, text())


def stale(root: Path) -> list[str]:
    """The file, when its end differs from what the contracts give."""
    return [FILE] if golden.is_stale_at_its_end(root / FILE, text()) else []

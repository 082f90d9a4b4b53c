"""The failing exchanges as an HTTP archive, written by Schemathesis's own writer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from schemathesis.config import OutputConfig, SanitizationConfig
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.reporting.har import HarWriter

from workexec_contracts.contracts.vocabulary import AUTHORIZATION

if TYPE_CHECKING:
    from types import TracebackType


HIDDEN = (AUTHORIZATION.name.lower(),)
"""The token alone: a request without its Idempotency-Key reproduces nothing."""


class Cassette:
    """Keeps what failed; without a path nothing."""

    def __init__(self, path: str | None) -> None:
        hidden = SanitizationConfig(keys_to_sanitize=HIDDEN, sensitive_markers=HIDDEN)
        config = OutputConfig(sanitization=hidden)
        self._writer = HarWriter(Path(path), config) if path else None

    def __enter__(self) -> Self:
        if self._writer is not None:
            self._writer.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    def keep(self, recorder: ScenarioRecorder) -> None:
        """Writes the exchanges that failed a check."""
        if self._writer is None:
            return
        failing = ScenarioRecorder(label=recorder.label)
        for case_id in recorder.failing_case_ids():
            if case_id in recorder.interactions:
                failing.record_interaction(case_id, recorder.interactions[case_id])
        if failing.interactions:
            self._writer.write(failing)

"""OpenTelemetry's context, honoured where the process has it; WorkExec does not depend on it."""

from __future__ import annotations

import sys


def current_trace_id() -> str | None:
    """The trace id of the current span as 32 hexadecimal digits, None without a valid one."""
    trace = sys.modules.get("opentelemetry.trace")  # whoever began a span has imported it
    if trace is None:
        return None
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None

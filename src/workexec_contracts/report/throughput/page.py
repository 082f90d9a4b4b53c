"""The search as one HTML file: no outside resource, opens from disk."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workexec_contracts.load import Outcome
from workexec_contracts.report.template import fill

from .chart import knee

if TYPE_CHECKING:
    from workexec_contracts.load import Step, Throughput, ThroughputResult

UNKNOWN = "–"  # noqa: RUF001  # a dash for the eye

NUMBER = ' class="number"'
HEAD = "".join(
    f'<th scope="col"{"" if name == "Outcome" else NUMBER}>{name}</th>'
    for name in ("Rate", "Outcome", "p95", "Errors", "Attempts", "Growth")
)


def html(result: ThroughputResult) -> str:
    """The page. Everything that came from outside is escaped."""
    return fill(
        __package__ or "",
        target=escape(result.target),
        started=escape(result.started_at),
        seconds=f"{result.seconds:.0f}",
        seed=escape(result.seed),
        workers=result.workers,
        hold=f"{result.limits.hold_s:g}",
        horizon=f"{result.horizon_s:g}",
        rows="".join(map(_row, result.endpoints)),
        endpoints="".join(map(_endpoint, result.endpoints)),
    )


def _row(endpoint: Throughput) -> str:
    objective = endpoint.objective
    name = f'<a href="#{escape(objective.operation)}">{escape(objective.title)}</a>'
    verdict = f'<td class="{endpoint.verdict}">{escape(endpoint.sentence)}</td>'
    limit = f"{objective.limit_s:g} s" + (" (assumed)" if objective.assumed else "")
    cells = (_ms(endpoint.p95_s), limit, _share(endpoint.error_share))
    numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells)
    title = f"<td>{escape(objective.domain_title)}</td><td>{name}</td>"
    return f"<tr>{title}{verdict}{numbers}<td>{escape(endpoint.ended)}</td></tr>\n"


def _endpoint(endpoint: Throughput) -> str:
    objective = endpoint.objective
    name = f'<h3 id="{escape(objective.operation)}">{escape(objective.title)}'
    heading = f"{name}: {escape(endpoint.sentence)}</h3>"
    rows = "".join(map(_step, sorted(endpoint.steps, key=lambda step: step.rate_hz)))
    table = f"<table><thead><tr>{HEAD}</tr></thead><tbody>\n{rows}</tbody></table>"
    return f'{heading}{knee(endpoint)}<div class="wide">{table}</div>\n'


def _step(step: Step) -> str:
    kind = "passed" if step.outcome is Outcome.SUSTAINED else "failed"
    numbers = (
        _ms(step.p95_s),
        _share(step.error_share),
        f"{step.attempts}",
        f"{step.growth * 1000:.1f} ms/s",
    )
    cells = "".join(f'<td class="number">{escape(number)}</td>' for number in numbers)
    outcome = f'<td class="{kind}">{escape(step.outcome.value)}</td>'
    rate = f'<td class="number">{step.rate_hz:.4g}/s</td>'
    return f'<tr title="{escape("; ".join(step.reasons))}">{rate}{outcome}{cells}</tr>\n'


def _ms(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds * 1000:,.0f} ms"


def _share(share: float | None) -> str:
    return UNKNOWN if share is None else f"{share:.2%}"

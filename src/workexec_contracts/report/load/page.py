"""A load test as one HTML file: no outside resource, opens from disk, sorts without a server."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workexec_contracts.load import Ending
from workexec_contracts.report.template import fill
from workexec_contracts.verdict import Verdict

from .charts import histogram, timeline

if TYPE_CHECKING:
    from workexec_contracts.load import (
        FailModes,
        IntegrationResult,
        LoadResult,
        OperationResult,
        OperationRetries,
        Profile,
        Retries,
        StepOutcomes,
    )

LABELS = {Verdict.PASSED: "keep their SLA", Verdict.FAILED: "break it", Verdict.UNKNOWN: "unknown"}
FAIL_MODES = ("Integration", "Operation", "Verdict", "Fails", "Journey", "Its steps", "Verdict rests on")
RETRIES = ("Integration", "Operation", "Verdict", "Calls", "Attempts", "Retried", "Retry policy")
UNKNOWN = "–"  # noqa: RUF001  # a dash for the eye


def html(result: LoadResult) -> str:
    """The page. Everything that came from outside is escaped."""
    about, generator = result.about, result.generator
    return fill(
        __package__ or "",
        verdict=result.verdict.value,
        title=escape(result.profile.title),
        target=escape(about.target),
        started=escape(about.started_at),
        seconds=f"{about.seconds:.1f}",
        seed=escape(about.seed),
        model=about.model,
        workers=about.workers,
        cpu=f"{generator.cpu:.0%}",
        lag=f"{generator.lag_s * 1000:.0f}",
        offered=f"{generator.offered:.0%}",
        tiles="".join(_tile(result, verdict) for verdict in LABELS),
        rows="".join(_row(one, of) for one in result.integrations for of in one.operations),
        fail_modes=_fail_modes(result.fail_modes) if result.fail_modes.judged else "",
        retries="" if result.retries is None else _retries(result.retries),
        operations="".join(_integration(one, result.profile) for one in result.integrations),
    )


def _tile(result: LoadResult, verdict: Verdict) -> str:
    found = [one for one in result.integrations if one.verdict is verdict]
    names = ", ".join(escape(one.title) for one in found) or "none"
    heading = f"<h2><b>{len(found)}</b> {LABELS[verdict]}</h2>"
    return f'<section class="tile {verdict}">{heading}<p>{names}</p></section>'


def _row(integration: IntegrationResult, operation: OperationResult) -> str:
    judged, calls = operation.judgement, operation.calls
    objective = judged.objective
    name = f'<a href="#{escape(objective.operation)}">{escape(objective.title)}</a>'
    limit = f"{objective.limit_s:g} s" + (" (assumed)" if objective.assumed else "")
    low, high = judged.percentile_s.lower, judged.percentile_s.upper
    numbers = (
        f"p{objective.level.percentile * 100:g} {limit}",
        _ms(judged.percentile_s.value),
        f"{_ms(low)} to {_ms(high)}",
        f"{judged.samples}",
        _share(judged.error_share.value),
        _ms(calls.times.p95_s),
        UNKNOWN if calls.amplification is None else f"{calls.amplification:.2f}",
        _share(calls.retried_share),
        f"{calls.endings.get(Ending.DEAD_LETTERED, 0)}",
        f"{calls.endings.get(Ending.BLOCKED, 0)}",
    )
    cells = "".join(f'<td class="number">{escape(number)}</td>' for number in numbers)
    verdict = f'<td class="{judged.verdict}">{judged.verdict}</td>'
    return f"<tr><td>{escape(integration.title)}</td><td>{name}</td>{verdict}{cells}</tr>\n"


def _fail_modes(fail_modes: FailModes) -> str:
    """Steps whose neighbour was away, a table of its own."""
    heads = "".join(f'<th scope="col"><button>{head}</button></th>' for head in FAIL_MODES)
    return (
        f'<h2>Fail modes: <span class="{fail_modes.verdict}">{fail_modes.verdict}</span></h2>\n'
        "<p>Whether fail-open steps went on while their neighbour was away, and fail-closed ones stopped and "
        f'recovered.</p><div class="wide"><table><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>{''.join(map(_step, fail_modes.judged))}</tbody></table></div>\n"
    )


def _step(step: StepOutcomes) -> str:
    """All of its text is ours."""
    ends = ", ".join(f"{count} {end}" for end, count in step.ends.items())
    cells = (step.fail_mode, step.journey, ends, "; ".join(step.reasons))
    verdict = f'<td class="{step.verdict}">{step.verdict}</td>'
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr><td>{step.domain}</td><td>{step.operation}</td>{verdict}{told}</tr>\n"


def _retries(retries: Retries) -> str:
    """By the journal of the stubs, a table of its own."""
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in retries.reasons)
    heads = "".join(f'<th scope="col"><button>{head}</button></th>' for head in RETRIES)
    return (
        f'<h2>Retry policies, by the journal: <span class="{retries.verdict}">{retries.verdict}</span>'
        f"</h2>\n<p>Retries may be {retries.early_s:g} s early and {retries.late_s:.2f} s late.</p>"
        f'<ul>{reasons}</ul><div class="wide"><table><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>{''.join(map(_kept, retries.operations))}</tbody></table></div>\n"
    )


def _kept(one: OperationRetries) -> str:
    counts = "".join(f'<td class="number">{count}</td>' for count in (one.calls, one.attempts, one.retried))
    told = [f"{count} {kind}" for kind, count in one.broken.items()] + list(one.examples)
    broken = "<br>".join(map(escape, told)) or "kept"
    verdict = f'<td class="{one.verdict}">{one.verdict}</td>'
    names = f"<td>{escape(one.domain)}</td><td>{escape(one.operation)}</td>"
    return f"<tr>{names}{verdict}{counts}<td>{broken}</td></tr>\n"


def _integration(integration: IntegrationResult, profile: Profile) -> str:
    told = "".join(_operation(operation, profile) for operation in integration.operations)
    verdict = f'<span class="{integration.verdict}">{integration.verdict}</span>'
    return f"<h3>{escape(integration.title)}: {verdict}</h3>{told}"


def _operation(operation: OperationResult, profile: Profile) -> str:
    judged = operation.judgement
    objective = judged.objective
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in judged.reasons)
    failures = ", ".join(f"{count} {name}" for name, count in operation.attempts.failures.items())
    return (
        f'<details id="{escape(objective.operation)}" open><summary>{escape(objective.title)}: '
        f'<span class="{judged.verdict}">{judged.verdict}</span></summary>'
        f"<p>{escape(objective.sentence)} ({escape(objective.clause)}).</p><ul>{reasons}</ul>"
        f"<p>Failed attempts: {escape(failures) or 'none'}.</p>"
        f"{timeline(operation, profile)}{histogram(operation)}</details>\n"
    )


def _ms(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds * 1000:,.0f} ms"


def _share(share: float | None) -> str:
    return UNKNOWN if share is None else f"{share:.2%}"

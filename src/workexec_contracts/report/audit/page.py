"""An audit as one HTML file: no outside resource, opens from disk, sorts without a server."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workexec_contracts.report.template import fill
from workexec_contracts.verdict import Verdict

from .junit import EVERY

if TYPE_CHECKING:
    from workexec_contracts.audit import ExperimentFinished, Ruling

    from .result import AuditResult

LABELS = {Verdict.PASSED: "kept", Verdict.FAILED: "broken", Verdict.UNKNOWN: "unknown"}


def html(result: AuditResult) -> str:
    """The page. Everything that came from outside is escaped."""
    started, finished = result.started, result.finished
    factor = "not configured" if started.ttl_factor is None else f"{started.ttl_factor:g}"
    return fill(
        __package__ or "",
        verdict=finished.verdict.value,
        service=escape(started.service),
        source=escape(started.source),
        plan=escape(started.plan),
        started=escape(started.at),
        seconds=f"{finished.seconds:.1f}",
        requests=f"{finished.requests:,}",
        tolerance=f"{started.early_s:g} s early, {started.late_s:g} s late, {started.timeout_s:g} s more "
        f"after a time-out; TTL factor {factor}",
        reason=escape(finished.reason),
        tiles="".join(_tile(result, verdict) for verdict in LABELS),
        rows="".join(map(_row, result.rulings)),
        failures="".join(map(_article, result.of(Verdict.FAILED))) or "<p>None.</p>",
        unknowns="".join(map(_article, result.of(Verdict.UNKNOWN))) or "<p>Nothing.</p>",
        experiments="".join(map(_experiment, result.experiments)),
    )


def _tile(result: AuditResult, verdict: Verdict) -> str:
    found = result.of(verdict)
    names = "; ".join(dict.fromkeys(escape(ruling.operation or EVERY) for ruling in found)) or "none"
    heading = f"<h2><b>{len(found)}</b> {LABELS[verdict]}</h2>"
    return f'<section class="tile {verdict}">{heading}<p>{names}</p></section>'


def _row(ruling: Ruling) -> str:
    texts = (ruling.domain, ruling.operation or EVERY, ruling.claim.value, ruling.clause)
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    number = f'<td class="number">{ruling.tested:,}</td>'
    return f'<tr>{cells}{number}<td class="{ruling.verdict}">{ruling.verdict}</td></tr>\n'


def _article(ruling: Ruling) -> str:
    told = f"<dt>clause</dt><dd>{escape(ruling.clause)}</dd>"
    told += "".join(f"<dt>what</dt><dd>{escape(text)}</dd>" for text in ruling.told)
    if ruling.evidence:
        told += f"<dt>time line</dt><dd><pre>{escape(chr(10).join(ruling.evidence))}</pre></dd>"
    heading = f"{escape(ruling.operation or EVERY)}: {escape(ruling.claim)}"
    return f'<article class="{ruling.verdict}"><h3>{heading}</h3><dl>{told}</dl></article>\n'


def _experiment(one: ExperimentFinished) -> str:
    texts = f"<td>{escape(one.name)}</td><td>{escape(one.problem)}</td>"
    return f'<tr>{texts}<td class="number">{one.seconds:.1f}</td></tr>\n'

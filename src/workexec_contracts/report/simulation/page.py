"""A simulation as one HTML file: no outside resource, opens from disk, sorts without a server."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workexec_contracts.report.template import fill
from workexec_contracts.verdict import Verdict

from .charts import amplification, backlog, endings, percentiles

if TYPE_CHECKING:
    from .result import (
        Breach,
        IntegrationFigures,
        InvariantResult,
        RunResult,
        ScenarioResult,
        SimulationResult,
    )

LABELS = {Verdict.PASSED: "hold", Verdict.FAILED: "broken", Verdict.UNKNOWN: "never put to the test"}
SHOWN = 100
"""How many violations, and how many runs, are shown."""
UNKNOWN = "–"  # noqa: RUF001  # a dash for the eye


def html(result: SimulationResult) -> str:
    """The page. Everything that came from outside is escaped."""
    figures, setting, about = result.figures, result.setting, result.about
    return fill(
        __package__ or "",
        verdict=result.verdict.value,
        title=escape(setting.faults.title),
        started=escape(about.started_at),
        seconds=f"{about.seconds:.1f}",
        command=escape(about.command),
        shops=setting.shops,
        days=f"{setting.days:g}",
        a_day=f"{setting.a_day:g}",
        seeds=_seeds(result),
        digest=escape(result.digest),
        records=f"{figures.records:,}",
        scenario=_scenario(result.scenario),
        tiles="".join(_tile(result, verdict) for verdict in LABELS),
        invariants="".join(map(_invariant, result.invariants)),
        breaches=_breaches(result),
        counts="".join(_count(name.replace("_", " "), getattr(figures, name)) for name in COUNTS),
        backlog=backlog(result.backlog, result.faults),
        percentiles=percentiles(figures.integrations),
        amplification=amplification(figures.integrations),
        endings=endings(figures.outcomes),
        integrations="".join(map(_integration, figures.integrations)),
        runs=_runs(result),
        covered=len(result.coverage),
        coverage="".join(
            f"<tr><td>{escape(seen.state)}</td><td>{escape(seen.fault)}</td></tr>\n"
            for seen in result.coverage
        ),
    )


COUNTS = (
    "events",
    "deliveries",
    "dead_letters",
    "replayed",
    "blocked_finalizations",
    "unanswered_steps",
    "crashes",
)


def _seeds(result: SimulationResult) -> str:
    first, last = result.runs[0].seed, result.runs[-1].seed
    return f"seed {first}" if first == last else f"{len(result.runs):,} seeds, {first} to {last}"


def _scenario(scenario: ScenarioResult | None) -> str:
    """The claim of a file, and why it has not passed."""
    if scenario is None:
        return ""
    verdict = f'<span class="{scenario.verdict}">{scenario.verdict}</span>'
    told = "".join(f"<li>{escape(line)}</li>" for line in scenario.told)
    return f"<p>The scenario, {escape(scenario.claim.replace('_', ' '))}: {verdict}</p><ul>{told}</ul>\n"


def _tile(result: SimulationResult, verdict: Verdict) -> str:
    found = [claim for claim in result.invariants if claim.verdict is verdict]
    names = "; ".join(escape(claim.sentence) for claim in found) or "none"
    heading = f"<h2><b>{len(found)}</b> {LABELS[verdict]}</h2>"
    return f'<section class="tile {verdict}">{heading}<p>{names}</p></section>'


def _invariant(claim: InvariantResult) -> str:
    texts = f"<td>{escape(claim.sentence)}</td><td>{escape(claim.clause)}</td>"
    verdict = f'<td class="{claim.verdict}">{claim.verdict}</td>'
    numbers = "".join(f'<td class="number">{count:,}</td>' for count in (claim.checked, claim.broken))
    return f"<tr>{texts}{verdict}{numbers}</tr>\n"


def _breaches(result: SimulationResult) -> str:
    broken = sum(claim.broken for claim in result.invariants)
    shown = result.breaches[:SHOWN]
    more = f"<p>These are {len(shown)} of {broken:,}.</p>" if broken > len(shown) else ""
    return "".join(_breach(claim, breach) for claim, breach in shown) + more or "<p>None.</p>"


def _breach(claim: InvariantResult, breach: Breach) -> str:
    order = "none" if breach.order is None else str(breach.order)
    parts = {
        "clause": claim.clause,
        "work order": order,
        "virtual time": f"{breach.at}, {breach.at_s:,.3f} s after the beginning",
        "seed": str(breach.seed),
        "what": breach.told,
    }
    told = "".join(f"<dt>{name}</dt><dd>{escape(words)}</dd>" for name, words in parts.items())
    told += f"<dt>replay</dt><dd><pre>{escape(breach.replay)}</pre></dd>"
    return f"<article><h3>{escape(claim.sentence)}</h3><dl>{told}</dl></article>\n"


def _count(name: str, count: int) -> str:
    return f'<section class="tile"><h2><b>{count:,}</b> {name}</h2></section>'


def _integration(one: IntegrationFigures) -> str:
    numbers = (
        f"{one.calls:,}",
        f"{one.attempts:,}",
        f"{one.amplification:.3f}",
        f"{one.unanswered:,}",
        f"{one.refused:,}",
        *map(_ms, (one.p50_s, one.p95_s, one.p99_s)),
        f"{one.sla_s:g} s" + (" (assumed)" if one.sla_assumed else ""),
        f"{one.slower:,}",
    )
    cells = "".join(f'<td class="number">{number}</td>' for number in numbers)
    return f"<tr><td>{escape(one.domain_title)}</td><td>{escape(one.title)}</td>{cells}</tr>\n"


def _ms(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds * 1000:,.0f} ms"


HEADS = ("Seed", "Verdict", "Broken", "Events", "Deliveries", "Dead letters", "Blocked", "History")


def _runs(result: SimulationResult) -> str:
    """Where there are many: those that break something first."""
    if len(result.runs) == 1:
        return ""
    runs = sorted(result.runs, key=lambda run: (not run.broken, run.seed))
    heads = "".join(f'<th scope="col"><button>{head}</button></th>' for head in HEADS)
    more = f"<p>{len(runs) - SHOWN:,} more are in the JSON report.</p>" if len(runs) > SHOWN else ""
    return (
        f'<h2>Runs</h2><div class="wide"><table><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>{''.join(map(_run, runs[:SHOWN]))}</tbody></table></div>{more}\n"
    )


def _run(run: RunResult) -> str:
    counts = (run.broken, run.events, run.deliveries, run.dead_letters, run.blocked_finalizations)
    numbers = "".join(f'<td class="number">{count:,}</td>' for count in counts)
    verdict = f'<td class="{run.verdict}">{run.verdict}</td>'
    return f"<tr><td>{run.seed}</td>{verdict}{numbers}<td><code>{escape(run.digest)}</code></td></tr>\n"

"""The run as one HTML file: no outside resource, opens from disk."""

from __future__ import annotations

from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from workexec_contracts.verification.mutation import Layer, tally

from .rows import COLUMNS, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.verification.mutation import MutationRun, Trial


def html(run: MutationRun) -> str:
    """The page. Everything that came from outside is escaped."""
    page = resources.files(__package__ or "").joinpath("page.html").read_text(encoding="utf-8")
    found = tally(run.trials)
    return Template(page).substitute(
        verdict=run.verdict.value,
        started=escape(run.started_at),
        seconds=f"{run.seconds:.0f}",
        seed=run.seed,
        jobs=run.jobs,
        tried=found.mutants,
        derived=run.derived,
        score=f"{found.share():.1%}",
        layers=", ".join(f"{layer} alone {found.share(layer):.1%}" for layer in Layer),
        head="".join(f'<th scope="col">{escape(column)}</th>' for column in COLUMNS),
        rows="".join(map(_row, rows(run))),
        problems=_list(run.problems),
        notes=_list(run.notes),
        survivors="".join(map(_survivor, run.survivors)) or "<p>None.</p>",
        equivalents=_equivalents(run),
        trials="".join(map(_trial, run.trials)),
    )


def _row(row: dict[str, object]) -> str:
    first, *rest = (escape(str(row[column])) for column in COLUMNS)
    return f"<tr><td>{first}</td>{''.join(f'<td class=number>{cell}</td>' for cell in rest)}</tr>\n"


def _list(texts: Iterable[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts) or "<li>None.</li>"


def _survivor(trial: Trial) -> str:
    what = "cannot be said" if trial.unknown else "a gap: nothing noticed"
    told = f"<dt>clause</dt><dd>{escape(trial.clause)}</dd>"
    told += f"<dt>replay</dt><dd><pre>{escape(trial.replay)}</pre></dd>"
    heading = f"{escape(trial.id)} ({what})"
    return f'<article class="failed"><h3>{heading}</h3><p>{escape(trial.says)}</p><dl>{told}</dl></article>\n'


def _equivalents(run: MutationRun) -> str:
    by_reason: dict[str, list[str]] = {}
    for trial in run.trials:
        if trial.equivalent:
            by_reason.setdefault(trial.equivalent, []).append(trial.id)
    items = (
        f"<dt>{escape(reason)}</dt><dd>{escape(', '.join(ids))}</dd>" for reason, ids in by_reason.items()
    )
    return f"<dl>{''.join(items)}</dl>" if by_reason else "<p>None.</p>"


def _trial(trial: Trial) -> str:
    verdict = "equivalent" if trial.equivalent else ", ".join(trial.killed_by) or "survived"
    kind = "failed" if trial.survived else "passed"
    cells = "".join(f"<td>{escape(text)}</td>" for text in (trial.id, trial.kind, trial.says))
    return f'<tr>{cells}<td class="{kind}">{escape(verdict)}</td></tr>\n'

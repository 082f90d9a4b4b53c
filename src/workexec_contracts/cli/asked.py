"""What `wxc switch` was asked for: what does not go together is told before anything is switched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .problem import UsageProblem
from .targets import operations_of

if TYPE_CHECKING:
    from workexec_contracts.stubs.switches import Switch

_FIGURES = {"slow": ("delay_ms", "median_ms", "sigma"), "flaky": ("times",), "lossy": ("percent",)}


def asked(target: str, mode: str, code: str | None, figures: dict[str, Any]) -> Switch:
    """The switch. `figures` are those that were given. Raises UsageProblem."""
    from workexec_contracts.stubs import switches  # noqa: PLC0415  # `wxc --help` stays fast

    modes = [known.value for known in switches.Mode]
    if mode not in modes:
        what = f"no mode is called {mode}"
        raise UsageProblem(what, "the second argument", f"one of {', '.join(modes)}", "name one of them")
    _check_code(target, mode, code, switches.codes(operations_of(target)))
    for name in figures.keys() - _FIGURES.get(mode, ()):
        raise _stray(target, mode, name)
    lognormal = figures.keys() & {"median_ms", "sigma"}
    if lognormal and ("delay_ms" in figures or "median_ms" not in figures):
        raise UsageProblem(
            "half of a lognormal delay",
            "the command line",
            "--ms, or --median-ms with or without --sigma",
            f"wxc switch {target} slow --median-ms 800 --sigma 0.6",
        )
    return switches.Switch(switches.Mode(mode), code, **figures)


def _check_code(target: str, mode: str, code: str | None, possible: list[str]) -> None:
    if mode == "error" and code not in possible:
        what = f"{target} has no error {code}" if code else "mode error takes the code of an error"
        raise UsageProblem(what, "the third argument", f"one of {', '.join(possible)}", "name one of them")
    if mode != "error" and code is not None:
        what = f"mode {mode} takes no code"
        raise UsageProblem(what, "the third argument", "nothing", f"wxc switch {target} {mode}")


def _stray(target: str, mode: str, figure: str) -> UsageProblem:
    option = f"--{figure.removeprefix('delay_').replace('_', '-')}"
    its_mode = next(other for other, names in _FIGURES.items() if figure in names)
    return UsageProblem(
        f"mode {mode} takes no {option}",
        option,
        f"mode {its_mode}, or no {option}",
        f"wxc switch {target} {its_mode} {option} ..., or: wxc switch {target} {mode}",
    )

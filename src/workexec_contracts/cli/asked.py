"""What `wxc switch` was asked for: what does not go together is told before anything is switched."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from workexec_contracts.switching import Mode, Switch

from .problem import UsageProblem
from .targets import operations_of

_FIGURES = {"slow": ("delay_ms", "median_ms", "sigma"), "flaky": ("times",), "lossy": ("percent",)}
_EXAMPLES = {
    "delay_ms": "slow --ms 2500",
    "median_ms": "slow --median-ms 800",
    "sigma": "slow --median-ms 800 --sigma 0.6",
    "times": "flaky --times 3",
    "percent": "lossy --percent 5",
}


def asked(target: str, mode: str, code: str | None, figures: dict[str, Any]) -> Switch:
    """The switch. `figures` are those that were given. Raises UsageProblem."""
    from workexec_contracts.stubs import switches  # noqa: PLC0415  # `wxc --help` stays fast

    modes = [known.value for known in Mode]
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
            f"wxc switch {target} {_EXAMPLES['sigma']}",
        )
    return _within_bounds(target, {"mode": mode, "code": code, **figures})


def _within_bounds(target: str, wanted: dict[str, Any]) -> Switch:
    read = TypeAdapter(Switch)
    try:
        return read.validate_python(wanted)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        schema = read.json_schema()["properties"][name]
        bounds = schema.get("anyOf", [schema])[0]
        raise UsageProblem(
            f"{_option(name)} {wanted[name]} is out of bounds",
            _option(name),
            f"{bounds['minimum']} to {bounds['maximum']}",
            f"for example: wxc switch {target} {_EXAMPLES[name]}",
        ) from None


def _check_code(target: str, mode: str, code: str | None, possible: list[str]) -> None:
    if mode == "error" and code not in possible:
        what = f"{target} has no error {code}" if code else "mode error takes the code of an error"
        raise UsageProblem(what, "the third argument", f"one of {', '.join(possible)}", "name one of them")
    if mode != "error" and code is not None:
        what = f"mode {mode} takes no code"
        raise UsageProblem(what, "the third argument", "nothing", f"wxc switch {target} {mode}")


def _stray(target: str, mode: str, figure: str) -> UsageProblem:
    option = _option(figure)
    its_mode = next(other for other, names in _FIGURES.items() if figure in names)
    return UsageProblem(
        f"mode {mode} takes no {option}",
        option,
        f"mode {its_mode}, or no {option}",
        f"wxc switch {target} {its_mode} {option} ..., or: wxc switch {target} {mode}",
    )


def _option(figure: str) -> str:
    return f"--{figure.removeprefix('delay_').replace('_', '-')}"

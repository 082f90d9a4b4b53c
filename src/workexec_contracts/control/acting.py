"""What a click on a switch does, checked before anything changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from workexec_contracts.contracts import operations
from workexec_contracts.problem import Problem
from workexec_contracts.stubs import passthrough, switches
from workexec_contracts.stubs.running import is_base_url
from workexec_contracts.switching import Mode, Switch

from .modes import REAL
from .place import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .place import Place

ALL = "all"
FIGURES = {
    Mode.SLOW: ("delay_ms", "median_ms", "sigma"),
    Mode.FLAKY: ("times",),
    Mode.LOSSY: ("percent",),
    Mode.ERROR: ("code",),
}
_SWITCH = TypeAdapter(Switch)
Pair = tuple["Domain", "Endpoint"]


class Misasked(Problem):
    """A click, or what stands in for one, that asks for what there is not."""


def act(places: Sequence[Place], asked: dict[str, Any]) -> str:
    """Switches, and says in words what was done. Raises Misasked, or AdminError of WireMock."""
    figures = dict(asked)
    target, mode = str(figures.pop("target", "")), str(figures.pop("mode", ""))
    meant = [pair for pair in operations() if target in {ALL, pair[0].name, pair[1].operation_id}]
    if not meant:
        raise Misasked(f"nothing is called {target!r}", "target", "a neighbour, an operation, all", "reload")
    if mode == REAL:
        return _pass_through(places, target, meant, str(figures.get("url", "")).strip())
    wanted = _switch(mode, figures, meant)
    for place in places:
        own = [pair for pair in meant if pair[0].name in place.domains]
        if own:
            _apply(place, wanted, own)
    if wanted.mode is Mode.OK:
        _end_pass_through(places, target, meant)
    return f"{target}: {' '.join(filter(None, (mode, wanted.code)))}"


def _switch(mode: str, figures: dict[str, Any], meant: list[Pair]) -> Switch:
    try:
        wanted = _SWITCH.validate_python({"mode": mode, **figures})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Misasked(
            f"{where}: {first['msg']}", "the switch", "a mode and its figures", "correct it"
        ) from None
    possible = switches.codes(meant)
    if wanted.mode is Mode.ERROR and wanted.code not in possible:
        expected = f"one of {', '.join(possible)}"
        raise Misasked(f"there is no error {wanted.code}", "code", expected, "choose one of them")
    stray = figures.keys() - set(FIGURES.get(wanted.mode, ()))
    if stray:
        what = f"mode {mode} takes no {', '.join(sorted(stray))}"
        raise Misasked(what, "the switch", "the figures of the mode", "leave it out")
    return wanted


def _apply(place: Place, wanted: Switch, own: list[Pair]) -> None:
    lacks_it = wanted.code is not None and wanted.code not in switches.codes(own)
    switches.apply(place.admin, Switch(Mode.OK) if lacks_it else wanted, own)


def _end_pass_through(places: Sequence[Place], target: str, meant: list[Pair]) -> None:
    """A real service is the whole neighbour's: one operation alone does not leave it."""
    for domain in {pair[0].name: pair[0] for pair in meant}.values():
        if target in {ALL, domain.name}:
            passthrough.end(place_of(places, domain.name).admin, domain)


def _pass_through(places: Sequence[Place], target: str, meant: list[Pair], url: str) -> str:
    domain = meant[0][0]
    if target != domain.name:
        raise Misasked(
            f"{target} cannot be passed through", "target", "one neighbour", "name the whole neighbour"
        )
    if not is_base_url(url):
        what = f"{url or 'nothing'} is no base URL"
        raise Misasked(what, "url", "http://host:port", "for example http://127.0.0.1:9000")
    admin = place_of(places, domain.name).admin
    if url.rstrip("/") == admin.url:
        raise Misasked(f"{url} is the stub itself", "url", "a real service", "name another")
    switches.apply(admin, Switch(Mode.OK), meant)
    admin.import_mappings([passthrough.mapping(domain, url)])
    return f"{target}: passes through to {url}"

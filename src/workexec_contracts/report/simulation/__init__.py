"""A simulation for a pipeline, a program, a spreadsheet and a browser."""

from .data import as_json, simulation_schema
from .hunt import HuntResult, Prey, hunt_schema, of_exhaustion, of_search, prey
from .hunt import as_json as hunt_json
from .junit import junit
from .live import LiveResult, live_schema, of_live
from .live import as_json as live_json
from .page import html
from .result import (
    About,
    Breach,
    IntegrationFigures,
    InvariantResult,
    RunResult,
    ScenarioResult,
    SimulationResult,
    result_of,
    sentence_of,
)
from .table import as_csv
from .windows import idle

__all__ = [
    "About",
    "Breach",
    "HuntResult",
    "IntegrationFigures",
    "InvariantResult",
    "LiveResult",
    "Prey",
    "RunResult",
    "ScenarioResult",
    "SimulationResult",
    "as_csv",
    "as_json",
    "html",
    "hunt_json",
    "hunt_schema",
    "idle",
    "junit",
    "live_json",
    "live_schema",
    "of_exhaustion",
    "of_live",
    "of_search",
    "prey",
    "result_of",
    "sentence_of",
    "simulation_schema",
]

"""Listeners: what a run told, for a person, a pipeline, a program and a browser."""

from .collect import Collector
from .console import Console
from .differences import differences_junit
from .html import html
from .junit import junit
from .model import CaseReport, ContractReport, NextStep, Report, as_json, report_schema
from .verified import record

__all__ = [
    "CaseReport",
    "Collector",
    "Console",
    "ContractReport",
    "NextStep",
    "Report",
    "as_json",
    "differences_junit",
    "html",
    "junit",
    "record",
    "report_schema",
]

"""What consumers of events sustain, for a program, a spreadsheet and a browser."""

from .data import as_json, throughput_schema
from .page import html
from .table import as_csv

__all__ = ["as_csv", "as_json", "html", "throughput_schema"]

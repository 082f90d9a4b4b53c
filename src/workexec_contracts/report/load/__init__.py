"""A load test for a pipeline, a program, a spreadsheet and a browser."""

from .data import as_json, load_schema
from .junit import junit
from .page import html
from .table import as_csv

__all__ = ["as_csv", "as_json", "html", "junit", "load_schema"]

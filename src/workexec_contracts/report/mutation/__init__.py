"""A mutation run as JSON, JUnit and HTML, and its matrix as rows."""

from .data import as_json, mutation_schema
from .junit import junit
from .page import html
from .rows import COLUMNS, rows

__all__ = ["COLUMNS", "as_json", "html", "junit", "mutation_schema", "rows"]

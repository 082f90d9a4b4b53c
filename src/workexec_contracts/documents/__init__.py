"""The contracts as OpenAPI 3.1, AsyncAPI 3.0 and JSON Schema: files that stock tools read on their own."""

from .files import stale, write
from .project import render

__all__ = ["render", "stale", "write"]

"""An audit of a consumer, for a pipeline, a program and a browser."""

from .data import as_json, audit_schema
from .junit import junit
from .page import html
from .result import AuditResult, Collector

__all__ = ["AuditResult", "Collector", "as_json", "audit_schema", "html", "junit"]

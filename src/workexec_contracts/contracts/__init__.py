"""Every contract between WorkExec and its neighbours, written once, as data.

A new neighbour is one module here with a `DOMAIN`; every projection finds it through `domains()`.
"""

from .findings import RECORDED
from .registry import document_text, domains, events, operations, own_findings

FINDINGS = (*RECORDED, *own_findings())

__all__ = ["FINDINGS", "document_text", "domains", "events", "operations"]

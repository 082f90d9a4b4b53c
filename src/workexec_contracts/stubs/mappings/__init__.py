"""Contracts as WireMock mappings: pure JSON with response templating, nothing of ours at run time."""

from .layers import INTERNAL, Layer
from .render import render, stale, stubs_of, write

__all__ = ["INTERNAL", "Layer", "render", "stale", "stubs_of", "write"]

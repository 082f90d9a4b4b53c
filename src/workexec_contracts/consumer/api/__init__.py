"""The reference WorkExec as an ASGI application (F61)."""

from .app import application
from .routes import ROUTES, Route

__all__ = ["ROUTES", "Route", "application"]

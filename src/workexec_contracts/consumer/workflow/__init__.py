"""The workflows of the document as plans over a store: each ends in an answer of WorkExec's own API."""

from .answer import Answer, Refused
from .seed import seed
from .shop import Shop

__all__ = ["Answer", "Refused", "Shop", "seed"]

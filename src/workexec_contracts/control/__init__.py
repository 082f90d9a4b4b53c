"""The control room: a page on loopback that shows running stubs, switches them and asks them."""

from .place import Place, listens
from .room import Room
from .serve import serving

__all__ = ["Place", "Room", "listens", "serving"]

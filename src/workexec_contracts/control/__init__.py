"""The control room: a page on loopback that shows running stubs, switches them and asks them."""

from .place import Place
from .room import Room
from .serve import serving

__all__ = ["Place", "Room", "serving"]

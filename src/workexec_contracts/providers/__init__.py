"""Reference providers: working implementations of every neighbour, in memory, as one pure function."""

from .app import App
from .call import Call, Fault, Refused, Reply
from .serve import Server
from .service import Neighbours
from .state import State
from .switches import Switches

__all__ = ["App", "Call", "Fault", "Neighbours", "Refused", "Reply", "Server", "State", "Switches"]

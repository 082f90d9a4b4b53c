"""What changed in the contracts between two revisions, and for whom it breaks."""

from .change import Change, Changes, Side
from .compare import changes
from .trees import Tree, folder, revision

__all__ = ["Change", "Changes", "Side", "Tree", "changes", "folder", "revision"]

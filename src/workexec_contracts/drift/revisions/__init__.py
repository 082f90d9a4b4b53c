"""What changed in the contracts between two revisions, and for whom it breaks."""

from .change import Change, Changes
from .compare import changes
from .trees import Tree, folder, revision

__all__ = ["Change", "Changes", "Tree", "changes", "folder", "revision"]

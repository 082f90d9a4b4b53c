"""A provider's OpenAPI document against what WorkExec relies on."""

from .compare import answered, compare
from .paths import Mapped, mapped, mapping
from .run import Comparison, against, relied_by

__all__ = ["Comparison", "Mapped", "against", "answered", "compare", "mapped", "mapping", "relied_by"]

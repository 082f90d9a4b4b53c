"""One evidence bundle over the runs of every command: what holds, what is unknown, what must who do next."""

from .forms import INDEX
from .forms.markdown import markdown
from .model import Evidence, Figure, Run, Shown
from .standing import Bundle, Standing, bundle_of, bundle_schema
from .store import RUN, RUNS, Read, keep, make, read

__all__ = [
    "INDEX",
    "RUN",
    "RUNS",
    "Bundle",
    "Evidence",
    "Figure",
    "Read",
    "Run",
    "Shown",
    "Standing",
    "bundle_of",
    "bundle_schema",
    "keep",
    "make",
    "markdown",
    "read",
]

"""Every contract between WorkExec and its neighbours, written once, as data."""

__version__ = "0.1.0"

"""Which part of a work order's life a run is about: the whole, or one workflow and no more than it needs."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """A workflow. All but the whole life leave out what the workflow does not rest on, and end with it."""

    WHOLE = "whole"
    APPROVAL = "approval"
    STATUS = "status"
    SESSION = "session"
    FINALIZE = "finalize"

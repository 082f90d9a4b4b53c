"""What a person has to mend fails a test by its own text, without a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def told() -> Iterator[None]:
    """A Problem inside is the failure of the test."""
    try:
        yield
    except Problem as problem:
        raise pytest.fail.Exception(str(problem), pytrace=False) from None

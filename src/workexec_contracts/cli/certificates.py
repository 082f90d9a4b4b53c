"""Whom a load test trusts: what the machine trusts, or the one certificate that is named."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from .problem import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path


def context(cacert: Path | None) -> ssl.SSLContext:
    """As the load generator has it, `SSL_CERT_FILE` included. Raises UsageProblem for a file that is none."""
    try:
        return ssl.create_default_context(cafile=None if cacert is None else str(cacert))
    except (OSError, ssl.SSLError) as error:
        raise UsageProblem(
            f"no certificate can be read: {error}",
            f"--cacert {cacert}",
            "a file with certificates as PEM: the server's own where it signed itself, or its authority's",
            "name such a file",
        ) from error

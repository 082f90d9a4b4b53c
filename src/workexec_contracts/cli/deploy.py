"""`wxc can-i-deploy`: the question that a Pact Broker answers, passed through to the Pact CLI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from .problem import UsageProblem

PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
QUESTION = ("broker", "can-i-deploy")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("can-i-deploy", context_settings=PASSED_ON)(can_i_deploy)


def can_i_deploy(context: typer.Context) -> None:
    """Ask a Pact Broker whether a version may be deployed: all arguments go to `pact broker can-i-deploy`.

    Example: wxc can-i-deploy --pacticipant pos-price --version 1.4.2 --to-environment production
    --broker-base-url https://broker.example.com
    """
    done = subprocess.run([_pact(), *QUESTION, *context.args], check=False)  # noqa: S603  # the user's own arguments
    raise typer.Exit(done.returncode)


def _pact() -> str:
    """The executable beside this Python's, else on the search path."""
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    found = shutil.which("pact", path=os.pathsep.join(folders))
    if found is None:
        raise UsageProblem(
            "the Pact CLI is not installed",
            "the search path",
            "an executable called pact",
            f"{sys.executable} -m pip install pact-python-cli",
        )
    return found

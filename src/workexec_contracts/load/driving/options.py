"""The options that our locustfile adds to Locust's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.load.errors import LoadBroken
from workexec_contracts.load.order import TOKEN_VARIABLE
from workexec_contracts.load.plan import Plan
from workexec_contracts.load.reading import names, read_profile

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from locust.argument_parser import LocustArgumentParser

ANY_TOKEN = AUTHORIZATION.example.removeprefix("Bearer ")


def add(parser: LocustArgumentParser, profiles: Path) -> None:
    """What a person may say, and what only `wxc load` says."""
    group = parser.add_argument_group("WorkExec's load test")
    table: dict[str, dict[str, Any]] = {
        "--load-profile": {"help": "One of " + ", ".join(names(profiles)), "default": "smoke"},
        "--load-model": {"choices": ["open", "closed"], "default": "open"},
        "--load-seed": {"help": "Of the arrivals and the data; else a new one.", "default": ""},
        "--load-token": {"help": "The bearer token.", "env_var": TOKEN_VARIABLE, "default": ANY_TOKEN},
        "--load-result": {"help": "Where to write the result as JSON.", "default": ""},
        "--load-plan": {"help": "Of `wxc load`: a whole plan as JSON.", "default": ""},
        "--load-started": {"help": "Of `wxc load`: a file that appears with the start.", "default": ""},
        "--load-worker-count": {"help": "Of the master: among how many the load is shared.", "type": int},
    }
    for name, told in table.items():
        action = group.add_argument(name, **told)
        action.include_in_web_ui = False


def plan_of(options: argparse.Namespace, profiles: Path) -> Plan:
    """What was asked for. Raises a LoadError.

    Plain Locust breaks nobody: the faults of a profile are switched by `wxc load`.
    """
    if options.headless and not options.host:
        raise LoadBroken(
            what="nobody is named whom to load",
            where="the command line",
            expected="--host with the base URL of the neighbours",
            fix="for example: --host http://127.0.0.1:8080",
        )
    if options.host and not _is_base_url(options.host):
        raise LoadBroken(
            what=f"{options.host!r} is no base URL",
            where="--host",
            expected="http://host:port or https://host/path",
            fix="for example: --host http://127.0.0.1:8080",
        )
    if options.load_plan:
        return Plan.model_validate_json(options.load_plan)
    profile = read_profile(options.load_profile, profiles)
    if profile.faults:
        profile = profile.model_copy(update={"faults": ()})
    return Plan(profile=profile, model=options.load_model, seed=options.load_seed or uuid4().hex)


def _is_base_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False

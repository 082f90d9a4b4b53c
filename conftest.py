"""Hypothesis profiles: HYPOTHESIS_PROFILE names one; by default `ci` where CI is set, else `dev`."""

import os
import sys

from hypothesis import HealthCheck, settings

os.environ["WXC_REPORT"] = ""  # of commands in this process, and in those that tests start

pytest_plugins = ["pytester"]  # for tests/pytest_plugin; pytest takes such a list only here

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,
    derandomize=True,  # the same commit gets the same verdict
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # a shared machine is not a finding
)
settings.register_profile("soak", settings.get_profile("dev"), max_examples=20_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

# Of some hundred processes each would compile 250 files anew: bytecode is kept, whatever the machine prefers.
sys.dont_write_bytecode = os.environ.pop("PYTHONDONTWRITEBYTECODE", None) is None and sys.dont_write_bytecode

"""A trigger file, in TOML or YAML: the paths and bodies of a service that is not the reference WorkExec."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import Field, StringConstraints, ValidationError

from workexec_contracts.audit.errors import WrongTriggers
from workexec_contracts.contracts.vocabulary import Data

from .defaults import AFTER, HEADERS, REFERENCE
from .model import Step, Triggers

if TYPE_CHECKING:
    from pathlib import Path


class _Service(Data):
    name: str = "the audited service"
    headers: dict[str, str] = HEADERS
    extends: bool = False
    """Whether steps that the file does not name are the reference WorkExec's."""


class _Step(Data):
    send: Annotated[str, StringConstraints(pattern=r"^(GET|POST|PUT|PATCH) /\S*$")]
    body: Any = None
    find: dict[str, Annotated[str, StringConstraints(pattern=r"^(/.*)?$")]] = Field(default_factory=dict)
    expect: tuple[int, ...] = ()


class _File(Data):
    service: _Service = _Service()
    steps: dict[str, _Step]


def read(path: Path) -> Triggers:
    """The triggers of a file. Raises WrongTriggers."""
    try:
        text = path.read_text(encoding="utf-8")
        plain = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
        file = _File.model_validate(plain, strict=False)
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, f"it cannot be read: {error}") from error
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise _wrong(path, f"it is neither TOML (*.toml) nor YAML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _wrong(path, f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}") from error
    unknown = sorted(file.steps.keys() - REFERENCE.steps.keys())
    if unknown:
        raise _wrong(path, f"no step is called {', '.join(unknown)}", f"steps: {', '.join(REFERENCE.steps)}")
    own = {name: _step(name, step) for name, step in file.steps.items()}
    steps = {**REFERENCE.steps, **own} if file.service.extends else own
    in_order = {name: steps[name] for name in REFERENCE.steps if name in steps}
    return Triggers(service=file.service.name, headers=file.service.headers, steps=in_order)


def _step(name: str, told: _Step) -> Step:
    method, path = told.send.split(" ", 1)
    return Step(
        name=name,
        method=method,
        path=path,
        body=told.body,
        find=told.find,
        expect=told.expect,
        operations=REFERENCE.steps[name].operations,
        after=AFTER.get(name, ()),
    )


def _wrong(path: Path, what: str, expected: str = "a trigger file") -> WrongTriggers:
    return WrongTriggers(
        f"the triggers cannot be used: {what}", str(path), expected, "docs/audit.md has an example"
    )

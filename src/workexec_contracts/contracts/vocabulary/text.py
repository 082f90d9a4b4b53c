"""JSON values as compact text in UTF-8."""

from __future__ import annotations

import json

import orjson

from .wire import json_default

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=json_default)
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def json_bytes(value: object) -> bytes:
    """The JSON text, exact decimals as numbers.

    Raises TypeError for what JSON has not, ValueError for texts that UTF-8 has not, RecursionError.
    """
    try:
        text = orjson.dumps(value, json_default, _OPTIONS)
    except TypeError:  # integers beyond 64 bits, for one: Python's own encoder knows them
        return _plain(value)
    # `null` is no value of ours: it is how a number that JSON has not is told there
    return _plain(value) if b"null" in text else text


def _plain(value: object) -> bytes:
    return _ENCODER.encode(value).encode()

"""Bodies as JSON text: written, read exactly, and held against their models, once for the same bytes.

That is a pure function, so what it gave is remembered for a while. Whoever sends a body and whoever receives
it in the same process, retries and duplicates included, look at it once; what was refused is looked at anew.

The quick libraries do what is usual; whatever they refuse, or might read otherwise, is for Python's own.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import orjson

from .contracts.vocabulary import json_default

if TYPE_CHECKING:
    from pydantic import BaseModel

    from .contracts.vocabulary import Wire

W = TypeVar("W", bound="Wire")
REMEMBERED = 512
"""How many documents;"""
LARGEST = 16_384
"""and of at most how many bytes each: nobody fills the memory with large ones."""


def document_of(model: type[BaseModel], body: bytes) -> dict[str, Any]:
    """The document of a body that fits the model. Others may hold it too: read it, do not change it.

    Raises ValidationError where it does not fit, ValueError where it is no JSON in UTF-8.
    """
    return _remembered(model, body) if len(body) <= LARGEST else _document(model, body)


def _document(model: type[BaseModel], body: bytes) -> dict[str, Any]:
    document: dict[str, Any] = exact_json(body)
    model.model_validate(document)
    return document


_remembered = lru_cache(maxsize=REMEMBERED)(_document)


def model_of(model: type[W], body: bytes) -> W:
    """What `model.parse` gives of an answer's body. Raises ValueError."""
    try:
        value = _QUICK.decode(body)
    except (ValueError, ArithmeticError, RecursionError):
        return model.parse(body)
    return model.model_validate(value)


def exact_json(body: bytes) -> Any:  # noqa: ANN401  # JSON of any type
    """The JSON value of a body in UTF-8, numbers exact. Raises ValueError."""
    try:
        return _QUICK.decode(body)
    except (ValueError, ArithmeticError, RecursionError):
        return _exact_json(body)


def read_json(text: bytes) -> Any:  # noqa: ANN401  # JSON of any type
    """What `json.loads` gives of a text in UTF-8. Raises ValueError or RecursionError."""
    try:
        return _FLOATS.decode(text)
    except (ValueError, RecursionError):  # numbers that JSON has not, say
        return json.loads(text)


def _exact_json(body: bytes) -> Any:  # noqa: ANN401  # the same
    decoder = _WITH_ESCAPES if b"\\u" in body else _WITHOUT_ESCAPES
    try:
        return decoder.decode(body.decode("utf-8"))
    except (RecursionError, ArithmeticError) as error:
        raise ValueError(str(error)) from error


def _refuse(name: str) -> None:
    raise ValueError(name)


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """The last of repeated members counts, but half a surrogate pair is no text in any of them."""
    for name, value in members:
        name.encode()
        _check_texts(value)
    return dict(members)


def _check_texts(value: Any) -> None:  # noqa: ANN401  # JSON of any type
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)


_QUICK = msgspec.json.Decoder(float_hook=Decimal)
_FLOATS = msgspec.json.Decoder()
_WITHOUT_ESCAPES = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
_WITH_ESCAPES = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object)
"""Only an escape can write half a surrogate pair; to look at every text costs more than all the rest."""


def json_bytes(value: object) -> bytes:
    """The JSON text, exact decimals as numbers.

    Raises TypeError for what JSON has not, ValueError for texts that UTF-8 has not, RecursionError.
    """
    try:
        text = orjson.dumps(value, json_default, _OPTIONS)
    except TypeError:  # whole numbers beyond 64 bits, say
        return _json_bytes(value)
    # `null` is no value of ours: it is how a number that JSON has not is told there
    return _json_bytes(value) if b"null" in text else text


def _json_bytes(value: object) -> bytes:
    return _ENCODER.encode(value).encode()


_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=json_default)

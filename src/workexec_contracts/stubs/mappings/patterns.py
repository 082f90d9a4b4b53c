"""What a request must look like, in WireMock's matchers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import BEARER_PATTERN, DEEPEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Endpoint, Parameter

_BLANK = r"[\x00-\x20]*"
_SOMETHING = r"(?s).*[^\x00-\x20].*"
ENCODED_BLANK = "(?:%20|%[01][0-9A-Fa-f])+"
"""A blank path parameter: WireMock matches it as it was sent (F28)."""
_INTEGER = "-?[0-9]+"
_END = r"(?![\s\S])"
_NOT_IN_URLS = r"\x00-\x20\"<>\\^`{|}\x7F-\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
ILLEGAL_URL = rf"(?s)(?:[^?]*[\[\]].*|[^{_NOT_IN_URLS}]*+[{_NOT_IN_URLS}].*)"
"""URLs that Java cannot parse: WireMock's templates fail on them."""
_ESCAPE = "%[0-9A-Fa-f]{2}"
_LEGAL_QUERY = rf"(?:\?(?:[^{_NOT_IN_URLS}%]|{_ESCAPE})*+)?"
_LEGAL_SEGMENT = rf"(?:[^/?\[\]{_NOT_IN_URLS}%]|{_ESCAPE})++"
ENDS_WITH_QUESTION_MARK = r"[^?]*+\?.+\?"
"""URLs of which WireMock reads no parameter: it takes the last question mark for an empty query."""
BEARER = {"matches": BEARER_PATTERN.removeprefix("^").removesuffix("$")}
NOT_BLANK = {"matches": _SOMETHING}
SENT_ONCE = {"hasExactly": [{"matches": "(?s).+"}]}
"""A header with one value that is not empty."""


FOREIGN_CHARSET = {"matches": r"(?i).*;\s*charset\s*=\s*+(?!\"?utf-?8\"?\s*(?:;|$)).*"}
"""A Content-Type that would make WireMock decode the body as something else than UTF-8."""


PLAIN_JSON = {"matches": r"(?i)application/json(?:\s*;\s*charset\s*=\s*\"?utf-?8\"?)?\s*"}
"""The Content-Type of nearly every JSON body."""


def media_type(name: str) -> dict[str, Any]:
    """A Content-Type header, parameters allowed."""
    return {"matches": rf"(?i)\s*{re.escape(name)}\s*(?:;.*)?"}


def any_of(texts: Iterable[str]) -> str:
    """A regular expression of exactly these texts."""
    return "|".join(re.escape(text) for text in texts)


def up_to(maximum: int) -> str:
    """A regular expression of 0 to `maximum`, leading zeros allowed."""
    digits = str(maximum)
    branches = [digits]
    for at, digit in enumerate(digits):
        if digit != "0":
            rest = len(digits) - at - 1
            branches.append(f"{digits[:at]}[0-{int(digit) - 1}]" + (f"[0-9]{{{rest}}}" if rest else ""))
    if len(digits) > 1:
        branches.append(f"[0-9]{{1,{len(digits) - 1}}}")
    return f"0*(?:{'|'.join(branches)})"


def valid_value(parameter: Parameter) -> str | None:
    """A regular expression of the parameter's valid values, None where every text will do."""
    if parameter.kind == "enum":
        return any_of(parameter.values)
    if parameter.kind == "integer":
        nonzero = "(?=[0-9]*[1-9])" if parameter.minimum else ""
        minus_zero = "" if parameter.minimum else "-0+|"
        return f"{minus_zero}{nonzero}{up_to(parameter.maximum)}"
    return None


def matcher(parameter: Parameter, value: str | None) -> dict[str, Any] | None:
    """The matcher of a query parameter, None where nothing is asked of it (F28)."""
    if parameter.required:
        return {"matches": value} if value else NOT_BLANK
    if value is None:
        return None
    return {"or": [{"absent": True}, {"matches": f"{_BLANK}|{value}"}]}


def query(operation: Endpoint, *, as_integer: str | None = None) -> dict[str, Any]:
    """Matchers of all query parameters; the parameter `as_integer` may be any integer."""
    found = {}
    for parameter in operation.parameters:
        if parameter.place == "query":
            value = _INTEGER if parameter.name == as_integer else valid_value(parameter)
            found[parameter.name] = matcher(parameter, value)
    return {name: pattern for name, pattern in found.items() if pattern}


def none_given(names: Iterable[str]) -> dict[str, Any]:
    """Matchers of parameters that are all absent or blank (F04)."""
    return {name: {"or": [{"absent": True}, {"matches": _BLANK}]} for name in names}


def repeated(operation: Endpoint) -> str | None:
    """A pattern of URLs in which a known query parameter comes twice, None without parameters."""
    names = any_of(parameter.name for parameter in operation.parameters if parameter.place == "query")
    if not names:
        return None
    return rf"{re.escape(operation.path)}\?(?:.*&)?({names})(?:=[^&]*)?&(?:.*&)?\1(?:[=&].*)?"


def url(operation: Endpoint) -> dict[str, Any]:
    """The path of an operation."""
    return {"urlPathTemplate" if "{" in operation.path else "urlPath": operation.path}


def direct(operation: Endpoint, value: str) -> str:
    """A pattern of the URLs of an operation whose path parameter is `value`, with any legal query."""
    before, _, after = operation.path.partition(f"{{{operation.parameters[0].name}}}")
    return f"{re.escape(before)}(?:{value}){re.escape(after)}{_LEGAL_QUERY}"


def legal(path: str) -> str:
    """A pattern of the URLs that can be passed on: a path, its parameters in braces, and any legal query."""
    parts = re.split(r"(\{\w+\})", path)
    known = (_LEGAL_SEGMENT if part.startswith("{") else re.escape(part) for part in parts)
    return f"{''.join(known)}{_LEGAL_QUERY}"


def legal_below(prefixes: Iterable[str]) -> str:
    """A pattern of the URLs that can be passed on below any of these paths."""
    return f"(?:{any_of(prefixes)})(?:/(?:/|{_LEGAL_SEGMENT})*+)?{_LEGAL_QUERY}"


def json_body(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Patterns of a body that is one JSON text and fits a JSON Schema.

    Hence the first pattern: WireMock's parser ignores what follows the first value, and what is not UTF-8
    has become U+FFFD before it comes here, which is refused even where it was sent as such.
    """
    return [{"matches": _one_value(min(_depth(document, document), DEEPEST))}, schema(document)]


_SPACE = r"[ \t\r\n]*+"
_SCALARS = r"[ \t\r\n:,0-9+.eE-]++|true|false|null"
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPED = rf'\\(?:["\\/bfnrt]|{_PAIR}|u(?![dD][89a-fA-F])[0-9a-fA-F]{{4}})'
_TEXT = rf'"(?:[^"\\\x00-\x1F]++|{_ESCAPED})*+"'


def _one_value(depth: int) -> str:
    """A regular expression of one object or array of up to `depth` levels and nothing after it.

    What stands between brackets and texts is left to the parser, but for quotes, comments and names that
    are no JSON and that WireMock's parser would take.
    """
    inner = f"(?:{_SCALARS}|{_TEXT})*+"
    for _ in range(depth - 1):
        inner = rf"(?:{_SCALARS}|{_TEXT}|[{{\[]{inner}[}}\]])*+"
    return rf"(?s)(?!.*\uFFFD){_SPACE}[{{\[]{inner}[}}\]]{_SPACE}"


def _depth(node: dict[str, Any], root: dict[str, Any]) -> int:
    if "$ref" in node:
        return _depth(root["$defs"][node["$ref"].rpartition("/")[2]], root)
    if node.get("type") == "object" and "properties" not in node:
        return DEEPEST
    inner = [*node.get("properties", {}).values(), *(node[key] for key in ("items",) if key in node)]
    branches = [*node.get("oneOf", ()), *node.get("anyOf", ())]
    nested = 1 + max((_depth(child, root) for child in inner), default=0)
    return max([nested, *(_depth(branch, root) for branch in branches)])


def schema(document: dict[str, Any]) -> dict[str, Any]:
    """A body that fits a JSON Schema."""
    return {"matchesJsonSchema": _for_wiremock(document), "schemaVersion": "V202012"}


def _for_wiremock(node: Any) -> Any:  # noqa: ANN401  # JSON of any type
    """The same schema in words that WireMock's validator takes as strictly as they are meant.

    Java's `$` would let a line end through, and a closed object a member whose name begins with `#`.
    """
    if isinstance(node, list):
        return [_for_wiremock(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: value.removesuffix("$") + _END
        if key == "pattern" and isinstance(value, str) and value.endswith("$")
        else _for_wiremock(value)
        for key, value in node.items()
        if key not in {"title", "description"} or not isinstance(value, str)
    }
    closed = node.get("additionalProperties") is False
    return {**kept, "propertyNames": {"pattern": "^(?!#)"}} if closed else kept

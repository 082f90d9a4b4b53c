"""Requests as the bytes that go out, and answers read no further than to know that they are right."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

UNIQUE = "f0f0f0f0-0000-4000-8000-f0f0f0f0f0f0"
"""Stands for a fresh id in a path, a header or a body. As long as one, so that lengths stay true."""
CORRELATED = (
    "X-Correlation-Id: 7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab",
    "traceparent: 00-7d9f2c1e5a0b4c3d8e6f0123456789ab-00f067aa0ba902b7-01",
)
"""WorkExec sends these with every request; the bare stub gets them too."""
HEAD_END = b"\r\n\r\n"
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_CHUNKED = b"transfer-encoding: chunked"
_LENGTH = b"content-length:"


@dataclass(frozen=True)
class Request:
    """One request and what its answer must be: the status, and the first bytes of the body."""

    method: str
    path: str
    status: int
    starts: bytes
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, port: int) -> tuple[bytes, ...]:
        """Return the parts between which a fresh id goes."""
        body = self.body.encode()
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Authorization: Bearer benchmark",
            "Accept: application/json",
            *CORRELATED,
            *(f"{name}: {value}" for name, value in self.headers),
            *([f"Content-Length: {len(body)}"] if body else []),
        ]
        whole = "\r\n".join(lines).encode() + HEAD_END + body
        return tuple(whole.split(UNIQUE.encode()))


class WrongAnswer(Exception):  # noqa: N818 - it is not the benchmark's error
    """The server said something else: the figures would be of something else."""


@dataclass(frozen=True)
class Probe:
    """A request ready for one port."""

    request: Request
    parts: tuple[bytes, ...]

    def fresh(self) -> bytes:
        if len(self.parts) == 1:
            return self.parts[0]
        return str(uuid.uuid4()).encode().join(self.parts)

    def complete(self, answer: bytearray) -> bool:
        """Return whether the whole answer is there; raises WrongAnswer when it is not the one expected.

        Nothing is pipelined, so a last chunk at the end of what was read is the end of the answer.
        """
        end = answer.find(HEAD_END)
        if end < 0:
            return False
        begin = end + len(HEAD_END)
        head = bytes(answer[:end]).lower()
        if _CHUNKED in head:
            if not answer.endswith(_LAST_CHUNK):
                return False
            begin = answer.index(b"\r\n", begin) + 2
        elif len(answer) < begin + _content_length(head):
            return False
        if answer[9:12] != b"%d" % self.request.status or not answer.startswith(self.request.starts, begin):
            raise WrongAnswer(
                f"{self.request.method} {self.request.path}: expected {self.request.status} and a body that "
                f"starts with {self.request.starts!r}, got {bytes(answer[:1000])!r}"
            )
        return True


def _content_length(head: bytes) -> int:
    at = head.find(_LENGTH)
    return 0 if at < 0 else int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])

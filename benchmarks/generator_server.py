"""Answers every request with the same bytes, and ends when its standard input does."""

from __future__ import annotations

import asyncio
import json
import sys

BODY = json.dumps({"customerId": "CUST-001", "partyId": "PARTY-001", "name": "John Doe"}).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)
END = b"\r\n\r\n"


class Line(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.read = b""

    def data_received(self, data: bytes) -> None:
        *requests, self.read = (self.read + data).split(END)
        if requests:
            self.transport.write(ANSWER * len(requests))


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Line, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"http://{host}:{port}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())

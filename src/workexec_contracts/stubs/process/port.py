"""Is a port free, and if not, who has it."""

from __future__ import annotations

import os
import socket

import psutil

from .errors import PortTaken

LOOPBACK = "127.0.0.1"


def claim(port: int) -> None:
    """Raise PortTaken, with the holder where the system tells it, unless the port can be bound now."""
    with socket.socket() as probe:
        if os.name != "nt":  # there the option means "share with the holder"
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError) as error:
            raise taken(port, str(error)) from error


def free() -> int:
    """A port that nobody has; somebody may take it before it is used."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def taken(port: int, reason: str) -> PortTaken:
    return PortTaken(
        what=f"port {port} is taken by {_holder(port)}",
        where=f"{LOOPBACK}:{port} ({reason})",
        expected="a free port",
        fix="stop that program, name another --port, or name none to get a free one",
    )


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            here = connection.laddr and connection.laddr.port == port
            if here and connection.status == psutil.CONN_LISTEN and connection.pid:
                process = psutil.Process(connection.pid)
                return f"{process.name()} (pid {connection.pid}: {' '.join(process.cmdline())[:120]})"
    except psutil.Error:
        pass  # macOS tells only root
    return "a program that the system does not name"

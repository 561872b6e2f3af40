"""A server on loopback that answers with exactly the bytes it is told, however wrong they are."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[[socket.socket], None]


@dataclass
class RawServer:
    """``answers`` maps a path to bytes, or to a function that is given the connection. Others are 404.

    ``asked`` is every request as it came: path and header lines; ``connections`` counts also those that said nothing.
    """

    host: str
    port: int = 0
    answers: dict[str, bytes | Script] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str = "/", host: str = "", scheme: str = "http") -> str:
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def reply(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A whole response; the connection is closed behind it."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(to: str, *headers: str) -> bytes:
    return reply(b"", "302 Found", f"Location: {to}", *headers)


@contextmanager
def serve_raw(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """Serve while the block runs."""
    listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    server = RawServer(host, listener.getsockname()[1])
    stopped = threading.Event()

    def answer(plain: socket.socket) -> None:
        with suppress(OSError), plain:
            plain.settimeout(10)
            connection = tls.wrap_socket(plain, server_side=True) if tls else plain
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    received = connection.recv(65536)
                    if not received:
                        return
                    head += received
                first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
                path = first.split(" ")[1]
                server.asked.append(
                    (path, {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)})
                )
                script = server.answers.get(path, reply(b"", "404 Not Found"))
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)

    def accept() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stopped.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)

"""An OpenAI-compatible server on loopback that answers by script: honestly, wrongly, late, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Exchange"], None]


@dataclass
class Asked:
    """One request: its path, headers (lower case) and body."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        return str(self.body["messages"][-1]["content"])

    @property
    def item(self) -> dict[str, Any]:
        """The item as a careful reader of the prompt finds it: between the first mark and the last."""
        inside = self.user.partition("<item>\n")[2].rpartition("\n</item>")[0]
        return dict(json.loads(inside))


class Exchange:
    """A request and the ways to answer it."""

    def __init__(
        self, asked: Asked, number: int, handler: BaseHTTPRequestHandler, stopped: threading.Event
    ) -> None:
        self.asked, self.number, self._handler, self.stopped = asked, number, handler, stopped

    def send(
        self,
        body: bytes,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
        length: int | None = None,
    ) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        self._handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in (headers or {}).items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self.write(body)

    def write(self, some: bytes) -> None:
        self._handler.wfile.write(some)
        self._handler.wfile.flush()

    def drip(self, body: bytes, pause: float) -> None:
        """A byte, a pause, a byte, until the server stops or nobody listens."""
        self.send(b"", length=len(body))
        for at in range(len(body)):
            if self.stopped.wait(pause):
                return
            self.write(body[at : at + 1])

    def stall(self) -> None:
        """Say nothing until the server stops."""
        self.stopped.wait(30)

    def complete(self, text: str, finish: str = "stop", usage: Mapping[str, int] | None = None) -> None:
        """A chat completion that says ``text``."""
        self.send(completion(text, finish, usage))


def completion(text: str, finish: str = "stop", usage: Mapping[str, int] | None = None) -> bytes:
    document = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "scripted",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        "usage": usage or {"prompt_tokens": 100, "completion_tokens": 40, "total_tokens": 140},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def english_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """An answer that fits: the words stand for a translation, in the form that was asked for."""
    return {
        "headline": "Ministry Opens Talks on Exports",
        "sentences": [
            {"source": sentence["source"], "text": "The ministry said that the talks would go on."}
            for sentence in item["sentences"]
        ],
    }


def honest(exchange: Exchange) -> None:
    exchange.complete(json.dumps(english_of(exchange.asked.item)))


def says(text: str) -> Script:
    return lambda exchange: exchange.complete(text)


def answers(**changes: Any) -> Script:
    """An honest answer with some of its fields changed."""
    return lambda exchange: exchange.complete(json.dumps(english_of(exchange.asked.item) | changes))


def refuses(status: int, **headers: str) -> Script:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(b'{"error": {"message": "no"}}', status, named)


def in_turn(*scripts: Script) -> Script:
    """The first request gets the first script, and so on; the last one stays."""
    return lambda exchange: scripts[min(exchange.number, len(scripts) - 1)](exchange)


@dataclass
class ScriptedModel:
    """``asked`` is every request as it came, in the order of their coming."""

    port: int
    script: Script
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@contextmanager
def serve_model(script: Script = honest) -> Iterator[ScriptedModel]:
    """Serve while the block runs."""
    stopped, counting = threading.Event(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            asked = Asked(self.path, {n.lower(): v for n, v in self.headers.items()}, json.loads(content))
            with counting:
                number = len(model.asked)
                model.asked.append(asked)
            self.close_connection = True
            with suppress(OSError):
                model.script(Exchange(asked, number, self, stopped))

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model = ScriptedModel(server.server_address[1], script)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    try:
        yield model
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        serving.join(timeout=5)

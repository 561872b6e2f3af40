"""A web of our own on loopback: a proxy that answers for invented hosts, and crawls run against it or an archive.

A crawl is a process, since Twisted's reactor runs once in each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from briefing.records.capture import Capture
from briefing.storage.home import Home
from briefing.storage.tables import read_records

DATE = "2026-03-10"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What a server answers. ``drip`` is the pause in seconds between bytes; ``claimed`` a false length; ``wait`` the
    seconds before anything is answered."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    drip: float = 0
    claimed: int | None = None
    wait: float = 0


@dataclass
class Web:
    """``pages`` maps an address to its reply, or to what makes one of the request's headers; others are 404. A POST
    is looked up as ``POST``, its address and its body, with spaces between.
    ``asked`` is every request, in order; ``when`` its address, and when it came and was answered (monotonic)."""

    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    when: list[tuple[str, float, float]] = field(default_factory=list)
    proxy: str = ""

    def times(self, address: str) -> int:
        return sum(url == address for url, _ in self.asked)


@contextmanager
def serve() -> Iterator[Web]:
    web = Web()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(f"POST {self.path} {body.decode()}")

        def do_GET(self) -> None:
            self._answer(self.path)

        def _answer(self, asked: str) -> None:
            came = time.monotonic()
            headers = {name.lower(): value for name, value in self.headers.items()}
            web.asked.append((asked, headers))
            found = web.pages.get(asked, Reply(b"not here", 404))
            reply = found if isinstance(found, Reply) else found(headers)
            time.sleep(reply.wait)
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header(
                "Content-Length", str(len(reply.body) if reply.claimed is None else reply.claimed)
            )
            self.end_headers()
            try:
                if not reply.drip:
                    self.wfile.write(reply.body)
                for byte in reply.body if reply.drip else b"":
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.drip)
            except OSError:
                pass  # the crawler hung up, as it should
            self.close_connection = reply.claimed is not None
            web.when.append((self.path, came, time.monotonic()))

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Answers) as server:
        web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Desk:
    """A home, a catalogue and the environment that a crawl gets."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Home:
        return Home((self.root / "home").resolve())

    @property
    def catalogue(self) -> Path:
        return self.root / "sources"

    def add_source(self, name: str, country: str = "kr", **given: Any) -> None:
        values: dict[str, Any] = {
            "name": name.title(),
            "kind": "news_media",
            "languages": ["ko"],
            "countries": [country],
            "homepage": f"http://{name}.example.com",
            "feeds": [f"http://{name}.example.com/rss.xml"],
            "timezone": "Asia/Seoul",
            "healthy_day": {"min_items": 1, "max_items": 50, "silence_hours": 24},
            "evidence": "invented",
            "confidence": "C",
        }
        path = self.catalogue / country / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(values | given, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def start(
        self, prepare: Callable[[], None] | None = None, **job: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run one crawl to its end, whatever that is. ``prepare`` runs in the child before it."""
        file = self.root / "job.json"
        file.write_text(json.dumps({"country": "kr", "date": DATE, "fetch": False} | job), encoding="utf-8")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "DAGSTER_"))
        } | {
            "DESK_HOME": str(self.home.root),
            "DESK_SOURCES": str(self.catalogue),
            "DESK_CRAWL_DELAY_SECONDS": "0",
            **self.environment,
        }
        return subprocess.run(
            [sys.executable, "-m", "scrapers.crawl", str(file)],
            env=environment, cwd=self.root, capture_output=True, text=True, timeout=120, check=False,
            preexec_fn=prepare,
        )  # fmt: skip

    def crawl(self, **job: Any) -> dict[str, Any]:
        """Run one crawl that must succeed; its report."""
        done = self.start(**job)
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return report

    @property
    def table(self) -> Path:
        return self.home.table("captures", "kr", DATE)

    def captures(self) -> list[Capture]:
        return read_records(self.table, Capture)

    def capture_of(self, address: str) -> Capture:
        [found] = [c for c in self.captures() if c.url == address]
        return found


def rss(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>D</title>{body}</channel></rss>".encode()


def item(
    address: str, title: str = "A headline", published: str | None = f"{DATE}T09:00:00+09:00", more: str = ""
) -> str:
    dated = f"<pubDate>{published}</pubDate>" if published else ""
    return f"<title>{title}</title><link>{address}</link>{dated}{more}"


def page(title: str, *paragraphs: str, head: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or default_text(title))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


def default_text(title: str) -> Sequence[str]:
    return [
        f"{title}: paragraph {n} tells at some length what happened at the port on that day, who said so, "
        "and what the authority is going to do about it in the coming weeks."
        for n in range(3)
    ]

"""The crawl against plain Scrapy on one loopback site: pages per CPU-second, and peak memory.

``python -m benchmarks.crawl [--pages 10000] [--hosts 32] [--runs 3] [--read] [--ours]`` serves a site of its own
making from a process of its own (feeds, and pages of 7 KB), and fetches it twice, each time in a fresh process:

- plain: a Scrapy spider that reads the feeds' links by regular expression, with an empty pipeline;
- ours: ``python -m scrapers.crawl`` without a pause, which writes and indexes the WARC file, keeps robots.txt, paces
  each host, remembers validators and judges every address.

Figures are of whole processes, start-up and children too; the ratio is of the medians. ``--read`` measures the second
pass as well, which reads the archive into the ``captures`` table.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

DATE = "2026-03-10"
PAGE_BYTES = 7000
_LINK = re.compile(rb"<link>([^<]+/p/\d+)</link>")


@dataclass(frozen=True)
class Figure:
    """One process: pages that it fetched, its CPU seconds, its wall seconds, its peak resident memory in MB."""

    pages: int
    cpu: float
    wall: float
    memory: float

    @property
    def speed(self) -> float:
        """Pages per CPU-second."""
        return self.pages / self.cpu


def feed_of(address: str, pages: int) -> bytes:
    items = "".join(
        f"<item><title>News {n}</title><link>http://{address}/p/{n}</link>"
        f"<pubDate>Tue, 10 Mar 2026 00:{n // 60 % 60:02d}:{n % 60:02d} GMT</pubDate></item>"
        for n in range(pages)
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()
    )


def page() -> bytes:
    """A page of PAGE_BYTES that compresses about as well as a page of news does."""
    words = [f"w{n * 7919 % 4001:x}" for n in range(1100)]
    text = " ".join(words)
    head = "<!DOCTYPE html><html><head><title>News</title></head><body><article><h1>News</h1><p>"
    return f"{head}{text}</p></article></body></html>".encode().ljust(PAGE_BYTES)[:PAGE_BYTES]


def serve(addresses: Sequence[str], port: int, pages: int) -> None:
    """Answer until killed. A protocol rather than a framework: the server must not be what is measured."""
    import asyncio

    body = page()
    answer = (
        b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: "1"\r\n'
        + f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    absent = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    class Site(asyncio.Protocol):
        def __init__(self, feed: bytes) -> None:
            self.feed = feed
            self.buffer = b""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            self.buffer += data
            while b"\r\n\r\n" in self.buffer:
                asked, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
                path = asked.split(b" ", 2)[1]
                found = answer if path.startswith(b"/p/") else self.feed if path == b"/rss.xml" else absent
                self.transport.write(found)  # type: ignore[attr-defined]

    async def run() -> None:
        loop = asyncio.get_running_loop()
        for address in addresses:
            body = feed_of(f"{address}:{port}", pages)
            feed = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await loop.create_server(lambda feed=feed: Site(feed), address, port)  # type: ignore[misc]
        print("ready", flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


PLAIN = """
import re, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Empty:
    def process_item(self, item):
        return item

class Plain(scrapy.Spider):
    name = "plain"
    start_urls = sys.argv[1].split()
    count = 0

    def parse(self, response):
        for link in re.findall(rb"<link>([^<]+/p/[0-9]+)</link>", response.body):
            yield scrapy.Request(link.decode(), callback=self.parse_page)

    def parse_page(self, response):
        Plain.count += 1
        yield {"url": response.url, "status": response.status}

process = CrawlerProcess({
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ITEM_PIPELINES": {Empty: 100},
    "CONCURRENT_REQUESTS": 64, "DOWNLOAD_MAXSIZE": 0,
})
process.crawl(Plain)
process.start()
print(Plain.count)
"""


@contextmanager
def site(addresses: Sequence[str], pages: int) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "benchmarks.crawl",
        "--serve",
        " ".join(addresses),
        str(port),
        str(pages),
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


def measured(command: Sequence[str], environment: dict[str, str], folder: Path) -> tuple[str, Figure]:
    """Run a process to its end; its last line, and its figure without the number of pages."""
    out = folder / "stdout"
    with out.open("wb") as stream, (folder / "stderr").open("wb") as errors:
        began = time.perf_counter()
        child = subprocess.Popen(command, env=environment, stdout=stream, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit((folder / "stderr").read_text()[-3000:])
    last = out.read_text().splitlines()[-1]
    return last, Figure(0, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def run_plain(addresses: Sequence[str], port: int, folder: Path) -> Figure:
    starts = " ".join(f"http://{address}:{port}/rss.xml" for address in addresses)
    script = folder / "plain.py"  # a file: Scrapy looks at the source of each callback
    script.write_text(PLAIN)
    last, figure = measured([sys.executable, str(script), starts], dict(os.environ), folder)
    return Figure(int(last), figure.cpu, figure.wall, figure.memory)


def run_ours(addresses: Sequence[str], port: int, folder: Path, *, is_read: bool) -> list[Figure]:
    """The fetch pass, and with ``is_read`` the pass that reads its archive."""
    sources = folder / "sources"
    for number, address in enumerate(addresses):
        path = sources / "kr" / f"host_{number}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            yaml.safe_dump(
                {
                    "name": f"Host {number}", "kind": "news_media", "languages": ["en"], "countries": ["kr"],
                    "homepage": f"http://{address}:{port}/", "feeds": [f"http://{address}:{port}/rss.xml"],
                    "timezone": "Asia/Seoul", "evidence": "invented", "confidence": "C",
                    "healthy_day": {"min_items": 0, "max_items": 100_000, "silence_hours": 24},
                    "max_requests": 1_000_000,
                }
            )
        )  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")} | {
        "DESK_HOME": str(folder / "home"),
        "DESK_SOURCES": str(sources),
        "DESK_CRAWL_DELAY_SECONDS": "0",
        "DESK_CRAWL_ALLOWED_NETWORKS": "127.0.0.0/8",
        "DESK_CRAWL_BUDGET_SECONDS": "20000",
    }
    figures = []
    for is_fetch in (True, False) if is_read else (True,):
        job = folder / "job.json"
        job.write_text(json.dumps({"country": "kr", "date": DATE, "fetch": is_fetch, "read": not is_fetch}))
        last, figure = measured([sys.executable, "-m", "scrapers.crawl", str(job)], environment, folder)
        report = json.loads(last)
        count = report["fetched_now"] if is_fetch else report["captures"]
        figures.append(Figure(count - len(addresses), figure.cpu, figure.wall, figure.memory))
    return figures


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2].split(), int(sys.argv[3]), int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=32)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--read", action="store_true", help="measure the reading of the archive too")
    parser.add_argument(
        "--ours", action="store_true", help="leave plain Scrapy out, for a look at memory alone"
    )
    given = parser.parse_args()
    addresses = [f"127.0.1.{n + 1}" for n in range(given.hosts)]
    each = given.pages // given.hosts
    figures: dict[str, list[Figure]] = {"plain": [], "ours": [], "ours, reading": []}
    with site(addresses, each) as port, tempfile.TemporaryDirectory() as root:
        for number in range(given.runs):
            for name in ("ours",) if given.ours else ("plain", "ours"):
                folder = Path(root) / f"{name}-{number}"
                folder.mkdir()
                if name == "plain":
                    figures[name].append(run_plain(addresses, port, folder))
                    continue
                made = run_ours(addresses, port, folder, is_read=given.read)
                for key, figure in zip(("ours", "ours, reading"), made, strict=False):
                    figures[key].append(figure)
    for name, made in figures.items():
        for figure in made:
            print(
                f"{name:14} {figure.pages:7} pages  {figure.speed:7.0f} pages/CPU-s  {figure.cpu:7.1f} CPU-s  "
                f"{figure.wall:7.1f} s  {figure.memory:6.0f} MB"
            )
    if given.ours:
        return
    plain, ours = (statistics.median(f.speed for f in figures[name]) for name in ("plain", "ours"))
    print(f"ratio {ours / plain:.2f}")


if __name__ == "__main__":
    main()

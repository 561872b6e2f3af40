"""Feeds per CPU-second, exceptions and entries: our reader beside feedparser and others, in one run.

    python -m benchmarks.feeds FOLDER [--rounds 3] [--at-least BYTES]

FOLDER holds collections of feeds as ``*.tar.gz``. Readers that are not installed are left out and named:
fastfeedparser and atoma are no dependencies of ours. Each reader gets the same bytes; ours also cleans text, reads
dates and makes keys. A reader that finds nothing and raises nothing is counted under "nothing found".
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tarfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scrapers.extraction.feed import NotAFeedError, read_feed

Reader = Callable[[bytes], int]
CAPTURED = datetime(2026, 11, 25, tzinfo=UTC)


@dataclass(frozen=True)
class Figures:
    """One reader over all files. ``refused`` are typed refusals, ``exceptions`` everything else that was raised."""

    reader: str
    files: int
    cpu_seconds: float
    entries: int
    refused: int
    exceptions: int
    silent: int


def read_ours(body: bytes) -> int:
    feed = read_feed(body, content_type=None, address="https://x.example/", timezone="UTC", at=CAPTURED)
    return len(feed.entries)


def read_by_feedparser(body: bytes) -> int:
    import feedparser

    return len(feedparser.parse(body, response_headers={"content-type": "application/xml"}).entries)


def read_by_bare_feedparser(body: bytes) -> int:
    import feedparser

    parsed = feedparser.parse(
        body,
        response_headers={"content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return len(parsed.entries)


def read_by_fastfeedparser(body: bytes) -> int:
    import fastfeedparser

    return len(fastfeedparser.parse(body).entries)


def read_by_atoma(body: bytes) -> int:
    import atoma

    try:
        return len(atoma.parse_rss_bytes(body).items)
    except Exception:  # noqa: BLE001 - it has a function a dialect and does not say which
        return len(atoma.parse_atom_bytes(body).entries)


READERS: tuple[tuple[str, str, Reader], ...] = (
    ("Country Desk", "scrapers", read_ours),
    ("feedparser", "feedparser", read_by_feedparser),
    ("feedparser, markup left as it is", "feedparser", read_by_bare_feedparser),
    ("fastfeedparser", "fastfeedparser", read_by_fastfeedparser),
    ("atoma", "atoma", read_by_atoma),
)


def feeds_in(folder: Path) -> list[bytes]:
    bodies: list[bytes] = []
    for archive in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(archive) as members:
            for member in members:
                stream = members.extractfile(member) if member.isfile() else None
                if stream is not None and not member.name.endswith((".md", ".serde.json")):
                    bodies.append(stream.read())
    return bodies


def measure(name: str, reader: Reader, bodies: list[bytes], rounds: int) -> Figures:
    entries = refused = exceptions = silent = 0
    best = float("inf")
    for _ in range(rounds):
        entries = refused = exceptions = silent = 0
        started = time.process_time()
        for body in bodies:
            try:
                found = reader(body)
            except NotAFeedError:
                refused += 1
                continue
            except Exception:  # noqa: BLE001 - counting them is the purpose
                exceptions += 1
                continue
            entries += found
            silent += found == 0
        best = min(best, time.process_time() - started)
    return Figures(name, len(bodies), best, entries, refused, exceptions, silent)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-least", type=int, default=0, help="only feeds of as many bytes")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    bodies = [body for body in feeds_in(given.folder) if len(body) >= given.at_least]
    if not bodies:
        print(f"no feeds in {given.folder}", file=sys.stderr)
        return 2
    size = sum(map(len, bodies)) / 1e6
    print(f"{len(bodies)} files, {size:.1f} MB, best of {given.rounds} rounds\n")
    print(
        "| reader | feeds/CPU-s | MB/CPU-s | entries | refused | exceptions | nothing found |\n"
        "|---|---|---|---|---|---|---|"
    )
    for name, module, reader in READERS:
        if importlib.util.find_spec(module) is None:
            print(f"| {name} | not installed | | | | | |")
            continue
        f = measure(name, reader, bodies, given.rounds)
        rate, speed = f.files / f.cpu_seconds, size / f.cpu_seconds
        print(
            f"| {name} | {rate:.0f} | {speed:.1f} | {f.entries} | {f.refused} | {f.exceptions} | {f.silent} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Small worlds to run the chain on: outlets, a catalogue of them, archives of visits, and a desk over both.

Everything is invented and stands on ``.example`` hosts. Texts are made from a fixed stock by number, so that no two
pieces are alike enough to be copies, and the same world has the same bytes every time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from briefing.records.edition import Edition, Line
from briefing.records.monitoring_day import days_covered
from briefing.settings import CHECKOUT, load_settings
from briefing.storage.home import Home
from orchestration.run import RunOutcome, run_country_day
from scrapers.archive.importing import import_archive
from scrapers.archive.writing import ArchiveWriter

DAY = date(2026, 2, 3)
"""A Tuesday: its edition covers one monitoring day, 2 February 09:00 to 3 February 09:00 UTC in Korea."""

NOON = datetime(2026, 2, 3, 3, 0, tzinfo=UTC)  # noon in Seoul, inside the monitoring day

_TOPICS = (
    ("Dock workers at {place} go on strike over wages", "The union in {place} began a strike of {n} days"),
    ("Hackers steal data of {n} thousand clients of a {place} bank", "A cyber attack leaked data in {place}"),
    ("Ministry raises export tariff on {place} steel by {n} percent", "The tariff on steel rises in {place}"),
    ("Typhoon floods {place}, {n} thousand people evacuated", "Flooding after the typhoon hit {place}"),
    ("Central bank keeps interest rate, {place} lenders wait {n} months", "The key interest rate stays"),
    ("Chip maker invests {n} billion won in a new plant in {place}", "The investment in {place} is new"),
    ("Regulator fines {place} retailer {n} million won for price fixing", "The antitrust fine was imposed"),
    ("Port of {place} reports delays for {n} container ships", "Logistics in {place} suffer as ships wait"),
)
_PLACES = (
    "Ulsan",
    "Busan",
    "Incheon",
    "Gwangyang",
    "Pohang",
    "Mokpo",
    "Gunsan",
    "Yeosu",
    "Daejeon",
    "Jeju",
    "Sokcho",
)
_WORDS = (
    "harbour",
    "ledger",
    "turbine",
    "orchard",
    "viaduct",
    "quarry",
    "lantern",
    "furnace",
    "meadow",
    "granary",
    "shipyard",
    "ferry",
    "tunnel",
    "archive",
    "bakery",
    "cannery",
    "depot",
    "engine",
    "foundry",
    "glacier",
    "hangar",
    "island",
)


@dataclass(frozen=True)
class Piece:
    """One article of an outlet. ``published`` None leaves the date out of feed and page."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime | None = NOON


@dataclass(frozen=True)
class Outlet:
    """One source: its file in the catalogue is ``<country>/<name>.yml``, its feed ``/rss.xml``."""

    name: str
    pieces: tuple[Piece, ...]
    kind: str = "news_media"

    @property
    def host(self) -> str:
        return f"www.{self.name.replace('_', '-')}.example"

    def source_id(self, country: str = "kr") -> str:
        return f"{country}_{self.name}"


def piece(number: int, published: datetime | None = NOON) -> Piece:
    """The piece of a number: title and text like no other number's."""
    headline, lead = _TOPICS[number % len(_TOPICS)]
    place = _PLACES[(number // len(_TOPICS) + number) % len(_PLACES)]
    told = {"place": place, "n": number + 11}
    paragraphs = [f"{lead.format(**told)}, officials said in report {number}."]
    for row in range(3):
        words = [_WORDS[(number * 7 + row * 5 + k * (number % 5 + 1)) % len(_WORDS)] for k in range(9)]
        paragraphs.append(
            f"The {' '.join(words)} of {place} came to {number * 31 + row * 17 + 3} in figure {row + 1}."
        )
    return Piece(f"/articles/{number}.html", headline.format(**told), tuple(paragraphs), published)


def outlets(
    count: int, pieces: int, *, published: datetime | None = NOON, first: int = 0
) -> tuple[Outlet, ...]:
    """``count`` outlets ``paper_a``, ``paper_b`` … with as many pieces each, all different."""
    return tuple(
        Outlet(
            f"paper_{chr(97 + number)}",
            tuple(piece(first + number * pieces + k, published) for k in range(pieces)),
        )
        for number in range(count)
    )


def write_catalogue(folder: Path, papers: Sequence[Outlet], country: str = "kr") -> Path:
    """The folder of sources, ``DESK_SOURCES``."""
    (folder / country).mkdir(parents=True, exist_ok=True)
    for paper in papers:
        (folder / country / f"{paper.name}.yml").write_text(
            f"name: {paper.name.replace('_', ' ').title()}\nkind: {paper.kind}\nlanguages: [en]\n"
            f"countries: [{country}]\n"
            f"homepage: http://{paper.host}\nfeeds: [http://{paper.host}/rss.xml]\ntimezone: Asia/Seoul\n"
            "healthy_day: {min_items: 0, max_items: 1000, silence_hours: 48}\nevidence: made for a test\n"
            "confidence: A\nfictional: true\n",
            encoding="utf-8",
        )
    return folder


def write_archive(path: Path, papers: Sequence[Outlet], at: datetime = NOON + timedelta(hours=2)) -> Path:
    """One visit to every outlet's feed and pages at one instant, as a WARC file."""
    with ArchiveWriter(path, {"description": "made for a test"}, at) as writer:
        for paper in papers:
            write_exchange(writer, f"http://{paper.host}/rss.xml", at, "application/rss+xml", feed_of(paper))
            for told in paper.pieces:
                write_exchange(
                    writer, f"http://{paper.host}{told.path}", at, "text/html; charset=utf-8", page_of(told)
                )
    return path


def write_exchange(
    writer: ArchiveWriter, url: str, at: datetime, content_type: str, text: str, status: str = "200 OK"
) -> str:
    """One exchange; returns the response's record id."""
    host, _, rest = url.removeprefix("http://").partition("/")
    return writer.write_exchange(
        url=url,
        at=at,
        method="GET",
        request_target=f"/{rest}",
        request_headers=[("Host", host)],
        status_line=f"HTTP/1.1 {status}",
        response_headers=[("Content-Type", content_type)],
        payload=text.encode(),
    )


def feed_of(paper: Outlet) -> str:
    rows = "".join(
        f"<item><title>{escape(told.title)}</title><link>http://{paper.host}{told.path}</link>"
        + (f"<pubDate>{format_datetime(told.published)}</pubDate>" if told.published else "")
        + f"<description>{escape(told.paragraphs[0])}</description></item>"
        for told in paper.pieces
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{paper.name}</title>{rows}</channel></rss>"
    )


def page_of(told: Piece) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in told.paragraphs)
    return (
        f"<html lang='en'><head><title>{escape(told.title)}</title></head><body><article>"
        f"<h1>{escape(told.title)}</h1>{paragraphs}</article></body></html>"
    )


def retold(told: Piece, *, title: str | None = None, ending: str = "") -> Piece:
    """The same address with other words: what a correction looks like."""
    return replace(
        told, title=title or told.title, paragraphs=(*told.paragraphs, ending) if ending else told.paragraphs
    )


@contextmanager
def desk_at(home: Path, sources: Path) -> Iterator[Home]:
    """Turn this process to a home folder and a catalogue while the block runs."""
    names = ("DESK_HOME", "DESK_SOURCES", "DAGSTER_HOME", "DESK_PARTITIONS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(DESK_HOME=str(home), DESK_SOURCES=str(sources))
    load_settings.cache_clear()
    try:
        yield Home(load_settings().home)
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        load_settings.cache_clear()


def replay(
    home: Home, warcs: Sequence[Path], day: date = DAY, *, country: str = "kr", as_of: str | None = None
) -> RunOutcome:
    """What ``desk replay`` does, in this process; call it inside ``desk_at``. Returns the edition's run."""
    archives = [home.relative(import_archive(home, path)) for path in warcs]
    capture: dict[str, Any] = {"fetch": "never", "archives": archives}
    if as_of is not None:
        capture["as_of"] = as_of
    return [run_country_day(home, country, d, capture=capture) for d in days_covered(day)][-1]


def desk(*arguments: str | Path, home: Path, sources: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The ``desk`` command in a process of its own."""
    return subprocess.run(
        command(*arguments),
        cwd=CHECKOUT,
        env=environment(home, sources),
        capture_output=True,
        text=True,
        check=False,
    )


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "orchestration.cli", *map(str, arguments)]


def environment(home: Path, sources: Path | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "DAGSTER_"))}
    kept["DESK_HOME"] = str(home)
    if sources is not None:
        kept["DESK_SOURCES"] = str(sources)
    return kept


def lines_of(edition: Edition) -> list[Line]:
    """All lines in the order of their numbers."""
    government, others = edition.government_releases, edition.embassy_business_releases
    found = [
        *(line for group in (*edition.risk_media, *edition.ops_media) for line in group.lines),
        *government.national,
        *government.city_state,
        *others.embassies,
        *others.advisories,
        *others.business,
    ]
    return sorted(found, key=lambda line: line.number)


def lake_bytes(home: Home) -> dict[str, bytes]:
    """Every table of the lake by its path, without the hand-overs, which name runs."""
    lake = home.root / "lake"
    return {
        path.relative_to(lake).as_posix(): path.read_bytes()
        for path in sorted(lake.rglob("*.parquet"))
        if "handovers" not in path.parts
    }

"""A real day, where real captures are at hand (``DESK_CORPORA``): every feed entry is in exactly one place."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import feedparser
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from briefing.records.edition import Edition
from briefing.settings import CHECKOUT
from briefing.storage.editions import load
from briefing.storage.home import Home
from orchestration.tracing import trace_line
from scrapers.catalogue import load_catalogue, sources_for
from scrapers.extraction.addresses import canonical_address
from tests.integration.world import desk, desk_at, lines_of

CORPORA = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
DATE = date(2026, 3, 10)
WARC = CORPORA / "worlds" / f"{DATE}.warc.gz"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.corpora,
    pytest.mark.skipif(not WARC.is_file(), reason=f"no real captures at {WARC}"),
]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Edition]:
    home = Home(tmp_path_factory.mktemp("real") / "home")
    done = desk("replay", "--warc", WARC, "--country", "kr", "--date", str(DATE), home=home.root)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["edition"]["version"] == 1
    return home, load(home, "kr", DATE)


def test_sums_are_exact(real: tuple[Home, Edition]) -> None:
    _, edition = real
    monitored = sum(kind.count for kind in edition.monitored)
    assert monitored == len(edition.reported) + sum(group.count for group in edition.left_out) > 0
    for account in edition.completeness.sources:
        decided = account.reported + account.left_out + account.outside_window
        assert account.entries + account.archived_pages == decided, account.source_id
    ids = [item for group in edition.left_out for item in group.item_ids] + [
        line.item_id for line in lines_of(edition)
    ]
    assert max(Counter(ids).values()) == 1


def test_every_feed_entry_is_accounted_for(real: tuple[Home, Edition]) -> None:
    """Entries are counted here over the archive itself; addresses are told apart by the product's own rule."""
    _, edition = real
    bodies: dict[str, list[bytes]] = {}
    with WARC.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            if record.http_headers and record.http_headers.status_code == 200:
                bodies.setdefault(record.headers["WARC-Target-URI"], []).append(record.reader.read())
    accounts = {account.source_id: account for account in edition.completeness.sources}
    counted = 0
    for source in sources_for(load_catalogue(CHECKOUT / "scrapers" / "sources"), "kr"):
        if source.listings:
            continue  # their entries are links of a page, which feedparser does not read
        links = {
            canonical_address(entry.link)
            for feed in source.feeds
            for body in bodies.get(feed, ())
            for entry in feedparser.parse(body).entries
            if entry.get("link")
        }
        assert accounts[source.id].entries == len(links), source.id
        counted += len(links)
    assert counted > 100


def test_ten_lines_lead_back_to_their_bytes(real: tuple[Home, Edition]) -> None:
    home, edition = real
    with desk_at(home.root, CHECKOUT / "scrapers" / "sources"):
        step = max(1, len(edition.reported) // 10)
        for number in edition.reported[::step][:10]:
            assert trace_line(home, "kr", DATE, number).digest_agrees

"""Readers of lists on real pages, which are no lists of theirs: links are found, or it is said why not."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.records.seed import Api, Feed, Listing, Seed, Sitemap
from scrapers.extraction.feed import NotAFeedError
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, SeedReading

CHECKOUT = Path(__file__).resolve().parents[2]
URL = "https://www.example.com/list"


def pages() -> list[Path]:
    folder = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
    if not (folder / "pages" / "html").is_dir():
        pytest.skip(f"no folder of real pages at {folder}; DESK_CORPORA names it")
    # Every sixth: the others are of the same publishers.
    return sorted(path for path in (folder / "pages" / "html").rglob("*") if path.is_file())[::6]


def read(seed: Seed, body: bytes) -> SeedReading | None:
    try:
        return read_seed(
            seed, body, content_type="text/html", address=URL, timezone="Asia/Seoul",
            at=datetime(2026, 3, 10, tzinfo=UTC),
        )  # fmt: skip
    except (NotAListError, NotAFeedError) as error:
        assert error.found
        return None


@pytest.mark.corpora
def test_links_of_every_page_are_found_and_nothing_is_taken_for_what_it_is_not() -> None:
    bodies = [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in pages()]
    listing = Listing(url=URL, row="li", date_pattern=r"\d{4}-\d\d-\d\d", next_page="a[class*=page]")
    links = [read(Listing(url=URL, link_pattern="."), body) for body in bodies]
    assert sum(found is not None and len(found.entries) > 5 for found in links) > 0.7 * len(bodies)
    for body in bodies:
        read(listing, body)
        assert read(Feed(url=URL), body) is None
        assert read(Sitemap(url=URL), body) is None
        assert read(Api(url=URL, items="@"), body) is None

"""A document that a reader trips over is a fault of that document, told in words; nothing else ends by it."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing.records.seed import Sitemap
from scrapers.archive.index import MISS_CONTENT_TYPE, read_visits
from scrapers.archive.writing import ArchiveWriter
from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.asking import Asking
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, SeedReading, typed

AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
SITE = "https://news.example.com"


def sitemap(body: str) -> SeedReading:
    return read_seed(
        Sitemap(url=f"{SITE}/s.xml"), body.encode(), content_type="text/xml", address=f"{SITE}/s.xml",
        timezone="Asia/Seoul", at=AT, since=datetime(2026, 3, 9, 9, tzinfo=UTC), dates=(date(2026, 3, 10),),
    )  # fmt: skip


def test_a_prefix_that_is_not_declared_is_read_all_the_same() -> None:
    found = sitemap(
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{SITE}/n/1</loc><news:news>"
        "<news:publication_date>2026-03-10T08:00:00+09:00</news:publication_date><news:title>Port opens</news:title>"
        "</news:news><image:image><image:loc>x</image:loc></image:image></url></urlset>"
    )
    assert [(e.link, e.title, e.published.precision) for e in found.entries] == [
        (f"{SITE}/n/1", "Port opens", "second")
    ]


def test_half_a_surrogate_pair_costs_its_own_element_only() -> None:
    found = sitemap(
        f"<urlset><url><loc>{SITE}/&#xD800;</loc><lastmod>2026-03-10</lastmod></url>"
        f"<url><loc>{SITE}/n/2</loc><lastmod>2026-03-10</lastmod></url></urlset>"
    )
    assert f"{SITE}/n/2" in [entry.link for entry in found.entries]


@typed(KeyError)
def trips(error: Exception) -> None:
    raise error


def test_what_a_reader_does_not_say_that_it_raises_is_told_as_its_failure() -> None:
    with pytest.raises(NotAListError) as caught:
        trips(ZeroDivisionError("by a page"))
    assert caught.value.found == "reader_error"
    assert str(caught.value) == "the reader failed: ZeroDivisionError: by a page"
    back = pickle.loads(pickle.dumps(caught.value))
    assert (str(back), back.found) == (str(caught.value), "reader_error")


def test_what_it_does_say_goes_through() -> None:
    with pytest.raises(KeyError):
        trips(KeyError("k"))
    with pytest.raises(MemoryError):
        trips(MemoryError())


def test_controls_and_space_make_no_second_address() -> None:
    written = f" {SITE}/a\x00\t b\x7f\u3000"
    assert is_web_address(written)
    assert Asking(written).identity == Asking(Asking(written).url).identity == canonical_address(written)
    assert not is_web_address("java\nscript:alert(1)")


@pytest.mark.parametrize("block", [b"[" * 5000, b"[" * 200_000, b"{}", json.dumps({"outcome": 7}).encode()])
def test_a_miss_that_none_of_ours_can_be_is_a_damaged_stretch(tmp_path: Path, block: bytes) -> None:
    from fastwarc.warc import metadata

    path = tmp_path / "a.warc.gz"
    with ArchiveWriter(path, {}, AT) as writer:
        writer._append(metadata, "0" * 8, AT, {"WARC-Target-URI": f"{SITE}/x"}, MISS_CONTENT_TYPE, block)
    visits, faults = read_visits(path)
    assert visits == []
    assert len(faults) == 1


def test_binary_data_is_no_article_whatever_charset_would_take_it() -> None:
    import random

    from scrapers.extraction.page import NoArticleError, read_page

    noise = random.Random(7).randbytes(50_000)
    with pytest.raises(NoArticleError, match="binary data"):
        read_page(noise, content_type=None, address=f"{SITE}/x", timezone="Asia/Seoul", at=AT)
    kept = "<p>게시판에 실린 글이 그대로 읽힌다는 것을 보이는 문장이다.</p>" * 4
    for charset in ("cp949", "utf-8", "utf-16"):
        read_page(kept.encode(charset), content_type=None, address=f"{SITE}/x", timezone="Asia/Seoul", at=AT)


def test_what_a_page_says_several_times_and_nothing_else_is_not_lost() -> None:
    from scrapers.extraction.page import read_page

    line = (
        "The port authority said on Tuesday that all berths are open again after the storm of the weekend. "
    )
    body = f"<html><body><article><h1>Port reopens</h1>{f'<p>{line * 6}</p>' * 5}</article></body></html>"
    found = read_page(body.encode(), content_type=None, address=f"{SITE}/x", timezone="Asia/Seoul", at=AT)
    assert set(found.paragraphs) == {(line * 6).strip()}

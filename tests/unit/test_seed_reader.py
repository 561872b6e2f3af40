"""The one door: whatever a seed's answer is, it is read or refused by the two errors that say what it is instead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.records.seed import Api, Document, Feed, Listing, Seed, Sitemap
from scrapers.extraction.feed import NotAFeedError
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError, SeedReading

URL = "https://seed.example.kr/x"
SEEDS: list[Seed] = [
    Feed(url=URL),
    Sitemap(url=URL),
    Listing(url=URL, link="a", date_pattern=r"\d.*", next_page="a"),
    Api(url=URL, items="@", link="a", title="b", date="c"),
    Api(url=URL, items="*.a", link="a", format="xml"),
    Document(url=URL),
    Document(url=URL, title_path="a", date="b"),
]


def read(seed: Seed, body: bytes, content_type: str | None = None, charset: str | None = None) -> SeedReading:
    return read_seed(
        seed,
        body,
        content_type=content_type,
        address=URL,
        timezone="Asia/Seoul",
        at=datetime(2026, 3, 10, 9, tzinfo=UTC),
        charset=charset,
        since=datetime(2026, 3, 9, tzinfo=UTC),
        dates=[date(2026, 3, 10)],
    )


BODIES = st.one_of(
    st.binary(max_size=300),
    st.text(alphabet="<>/?!=&;:#[]{}\"' \r\n\x00aAbrst1中한\ufeff", max_size=300).map(str.encode),
    st.binary(max_size=60).map(lambda tail: b"<?xml version='1.0' encoding='utf-16'?><rss>" + tail),
    st.binary(max_size=60).map(lambda tail: b"%PDF-1.4\n" + tail),
    st.binary(max_size=60).map(lambda tail: b"\x1f\x8b\x08" + tail),
    st.sampled_from(
        [b"", b"\x00", b"\xff\xfe", b"{}", b"[]", b"null", b"<html></html>", b"<a href='x'>\xed\xa0\x80</a>"]
    ),
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    BODIES,
    st.sampled_from(SEEDS),
    st.sampled_from(
        [None, "", "text/html; charset=utf-16", "application/json", "text/html; charset=hex", "image/png"]
    ),
    st.sampled_from([None, "cp949", "nonsense"]),
)
def test_no_answer_is_too_odd(body: bytes, seed: Seed, content_type: str | None, charset: str | None) -> None:
    try:
        reading = read(seed, body, content_type, charset)
    except (NotAListError, NotAFeedError) as error:
        assert str(error)
        assert error.found
        return
    for entry in reading.entries:
        f"{entry.key}{entry.link}{entry.title}{entry.summary}{entry.byline}{entry.published.raw}".encode()
        assert "\n" not in entry.link


def test_a_document_that_is_a_picture_is_refused_and_one_that_changed_is_another_item() -> None:
    with pytest.raises(NotAListError, match="content type image/png is not a page"):
        read(Document(url=URL), b"\x89PNG\x00", "image/png")
    texts = [
        f"<main><p>{words} " + "and keep to the paths. " * 20 + "</p></main>"
        for words in ("Go", "Stay", "Go")
    ]
    first, second, third = (
        read(Document(url=URL, title="Advice"), t.encode(), "text/html").entries[0] for t in texts
    )
    assert first.key == third.key != second.key
    assert first.title == second.title == "Advice"


def test_the_next_page_of_a_feed_is_one_of_the_seed() -> None:
    head = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>D</title>"
    named = f"{head}<atom:link rel='next' href='?page=2'/></channel></rss>".encode()
    assert read(Feed(url=URL), named).next_pages == (f"{URL}?page=2",)
    assert read(Feed(url=URL), f"{head}</channel></rss>".encode()).next_pages == ()


def test_the_dates_of_a_feed_are_read_by_the_forms_of_its_source() -> None:
    item = b"<item><title>N</title><pubDate>04/03/2026 09:30</pubDate></item>"
    body = b"<rss version='2.0'><channel>%s</channel></rss>" % item
    given: dict[str, Any] = {
        "content_type": None,
        "address": URL,
        "timezone": "Asia/Seoul",
        "at": datetime(2026, 4, 9, tzinfo=UTC),
    }
    for forms, at in (
        (["%d/%m/%Y %H:%M"], datetime(2026, 3, 4, 0, 30, tzinfo=UTC)),
        (["%m/%d/%Y %H:%M"], datetime(2026, 4, 3, 0, 30, tzinfo=UTC)),
    ):
        [entry] = read_seed(Feed(url=URL), body, **given, date_formats=forms).entries
        assert entry.published.at == at

"""From captures to entries and articles: every reading counts, versions are real edits, days are those written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.records.article import Article, content_digest
from briefing.records.capture import Capture
from briefing.records.entry import Entry
from briefing.records.monitoring_day import MonitoringDay
from briefing.records.source import Source
from scrapers.archive.index import read_visits
from scrapers.archive.writing import ArchiveWriter
from scrapers.articles import NO_ARTICLE, Harvest, Known, harvest, item_id

from .record_samples import source
from .test_pdf import FIRST, SECOND, make_pdf

DAY = MonitoringDay(country="kr", date=date(2026, 3, 10), timezone="Asia/Seoul", cutoff=time(18, 0))
NINE = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)  # 09:00 in Seoul
HOUR = timedelta(hours=1)
FEED = "https://daily.example.com/rss.xml"
PAGE = "https://daily.example.com/n/1"
WRITTEN = "Tue, 10 Mar 2026 08:00:00 +0900"
TEXT = (
    "The authority of the port said on Tuesday that all berths are open again after the storm of the weekend.",
    "Ships that had waited in the roads for two days were let in during the morning, the authority said.",
    "It expects the terminals to be back at their usual pace by the end of the week, it added in a statement.",
)


def rss(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>D</title>{body}</channel></rss>".encode()


def item(title: str = "Port reopens", link: str = PAGE, written: str = WRITTEN, more: str = "") -> str:
    dated = f"<pubDate>{written}</pubDate>" if written else ""
    return f"<title>{title}</title><link>{link}</link>{dated}{more}"


def page(title: str = "Port reopens", text: Sequence[str] = TEXT, head: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


class Archive:
    """A WARC file being written, and the captures table that goes with it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.warc.gz"
        self._writer = ArchiveWriter(self.path, {}, NINE)
        self._rows: list[dict[str, Any]] = []

    def add(
        self,
        role: str,
        url: str,
        at: datetime,
        body: bytes,
        *,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        asked: str = "",
        source_id: str = "kr_daily",
        found_in: str | None = None,
    ) -> str:
        identifier = self._writer.write_exchange(
            url=url, at=at, method="GET", request_target="/", request_headers=[], status_line=f"HTTP/1.1 {status} X",
            response_headers=[("Content-Type", kind)], payload=body,
        )  # fmt: skip
        self._rows.append(
            {
                "capture_id": identifier,
                "role": role,
                "seed": "feeds/0" if role == "feed" else "",
                "url": asked or url,
                "source_id": source_id,
                "found_in": found_in,
            }
        )
        return identifier

    def feed(self, at: datetime, *items: str, url: str = FEED, source_id: str = "kr_daily") -> str:
        return self.add("feed", url, at, rss(*items), kind="application/rss+xml", source_id=source_id)

    def page(self, at: datetime, body: bytes, **given: Any) -> str:
        return self.add("page", given.pop("url", PAGE), at, body, **given)

    def miss(self, at: datetime, outcome: str, detail: str, url: str = PAGE) -> None:
        identifier = self._writer.write_miss(url=url, at=at, outcome=outcome, detail=detail)
        self._rows.append(
            {"capture_id": identifier, "role": "page", "url": url, "source_id": "kr_daily", "found_in": None}
        )

    def captures(self) -> list[Capture]:
        self._writer.close()
        visits = {visit.capture_id: visit for visit in read_visits(self.path)[0]}
        captures = []
        for row in self._rows:
            visit = visits[row["capture_id"]]
            captures.append(
                Capture(
                    **row, country="kr", date="2026-03-10", final_url=visit.url, outcome=visit.outcome,
                    detail=visit.detail, status=visit.status, content_type=visit.content_type, fetched_at=visit.at,
                    payload_digest=visit.payload_digest, payload_bytes=visit.payload_bytes,
                    warc_file=str(visit.file), warc_offset=visit.offset,
                )
            )  # fmt: skip
        return captures

    def harvest(self, *sources: Source, captures: Sequence[Capture] | None = None) -> Harvest:
        return harvest(captures or self.captures(), sources or (source(),), DAY, Path)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def one_article(found: Harvest) -> Article:
    [article] = found.articles
    return article


def one_entry(found: Harvest) -> Entry:
    [entry] = found.entries
    return entry


def test_a_feed_captured_three_times_is_read_three_times(archive: Archive) -> None:
    ids = [archive.feed(NINE + n * HOUR, item()) for n in range(3)]
    found = archive.harvest()
    entry, article = one_entry(found), one_article(found)
    assert (entry.readings, article.feed_readings, article.version) == (3, 3, 1)
    assert (entry.capture_id, entry.last_capture_id) == (ids[0], ids[2])
    assert (entry.first_seen_at, entry.last_seen_at) == (NINE, NINE + 2 * HOUR)
    assert found.problems == ()


def test_an_entry_that_appears_later_or_is_gone_later_is_kept(archive: Archive) -> None:
    archive.feed(NINE, item(link=PAGE + "?a"))
    archive.feed(NINE + HOUR, item(link=PAGE + "?a"), item(link=PAGE + "?b"))
    archive.feed(NINE + 2 * HOUR, item(link=PAGE + "?b"))
    assert {(e.link[-1], e.readings) for e in archive.harvest().entries} == {("a", 2), ("b", 2)}


def test_an_edited_entry_without_page_is_two_versions(archive: Archive) -> None:
    archive.feed(NINE, item("Port reopens"))
    archive.feed(NINE + HOUR, item("Port reopens in part"))
    found = archive.harvest()
    assert [(a.version, a.is_latest, a.title) for a in found.articles] == [
        (1, False, "Port reopens"),
        (2, True, "Port reopens in part"),
    ]
    assert len(found.entries) == 2
    assert len({e.item_id for e in found.entries} | {a.item_id for a in found.articles}) == 1
    assert [a.entry_id for a in found.articles] == [
        e.entry_id for e in sorted(found.entries, key=lambda e: e.first_seen_at)
    ]


def test_a_page_with_another_text_is_another_version(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(NINE, page())
    archive.page(
        NINE + HOUR,
        page(
            text=[*TEXT[:2], "It corrects that one terminal stays closed until Friday of this week, it said."]
        ),
    )
    first, second = archive.harvest().articles
    assert (first.version, first.is_latest, second.version, second.is_latest) == (1, False, 2, True)
    assert first.content_digest != second.content_digest
    assert (first.fetched_at, second.fetched_at) == (NINE, NINE + HOUR)
    assert first.first_seen_at == second.first_seen_at == NINE
    assert first.published_at == second.published_at


def test_a_page_with_the_same_text_is_the_same_version(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(NINE, page())
    archive.page(NINE + HOUR, page(head="<script>counter(17)</script>"))
    article = one_article(archive.harvest())
    assert (article.version, article.page_state, article.body_basis) == (1, "fetched", "page")
    assert article.paragraphs == TEXT
    assert article.content_digest == content_digest(article.title, article.paragraphs)


def test_a_text_that_comes_back_is_a_version_again(archive: Archive) -> None:
    for hour, text in enumerate((TEXT, TEXT[:2], TEXT)):
        archive.page(NINE + hour * HOUR, page(text=text))
    assert [len(a.paragraphs) for a in archive.harvest().articles] == [3, 2, 3]


def test_a_new_title_of_the_page_is_a_new_version_with_that_title(archive: Archive) -> None:
    archive.feed(NINE, item("[Breaking] Port reopens"))
    archive.page(NINE, page("Port reopens"))
    archive.page(NINE + HOUR, page("Port reopens in part"))
    assert [a.title for a in archive.harvest().articles] == [
        "[Breaking] Port reopens",
        "Port reopens in part",
    ]


def test_an_item_in_two_feeds_of_a_publisher_is_one_item(archive: Archive) -> None:
    other = "https://daily.example.com/economy.xml"
    for hour in range(3):
        archive.feed(NINE + hour * HOUR, item(more="<description>All of it.</description>"))
        archive.feed(
            NINE + hour * HOUR + HOUR / 2,
            item(link="http://daily.example.com/n/1?utm_source=eco", more="<description>Some.</description>"),
            url=other,
        )
    found = archive.harvest(source(feeds=(FEED, other)))
    assert [(a.version, a.paragraphs) for a in found.articles] == [(1, ("All of it.",))]
    assert one_article(found).feed_readings == 6
    assert sorted((e.feed_url, e.readings) for e in found.entries) == [(other, 3), (FEED, 3)]


def test_the_same_page_of_two_publishers_is_two_items(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.feed(NINE, item(), url="https://other.example.com/rss.xml", source_id="kr_other")
    found = archive.harvest(source(), source("other"))
    assert sorted(a.source_id for a in found.articles) == ["kr_daily", "kr_other"]
    assert len({a.item_id for a in found.articles}) == 2


def test_full_text_in_the_feed_serves_without_page(archive: Archive) -> None:
    full = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content:encoded>"
    archive.feed(NINE, item(more=full))
    article = one_article(archive.harvest())
    assert (article.paragraphs, article.body_basis, article.extractor) == (
        ("One.", "Two."),
        "feed_content",
        "desk-feed",
    )


@pytest.mark.parametrize(
    ("written", "monitoring_date", "in_window"),
    [
        ("Tue, 10 Mar 2026 17:59:59 +0900", "2026-03-10", True),
        ("Tue, 10 Mar 2026 18:00:00 +0900", "2026-03-11", False),
        ("Mon, 09 Mar 2026 18:00:00 +0900", "2026-03-10", True),
        ("Mon, 09 Mar 2026 17:59:59 +0900", "2026-03-09", False),
        ("2026-03-10", "2026-03-10", True),
    ],
)
def test_an_item_belongs_to_the_day_of_its_publication(
    archive: Archive, written: str, monitoring_date: str, in_window: bool
) -> None:
    archive.feed(NINE + 12 * HOUR, item(written=written))
    article = one_article(archive.harvest())
    assert (article.monitoring_date, article.in_window, article.day_basis) == (
        monitoring_date,
        in_window,
        "published",
    )


def test_an_undated_item_belongs_to_the_day_it_was_first_seen(archive: Archive) -> None:
    archive.feed(NINE - 24 * HOUR, item(written="some day"))
    archive.feed(NINE, item(written="some day"))
    archive.page(NINE, page())
    article = one_article(archive.harvest())
    assert (article.published_at, article.day_basis, article.published_precision) == (
        None,
        "first_seen",
        "none",
    )
    assert (article.monitoring_date, article.in_window) == ("2026-03-09", False)
    assert (article.published_raw, article.published_basis) == (
        "some day",
        "unreadable date in feed; no date in page",
    )


def test_the_page_dates_an_item_that_its_feed_does_not(archive: Archive) -> None:
    archive.feed(NINE, item(written=""))
    archive.page(
        NINE, page(head="<meta property='article:published_time' content='2026-03-08T10:00:00+09:00'>")
    )
    article = one_article(archive.harvest())
    assert (article.published_at, article.published_basis) == (
        datetime(2026, 3, 8, 1, 0, tzinfo=UTC),
        "page meta",
    )
    assert article.monitoring_date == "2026-03-08"


def test_the_feeds_date_goes_before_the_pages(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(
        NINE, page(head="<meta property='article:published_time' content='2026-03-08T10:00:00+09:00'>")
    )
    assert one_article(archive.harvest()).published_basis == "feed"


def test_without_page_the_item_stands_on_its_entry_and_says_why(archive: Archive) -> None:
    archive.feed(NINE, item(more="<description>A summary.</description>"))
    archive.miss(NINE, "failed", "TimeoutError: 30 s")
    article = one_article(archive.harvest())
    assert (article.page_state, article.body_basis) == ("failed: TimeoutError: 30 s", "feed_summary")
    assert (article.paragraphs, article.page_capture_id) == (("A summary.",), None)
    assert article.feed_capture_id is not None


@pytest.mark.parametrize(
    ("status", "kind", "body", "state"),
    [
        (404, "text/html", page(), "failed: the page answered 404"),
        (503, "text/html", page(), "failed: the page answered 503"),
        (
            200,
            "application/pdf",
            b"%PDF-1.4",
            f"failed: {PAGE}: the PDF cannot be opened: Failed to load document (PDFium: Data format error).",
        ),
        (
            200,
            "text/html",
            b"<html><body><img></body></html>",
            "fetched, but it holds no text that can be extracted",
        ),
        (200, "text/html", b"", f"failed: {PAGE}: not readable as HTML: Document is empty"),
    ],
)
def test_a_page_of_no_use_is_said(archive: Archive, status: int, kind: str, body: bytes, state: str) -> None:
    archive.feed(NINE, item(more="<description>A summary.</description>"))
    archive.page(NINE, body, status=status, kind=kind)
    article = one_article(archive.harvest())
    assert (article.page_state, article.title, article.paragraphs) == (state, "Port reopens", ("A summary.",))


def test_not_asked_for_and_without_link_are_two_states(archive: Archive) -> None:
    archive.feed(NINE, item(), item(written="2026-02-01", link=PAGE + "?old"), "<title>No link</title>")
    states = {a.title + a.url[-3:]: a.page_state for a in archive.harvest().articles}
    assert states["Port reopensn/1"] == "not asked for"
    assert states["Port reopensold"] == "not asked for: the item is of another day"
    assert states["No linkxml"] == "the entry has no link to a page"


def test_a_hostile_link_is_never_an_articles_address(archive: Archive) -> None:
    archive.feed(NINE, "<title>t</title><link>javascript:alert(1)</link><guid isPermaLink='false'>g</guid>")
    article = one_article(archive.harvest())
    assert (article.url, article.canonical_url) == (FEED, "")


def test_an_archived_page_without_feed_is_an_item(archive: Archive) -> None:
    archive.page(
        NINE, page(head="<meta property='article:published_time' content='2026-03-10T08:00:00+09:00'>")
    )
    found = archive.harvest()
    entry, article = one_entry(found), one_article(found)
    assert (entry.feed_url, entry.position, entry.link, entry.readings) == ("", -1, PAGE, 1)
    assert (article.title, article.in_window, article.page_state) == ("Port reopens", True, "fetched")
    assert article.item_id == entry.item_id == item_id("kr_daily", PAGE)
    assert article.entry_id == entry.entry_id


def test_a_page_that_a_listing_led_to_counts_as_listed(archive: Archive) -> None:
    archive.page(NINE, page(), found_in="listing-capture")
    assert one_entry(archive.harvest()).feed_url == "listing"


def test_a_redirected_page_belongs_to_the_entry_that_led_there(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(NINE, page(), url="https://www.daily.example.com/moved", asked=PAGE)
    article = one_article(archive.harvest())
    assert (article.url, article.page_state, article.paragraphs) == (PAGE, "fetched", TEXT)


def test_bytes_that_are_not_those_of_the_table_are_named_and_not_read(archive: Archive) -> None:
    archive.feed(NINE, item(more="<description>A summary.</description>"))
    swapped = archive.page(NINE, page())
    captures = [
        c.model_copy(update={"payload_digest": "sha1:AAAA"}) if c.capture_id == swapped else c
        for c in archive.captures()
    ]
    found = archive.harvest(captures=captures)
    [(capture_id, reason)] = found.problems
    assert capture_id == swapped
    assert reason.endswith("the captures table says sha1:AAAA")
    assert one_article(found).page_state.startswith("failed: the stored bytes cannot be read")
    assert one_article(found).paragraphs == ("A summary.",)


def test_an_archive_that_is_gone_is_named_capture_by_capture(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(NINE, page())
    captures = archive.captures()
    archive.path.unlink()
    found = archive.harvest(captures=captures)
    assert len(found.problems) == 2
    assert all("a.warc.gz at byte" in reason for _, reason in found.problems)
    assert one_article(found).body_basis == "none"  # the item is not lost: its page had been visited


@pytest.mark.parametrize("body", [b"", b"<html><body>Maintenance</body></html>"])
def test_a_feed_that_is_none_is_named_and_the_others_are_read(archive: Archive, body: bytes) -> None:
    bad = archive.add("feed", FEED, NINE, body, kind="text/html")
    archive.feed(NINE + HOUR, item())
    found = archive.harvest()
    [(capture_id, reason)] = found.problems
    assert (capture_id, "not a feed" in reason) == (bad, True)
    assert len(found.articles) == 1


def test_other_countries_are_told_apart_by_whole_words(archive: Archive) -> None:
    titles = {
        "South Korea - Level 1": True,
        "SOUTH KOREA: advisory": True,
        "North Korea - Level 4": False,
        "South Koreatown": False,
        "한국은 안전하다": True,
        "Indian Ocean": False,
        "": False,
    }
    archive.feed(NINE, *(item(title, link=f"{PAGE}?{n}") for n, title in enumerate(titles)))
    found = archive.harvest(source(country_filter={"kr": ("South Korea", "한국")}))
    assert {a.title: a.is_about_country for a in found.articles} == titles
    assert {e.title: e.is_about_country for e in found.entries} == titles


def test_signs_of_damage_are_kept(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(NINE, page().replace(b"storm", b"st\xff\xff\xffrm"))
    article = one_article(archive.harvest())
    assert article.damage == ("3 undecodable characters",)


def test_the_order_of_the_captures_does_not_matter(archive: Archive) -> None:
    for hour in range(3):
        archive.feed(NINE + hour * HOUR, item(f"Title {hour}"), item(link=PAGE + "?b"))
        archive.page(NINE + hour * HOUR, page(f"Title {hour}"))
    captures = archive.captures()
    assert archive.harvest(captures=captures[::-1]) == archive.harvest(captures=captures)


def front_page() -> bytes:
    links = "".join(
        f"<li><a href='/n/{n}'>Headline number {n} about something that happened in town {n * 7}</a></li>"
        for n in range(60)
    )
    return f"<html><head><title>Daily</title></head><body><ul>{links}</ul></body></html>".encode()


def test_an_archived_page_that_lists_others_is_no_item_and_is_named(archive: Archive) -> None:
    capture = archive.page(NINE, front_page(), url="https://daily.example.com/")
    found = archive.harvest()
    assert (found.articles, found.entries, found.problems) == ((), (), ())
    assert found.passed_over == ((capture, NO_ARTICLE),)


def test_a_page_that_a_feed_led_to_is_an_item_whatever_it_looks_like(archive: Archive) -> None:
    archive.feed(NINE, item())
    archive.page(NINE, front_page())
    found = archive.harvest()
    assert one_article(found).title == "Port reopens"
    assert found.passed_over == ()


@pytest.mark.parametrize(
    ("at", "undated", "early"),
    [
        # A crawl of the day: it saw the undated item on it, and what the day before was collected without is late.
        (NINE, ("2026-03-10", "first_seen"), ("2026-03-10", "found_late")),
        # A backfill, weeks later, for the same day: it has not seen the day, and finds nothing late.
        (NINE + 30 * 24 * HOUR, ("2026-04-09", "first_seen"), ("2026-03-09", "published")),
    ],
)
def test_a_backfill_has_not_seen_its_day_and_finds_nothing_late(
    archive: Archive, at: datetime, undated: tuple[str, str], early: tuple[str, str]
) -> None:
    link = "https://daily.example.com/n/2"
    archive.feed(at, item(written=""), item("Of the day before", link, "Mon, 09 Mar 2026 08:00:00 +0900"))
    captures = [c.model_copy(update={"collected_for": "2026-03-10"}) for c in archive.captures()]
    before = Known(frozenset({"2026-03-09"}))
    found = harvest(captures, [source()], DAY, Path, before)
    assert {a.title: (a.monitoring_date, a.day_basis) for a in found.articles} == {
        "Port reopens": undated,
        "Of the day before": early,
    }


def test_an_article_that_is_a_pdf_keeps_the_page_of_each_paragraph(archive: Archive) -> None:
    """Paragraphs and their pages stay side by side; a page of markup has none."""
    archive.feed(NINE, item(), item("Ferry is late", PAGE + "2"))
    archive.page(NINE, make_pdf([FIRST, SECOND]), kind="application/pdf")
    archive.page(NINE, page("Ferry is late"), url=PAGE + "2")
    document, markup = sorted(archive.harvest().articles, key=lambda a: a.url)
    assert document.paragraph_pages == (1, 1, 1, 2)
    assert len(document.paragraphs) == 4
    assert (markup.body_basis, markup.paragraph_pages) == ("page", ())

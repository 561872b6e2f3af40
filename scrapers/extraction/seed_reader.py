"""Any seed's bytes to entries: the one door through which the crawl and the harvest both read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from briefing.records.seed import Api, Document, Feed, Listing, Seed, Sitemap
from briefing.records.source import ArticleRules
from scrapers.extraction.dates import WrittenDate
from scrapers.extraction.feed import FeedEntry, NotAFeedError, read_feed
from scrapers.extraction.listing import read_listing, row_entry
from scrapers.extraction.page import NoArticleError, read_page
from scrapers.extraction.placeholders import is_dated
from scrapers.extraction.records import read_api, read_document
from scrapers.extraction.seed_reading import NotAListError, SeedReading, typed
from scrapers.extraction.sitemap import read_sitemap


@typed(NotAFeedError, NoArticleError)
def read_seed(
    seed: Seed,
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None = None,
    since: datetime | None = None,
    dates: Sequence[date] = (),
    rules: ArticleRules | None = None,
    date_formats: Sequence[str] = (),
) -> SeedReading:
    """Read the answer of a seed captured ``at`` from ``address``; pure.

    ``since`` and ``dates`` are the start and the calendar dates of the monitoring day; only sitemaps read them, and
    what is an entry there depends on them. ``date_formats`` are strptime forms of a feed's dates; other seeds name
    their own. Raises NotAFeedError or NotAListError when it is not what it should be.
    """
    answer: dict[str, Any] = {
        "content_type": content_type,
        "address": address,
        "timezone": timezone,
        "at": at,
    }
    match seed:
        case Feed():
            feed = read_feed(body, **answer, charset=charset, formats=date_formats)
            return SeedReading(
                entries=feed.entries,
                language=feed.language,
                charset=feed.charset,
                charset_basis=feed.charset_basis,
                damaged=feed.damaged,
                cut=feed.cut,
                next_pages=(feed.next_link,) if feed.next_link else (),
            )
        case Sitemap():
            return read_sitemap(seed, body, **answer, since=since, dates=dates)
        case Listing():
            may_be_empty = is_dated(seed.url) or any(map(is_dated, seed.form.values()))
            return read_listing(seed, body, **answer, charset=charset, may_be_empty=may_be_empty)
        case Api():
            return read_api(seed, body, **answer, charset=charset)
        case Document():
            return _read_document(seed, body, **answer, charset=charset, rules=rules)


def _read_document(
    seed: Document,
    body: bytes,
    *,
    content_type: str | None,
    address: str,
    timezone: str,
    at: datetime,
    charset: str | None,
    rules: ArticleRules | None,
) -> SeedReading:
    """One entry, known by its address and its text: another text is another item."""
    link = seed.link or address
    is_json = seed.is_json or "json" in (content_type or "")
    if is_json:
        title, paragraphs, written = read_document(
            seed, body, content_type=content_type, timezone=timezone, at=at
        )
        entry = _document_entry(link, title or link, paragraphs, written)
        return SeedReading((entry,), None, "utf-8", "sniffed", 0)
    try:
        page = read_page(
            body,
            content_type=content_type,
            address=address,
            timezone=timezone,
            at=at,
            charset=charset,
            rules=rules,
        )
    except NoArticleError as error:
        raise NotAListError(str(error), "binary" if b"\x00" in body[:1000] else "no_article") from error
    if not page.paragraphs:
        raise NotAListError(f"{address}: the document holds no text", "no_entries")
    entry = _document_entry(link, seed.title or page.title, page.paragraphs, page.published)
    return SeedReading((entry,), page.language, page.charset, page.charset_basis, page.damaged)


def _document_entry(link: str, title: str, paragraphs: tuple[str, ...], written: WrittenDate) -> FeedEntry:
    entry = row_entry(0, "", link, title, "", paragraphs, "", written)
    return row_entry(0, f"{entry.canonical_url}\n{entry.wording}", link, title, "", paragraphs, "", written)

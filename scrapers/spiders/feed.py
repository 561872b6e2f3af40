"""By feed: read RSS, RDF or Atom, follow each of the day's entries to its article page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy.http import Request, Response

from scrapers.extraction.addresses import is_web_address
from scrapers.extraction.feed import FeedEntry, NotAFeedError, read_feed
from scrapers.spiders.source_spider import SourceSpider


class FeedSpider(SourceSpider):
    """Follows entries of the day, and undated ones, whose page may carry the date. Others are only counted."""

    name = "feed"

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            for feed in source.feeds:
                for request in self.visit(source, "feed", feed, self.parse_feed):
                    yield request

    def parse_feed(self, response: Response) -> Iterator[Request]:
        source = response.meta["source"]
        if response.status != 200:
            return
        try:
            feed = read_feed(
                response.body,
                content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
                address=response.url,
                timezone=source.timezone,
                at=response.meta["captured_at"],
                charset=source.charset,
            )
        except NotAFeedError as error:
            self.origin.unreadable(source, response, str(error))
            return
        for entry in feed.entries:
            if is_web_address(entry.link) and self.is_of_the_day(entry):
                yield from self.visit(
                    source,
                    "page",
                    entry.link,
                    self.ignore,
                    found_in=response.meta["capture_id"],
                    newer_than=max(filter(None, (entry.published.at, entry.updated.at)), default=None),
                )

    def is_of_the_day(self, entry: FeedEntry) -> bool:
        at = entry.published.at
        return at is None or self.day.start_at <= at < self.day.end_at

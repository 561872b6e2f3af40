"""By listing: read a page of links, follow those that are articles."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

from scrapy.http import HtmlResponse, Request, Response

from scrapers.extraction.addresses import is_web_address
from scrapers.spiders.source_spider import SourceSpider


class ListingSpider(SourceSpider):
    """The links of a listing that match its ``link_pattern``, in their order on the page."""

    name = "listing"

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            for listing in source.listings:
                for address in self.addresses(listing.url):
                    for request in self.visit(source, "listing", address, self.parse_listing):
                        request.meta["link_pattern"] = listing.link_pattern
                        yield request

    def addresses(self, template: str) -> list[str]:
        """A dated address stands for both calendar days that a monitoring day touches: what a site dates the
        evening before, after the cut-off, belongs to this day. The later page may not exist yet."""
        if "{yyyymmdd}" not in template:
            return [template]
        dates = (self.day.date - timedelta(days=1), self.day.date)
        return [template.replace("{yyyymmdd}", f"{date:%Y%m%d}") for date in dates]

    def parse_listing(self, response: Response) -> Iterator[Request]:
        source = response.meta["source"]
        pattern = re.compile(response.meta["link_pattern"])
        if response.status != 200:
            return
        if not isinstance(response, HtmlResponse):
            kind = (response.headers.get("Content-Type") or b"no content type").decode("latin-1")
            self.origin.unreadable(source, response, f"{response.url}: not a page of links but {kind}")
            return
        for href in response.css("a::attr(href)").getall():
            try:
                address = response.urljoin(href.strip())
            except ValueError:  # http://[ and its like lead nowhere
                continue
            if is_web_address(address) and pattern.search(address):
                yield from self.visit(
                    source, "page", address, self.ignore, found_in=response.meta["capture_id"]
                )

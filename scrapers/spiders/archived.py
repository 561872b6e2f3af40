"""By archive: article pages that an archive holds of a source although it holds no feed that lists them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from scrapy.http import Request

from scrapers.spiders.source_spider import SourceSpider


class ArchivedPageSpider(SourceSpider):
    """Visits what the archive has under a source's ``archived_pages``. On the network it finds nothing."""

    name = "archived"

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            for address in self.origin.pages_like(source.archived_pages):
                for request in self.visit(source, "page", address, self.ignore):
                    yield request

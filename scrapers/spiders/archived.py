"""By archive: article pages that an archive holds of a source although no seed of it that is there lists them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from scrapy.http import Request

from scrapers.extraction.asking import Asking
from scrapers.spiders.errand import Errand
from scrapers.spiders.source_spider import SourceSpider


class ArchivedPageSpider(SourceSpider):
    """Visits what an archive has under a source's ``archived_pages``, and, in an archive that is not ours, what it
    has of the source's host. Runs after the seeds were read; on the network it finds nothing."""

    name = "archived"

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            for address in [*self.origin.pages_like(source.archived_pages), *self.origin.pages_of(source)]:
                for request in self.visit(Errand(source, "page", Asking(address)), self.ignore):
                    yield request

"""By plan: asks what a pure function of the answers so far says, round by round, until it says nothing more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from scrapers.extraction.asking import Asking
from scrapers.probing.answers import Answer, Ask
from scrapers.probing.plan import first_asks, next_asks
from scrapers.spiders.errand import Errand
from scrapers.spiders.source_spider import SourceSpider
from scrapers.workers import WorkerLimitError


class ProbeSpider(SourceSpider):
    """Looks at an address that nobody has described yet. ``heard`` takes the answers, in the order of the asks."""

    name = "probe"

    def __init__(
        self, *args: Any, address: str, clock: Callable[[], datetime], heard: list[Answer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.address, self.clock, self.heard = address, clock, heard
        self._open: dict[Ask, Answer | None] = {}

    async def start(self) -> AsyncIterator[Request]:
        for request in self.ask(first_asks(self.address)):
            yield request

    def ask(self, asks: Sequence[Ask]) -> list[Request]:
        """One request for each; the next round begins when the last of them is answered."""
        requests = []
        for ask in asks:
            made = list(self.visit(Errand(self.sources[0], "page", Asking(ask.address)), self.parse_answer))
            if made:
                self._open[ask] = None
            for request in made:
                request.meta["ask"] = ask
                # Our own rules for it: a robots.txt does not speak of itself.
                request.meta["dont_obey_robotstxt"] = ask.purpose == "robots"
                requests.append(request)
        return requests

    async def parse_answer(self, response: Response) -> AsyncIterator[Request]:
        ask: Ask = response.meta["ask"]
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        at: datetime = response.meta["captured_at"]
        answer = Answer(ask, response.url, "fetched", response.status, kind, response.body, at)
        if response.status != 200:
            answer = replace(answer, detail=f"it answered {response.status}")
        for request in await self._noted(ask, answer):
            yield request

    def _missed(self, failure: Failure) -> Any:
        super()._missed(failure)
        ask: Ask = failure.request.meta["ask"]  # type: ignore[attr-defined]
        words = failure.getErrorMessage()
        outcome = getattr(failure.value, "outcome", "failed")
        missed = Answer(ask, ask.address, outcome, None, None, b"", self.clock(), words[:300])
        return self._after_miss(ask, missed)

    async def _after_miss(self, ask: Ask, answer: Answer) -> AsyncIterator[Request]:
        for request in await self._noted(ask, answer):
            yield request

    async def _noted(self, ask: Ask, answer: Answer) -> list[Request]:
        self._open[ask] = answer
        if not all(self._open.values()):
            return []
        self.heard.extend(found for found in self._open.values() if found is not None)
        self._open.clear()
        try:
            wanted = await self.read(next_asks, answers=self.heard)
        except WorkerLimitError as error:  # a page that no parser ends with: what is known has to do
            self.logger.warning("the plan ends here: %s", error)
            return []
        return self.ask(wanted)

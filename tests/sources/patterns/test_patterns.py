"""Every way in which sources publish lists, read from a saved page of that structure."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from briefing.records.seed import Seed
from briefing.records.source import Source
from scrapers.extraction.asking import Asking, first_askings, next_asking, prefetch_asking
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.prefetch import read_picks
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import NotAListError
from tests.sources.patterns.world import AT, DATES, SINCE, Answer, Pattern, load_patterns

PATTERNS = {pattern.name: pattern for pattern in load_patterns()}
ACCESS = {
    "rss", "atom", "json_feed", "youtube", "sitemap", "news_sitemap", "listing", "json_api", "document"
}  # fmt: skip


def answer_to(pattern: Pattern, asking: Asking) -> Answer | None:
    found = [a for a in pattern.answers if a.answers(asking.url, asking.method, asking.body.decode())]
    return found[0] if found else None


def read_all(pattern: Pattern) -> list[FeedEntry]:
    """What the crawl would read of a pattern's seeds: prefetched, paged, through indexes."""
    entries: list[FeedEntry] = []
    for seed in pattern.source.seeds().values():
        picked: dict[str, str] = {}
        if seed.prefetch is not None:
            first = answer_to(pattern, prefetch_asking(seed.prefetch))
            assert first is not None
            picked = read_picks(seed.prefetch, first.body, content_type=first.content_type)
        waiting = first_askings(seed, DATES, picked)
        seen: set[str] = set()
        while waiting:
            asking = waiting.pop(0)
            answer = answer_to(pattern, asking)
            if answer is None or asking.identity in seen:
                continue
            seen.add(asking.identity)
            found, more = read_one(pattern.source, seed, asking, answer, picked)
            entries += found
            waiting += more
    return entries


def read_one(
    source: Source, seed: Seed, asking: Asking, answer: Answer, picked: dict[str, str]
) -> tuple[tuple[FeedEntry, ...], list[Asking]]:
    reading = read_seed(
        seed,
        answer.body,
        content_type=answer.content_type,
        address=asking.url,
        timezone=source.timezone,
        at=AT,
        charset=source.charset,
        since=SINCE,
        dates=DATES,
        rules=source.article,
    )
    assert reading.damaged == 0
    following = next_asking(seed, asking, DATES, picked)
    pages = [Asking(link, page=asking.page + 1) for link in reading.next_pages]
    more = [*map(Asking, reading.children), *pages, *([following] if following else [])]
    return reading.entries, [one for one in more if one.page - seed.first_page < seed.max_pages]


def told(entry: FeedEntry) -> tuple[str, str, datetime | None]:
    return entry.link, entry.title, entry.published.at


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_pattern_is_read_as_described(name: str) -> None:
    pattern = PATTERNS[name]
    found = {entry.link: entry for entry in read_all(pattern)}
    assert sorted(found) == sorted(expected.link for expected in pattern.entries)
    for expected in pattern.entries:
        entry = found[expected.link]
        assert entry.title == expected.title
        if not expected.is_any_date:
            assert entry.published.at == expected.at, entry.published
            if expected.at is not None:
                assert (entry.published.precision == "day") == expected.is_day


def test_the_guide_names_every_pattern_and_no_other() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "guides" / "ways.md").read_text("utf-8")
    table = "".join(line.split("|")[2] for line in guide.splitlines() if line.startswith("|"))
    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(PATTERNS)


def test_every_way_of_access_has_a_pattern() -> None:
    assert {pattern.source.way_in for pattern in PATTERNS.values()} | {"news_sitemap"} >= ACCESS - {
        "news_sitemap"
    }
    assert PATTERNS["news_sitemap"].source.sitemaps


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_another_page_in_its_place_is_no_empty_list(name: str) -> None:
    """A page of maintenance with status 200, in place of a list that is not one of a single day."""
    pattern = PATTERNS[name]
    page = b"<!DOCTYPE html><html><head><title>Under maintenance</title></head><body><p>Back soon.</p></body></html>"
    for seed in pattern.source.seeds().values():
        if seed.way == "document" and not seed.is_json:
            continue  # any page is a text; health compares it with the one before
        asking = first_askings(seed, DATES, {"place": "/p", "query": "q=1", "token": "t"})[0]
        answer = Answer(asking.url, page, "text/html", None, (), "", "")
        try:
            entries, _ = read_one(pattern.source, seed, asking, answer, {})
        except ValueError as error:
            assert "maintenance" in str(error) or "html" in str(getattr(error, "found", "")), error
        else:
            assert name in {"day_page", "month_page", "clock_rows", "frame_pdf", "viewstate"}, name
            assert entries == ()


def test_a_state_too_long_to_send_back_is_refused_in_words() -> None:
    pattern = PATTERNS["viewstate"]
    (seed,) = pattern.source.seeds().values()
    assert seed.prefetch is not None
    held = next(a.body for a in pattern.answers if not a.is_post)
    assert len(read_picks(seed.prefetch, held, content_type="text/html")["hidden:__VIEWSTATE"]) > 30_000
    longer = held.replace(b"Aa9+", b"Aa9+" * 8)
    with pytest.raises(NotAListError, match=r"__VIEWSTATE is 24.* characters long, more than the 200000"):
        read_picks(seed.prefetch, longer, content_type="text/html")

"""What a probe asks next, given what it was answered: few addresses, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from briefing.records.seed import Sitemap
from scrapers.extraction.addresses import canonical_address
from scrapers.extraction.seed_reading import NotAListError
from scrapers.extraction.sitemap import read_sitemap
from scrapers.probing.answers import Answer, Ask, nature_of
from scrapers.probing.feed_links import (
    common_feeds,
    common_sitemaps,
    find_feed_pages,
    find_feeds,
    find_interfaces,
    find_list_pages,
    parse,
    sitemaps_of_robots,
)
from scrapers.probing.ways import GOOD, Way, read_ways

MOST = 20
"""Requests of one probe, robots.txt of further hosts not counted."""
_AT_ONCE = 5


def first_asks(address: str) -> tuple[Ask, ...]:
    """The address itself and its host's robots.txt."""
    root = "/".join(address.split("/")[:3])
    return (
        Ask(address, "start", "given"),
        Ask(f"{root}/robots.txt", "robots", "for the sitemaps that it names"),
    )


def next_asks(answers: Sequence[Answer]) -> tuple[Ask, ...]:
    """What to ask now; nothing when enough is known. ``answers`` are all so far, the first that of the start."""
    start = answers[0]
    left = MOST - len(answers)
    if not start.is_good or left <= 0:
        return ()
    asked = {canonical_address(answer.ask.address) for answer in answers}
    asked |= {canonical_address(answer.final_address) for answer in answers}
    for wave in _waves(answers):
        new = {canonical_address(a.address): a for a in reversed(wave)}
        fresh = [ask for key, ask in reversed(new.items()) if key not in asked]
        if fresh:
            return tuple(fresh[: min(left, _AT_ONCE)])
    return ()


def _waves(answers: Sequence[Answer]) -> Iterator[list[Ask]]:
    """Wishes in the order of their worth; a later wave is looked at when an earlier one is used up."""
    start = answers[0]
    address = start.final_address
    root = "/".join(address.split("/")[:3]) + "/"
    is_root = urlsplit(address).path.strip("/") == ""
    if nature_of(start.body) != "page":
        # A feed or data was given: only the publisher's name is still wanted.
        yield [Ask(root, "home", "for the publisher's name")]
        yield [] if nature_of(start.body) != "sitemap" else _children(start)
        return
    pages = [a for a in answers if a.is_good and a.ask.purpose in ("start", "home", "feed page", "list page")]
    yield _of_page(start, find_feeds, 4) + _of_interfaces(start)
    if not is_root:
        yield [Ask(root, "home", "for the publisher's name and feeds")]
    ways = read_ways(answers, "UTC")
    if ways and ways[0].rank >= GOOD and not _is_meant_otherwise(ways[0], start):
        return
    yield [ask for page in pages[1:] for ask in _of_page(page, find_feeds, 4)][:6]
    yield [ask for page in pages[:2] for ask in _of_page(page, find_feed_pages, 1)][:1]
    robots = next((a for a in answers if a.ask.purpose == "robots" and a.is_good), None)
    named = sitemaps_of_robots(robots.body, address)[:2] if robots is not None else []
    if ways and ways[0].rank >= 30 and not is_root:
        return  # the list that was asked for has dates
    if is_root:
        yield _of_page(start, find_list_pages, 2)
    yield named
    yield [ask for a in answers if a.ask.purpose == "sitemap" and a.is_good for ask in _children(a)][:2]
    if ways and ways[0].rank >= 30:
        return
    if not any(a.ask.purpose == "feed" for a in answers):
        yield common_feeds(address)
    if not named:
        yield common_sitemaps(address)[:2]


def _is_meant_otherwise(way: Way, start: Answer) -> bool:
    return way.answer is not start and "holds nothing" in way.words


def _of_page(answer: Answer, find: Callable[[Any, str], list[Ask]], most: int) -> list[Ask]:
    opened = parse(answer.body, answer.content_type)
    return find(opened[0], answer.final_address)[:most] if opened else []


def _of_interfaces(answer: Answer) -> list[Ask]:
    opened = parse(answer.body, answer.content_type)
    return find_interfaces(opened[0], opened[1], answer.final_address)[:3] if opened else []


def _children(answer: Answer) -> list[Ask]:
    """Sitemaps of an index: those of news first, else the one that changed last."""
    try:
        reading = read_sitemap(
            Sitemap(url=answer.final_address),
            answer.body,
            content_type=answer.content_type,
            address=answer.final_address,
            timezone="UTC",
            at=answer.at,
        )
    except NotAListError:
        return []
    likely = [c for c in reading.children if re.search(r"news|article|post|story|latest", c, re.IGNORECASE)]
    dull = re.compile(r"tag|categor|author|image|video|page|topic", re.IGNORECASE)
    others = [c for c in reading.children if c not in likely and not dull.search(urlsplit(c).path)]
    return [
        Ask(child, "sitemap", f"in the index {answer.final_address}") for child in (*likely[:2], *others[:1])
    ][:2]

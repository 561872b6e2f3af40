"""Feeds that are no XML: damaged, cut off, with entities of their own. feedparser reads what can be read."""

from __future__ import annotations

import re
from typing import Any

import feedparser

from scrapers.extraction.feeds.media import Media, gather_media, read_duration, read_size
from scrapers.extraction.feeds.wellformed import cut_entries
from scrapers.extraction.feeds.written import WrittenEntry, WrittenFeed

# feedparser takes what other vocabularies say of a picture or an episode for the item's own words. Under names it
# does not know they stay apart.
_RENAMED = {
    "media:description": "media:caption",
    "media:title": "media:headline",
    "itunes:summary": "itunes:spoken",
}
_OPENING = re.compile(r"<(media:description|media:title|itunes:summary)(?:\s[^<>]*)?>", re.IGNORECASE)
_CLOSING = re.compile(r"</(media:description|media:title|itunes:summary)\s*>", re.IGNORECASE)
_KINDS = {"rss090": "rdf", "rss10": "rdf", "cdf": "rss"}
_RDF = re.compile(r"<rdf:RDF[\s>]", re.IGNORECASE)


def read_lenient(text: str, most: int) -> WrittenFeed | None:
    """What feedparser finds in at most ``most`` entries; None where it sees neither a feed nor an entry.

    Raises ValueError where it trips over the text.
    """
    shortened, cut = cut_entries(text, most)
    shortened = _OPENING.sub(lambda m: f"<{_RENAMED[m.group(1).lower()]}>", shortened)
    shortened = _CLOSING.sub(lambda m: f"</{_RENAMED[m.group(1).lower()]}>", shortened)
    # Its own cleaning of markup is off (seven tenths of its time): we keep plain text only, see text.py.
    try:
        parsed = feedparser.parse(
            shortened.encode("utf-8", "replace"),
            response_headers={"content-type": "text/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError) as error:
        # One entry that the parser trips over (a lone surrogate, base64 that is none) must not end the country.
        raise ValueError(f"{type(error).__name__}: {error}") from error
    if not parsed.get("version") and not parsed.entries:
        return None
    feed, kind = parsed.feed, _kind(parsed.get("version") or "", text)
    links = feed.get("links") or ()
    return WrittenFeed(
        kind=kind,
        title=_text(feed.get("title")),
        language=_text(feed.get("language")),
        next_link=next((_text(link.get("href")) for link in links if link.get("rel") == "next"), ""),
        entries=tuple(_entry(raw, kind) for raw in parsed.entries),
        cut=cut,
    )


def _kind(version: str, text: str) -> str:
    if version in _KINDS:
        return _KINDS[version]
    if version.startswith("atom"):
        return "atom"
    return "rdf" if not version and _RDF.search(text) else "rss"


def _text(value: Any) -> str:
    """An element that the publisher gave attributes or children is a dictionary there."""
    return value.strip() if isinstance(value, str) else ""


def _entry(raw: Any, kind: str) -> WrittenEntry:
    links = [link for link in raw.get("links") or () if isinstance(link, dict)]
    contents = tuple(part.get("value") or "" for part in raw.get("content") or ())
    summary = _text(raw.get("summary")) or (
        "" if contents else _text(raw.get("itunes_spoken")) or _text(raw.get("media_caption"))
    )
    is_permalink = bool(raw.get("guidislink")) or kind == "rdf" or raw.get("link") == raw.get("id")
    link = _text(raw.get("link"))
    if is_permalink and link == _text(raw.get("id")) and not any(_text(known.get("href")) for known in links):
        link = ""  # it was made from the id, which has its own rule
    video = _text(raw.get("yt_videoid"))
    return WrittenEntry(
        id=_text(raw.get("id")),
        id_is_link=is_permalink,
        link=link
        or next((_text(known.get("href")) for known in links if known.get("rel") == "alternate"), "")
        or (f"https://www.youtube.com/watch?v={video}" if video else ""),
        original_link=_text(raw.get("feedburner_origlink")),
        title=_text(raw.get("title")) or _text(raw.get("media_headline")),
        summary=summary,
        contents=contents,
        people=tuple(filter(None, _people(raw))),
        published=_text(raw.get("published")) or _text(raw.get("created")),
        # feedparser answers with the publication where no update is written; asked as a dictionary, it does not.
        updated=_text(dict.get(raw, "updated")),
        media=_media(raw, links),
    )


def _people(raw: Any) -> list[str]:
    authors = [author for author in raw.get("authors") or () if isinstance(author, dict)]
    named = [_text(author.get("name")) or _text(author.get("email")) for author in authors]
    return named if len(named) > 1 and all(named) else [_text(raw.get("author"))]


def _media(raw: Any, links: list[Any]) -> tuple[Media, ...]:
    enclosures = [
        Media(
            _text(link.get("href")),
            _text(link.get("type")).lower(),
            bytes=read_size(_text(link.get("length"))),
        )
        for link in links
        if link.get("rel") == "enclosure"
    ]
    contents = [
        Media(
            _text(said.get("url")),
            _text(said.get("type") or said.get("medium")).lower(),
            read_duration(_text(said.get("duration"))),
            read_size(_text(said.get("filesize"))),
        )
        for said in raw.get("media_content") or ()
        if isinstance(said, dict)
    ]
    return gather_media([*enclosures, *contents], _text(raw.get("itunes_duration")))

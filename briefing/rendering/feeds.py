"""Feeds of editions for feed readers: Atom (RFC 4287) and JSON Feed 1.1.

An entry is an edition; its id names the version, so that a corrected edition appears anew. The content is a plain
list of the headlines with links into the reading room.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from lxml import etree
from lxml.builder import ElementMaker

from briefing.records.edition import Edition
from briefing.rendering import wording
from briefing.rendering.hostile_text import show_controls
from briefing.rendering.html import environment
from briefing.rendering.page import Page

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"


def render_atom(editions: Sequence[Edition], self_url: str, web_url: str) -> bytes:
    """``editions`` newest first, of one country; addresses without a slash at their end."""
    make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})
    feed = make.feed(
        make.title(_title(editions)),
        make.id(self_url),
        make.link(rel="self", href=self_url, type="application/atom+xml"),
        make.link(rel="alternate", href=web_url, type="text/html"),
        make.updated(max((_iso(_closed_at(e)) for e in editions), default=_NEVER)),
        make.author(make.name("Country Desk")),
    )
    for edition in editions:
        address = _address(edition, web_url)
        feed.append(
            make.entry(
                make.title(_name(edition)),
                make.id(address),
                make.link(rel="alternate", href=address, type="text/html"),
                make.link(rel="related", href=f"{address}.pdf", type="application/pdf"),
                make.published(_iso(_closed_at(edition))),
                make.updated(_iso(_closed_at(edition))),
                make.summary(_summary(edition)),
                make.content(_content(edition, address), type="html"),
            )
        )
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def render_json_feed(editions: Sequence[Edition], self_url: str, web_url: str) -> bytes:
    """The same as JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(editions),
        "home_page_url": web_url,
        "feed_url": self_url,
        "language": "en",
        "authors": [{"name": "Country Desk"}],
        "items": [
            {
                "id": _address(edition, web_url),
                "url": _address(edition, web_url),
                "title": _name(edition),
                "summary": _summary(edition),
                "content_html": _content(edition, _address(edition, web_url)),
                "date_published": _iso(_closed_at(edition)),
                "attachments": [
                    {"url": f"{_address(edition, web_url)}.pdf", "mime_type": "application/pdf"},
                    {"url": f"{_address(edition, web_url)}.json", "mime_type": "application/json"},
                ],
            }
            for edition in editions
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _title(editions: Sequence[Edition]) -> str:
    return f"Country Desk: {editions[0].country_name}" if editions else "Country Desk"


def _address(edition: Edition, web_url: str) -> str:
    return f"{web_url}/editions/{edition.country}/{edition.edition_date}/v{edition.version}"


def _name(edition: Edition) -> str:
    corrected = f", version {edition.version}" if edition.version > 1 else ""
    sample = " (invented outlets)" if edition.is_fictional else ""
    return f"{edition.country_name}, {wording.date_words(edition.edition_date)}{corrected}{sample}"


def _summary(edition: Edition) -> str:
    page = Page(edition)
    leads = [d.headline for d in edition.developments[:3]]
    told = f"{len(edition.reported):,} of {page.monitored_total:,} items reported"
    return show_controls("; ".join([*leads, told]))


def _content(edition: Edition, address: str) -> str:
    """HTML, made by the template environment: every text in it is escaped, and once more by the feed."""
    return (
        environment()
        .get_template("feed.html.j2")
        .render(page=Page(edition), edition=edition, address=address)
    )


def _closed_at(edition: Edition) -> datetime:
    """The cut-off: the edition holds no clock reading, and neither does its feed."""
    return edition.days[-1].end_at


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

"""Feeds, sitemaps and data interfaces that a page, a robots.txt or the ways of a known CMS lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml import etree

from scrapers.extraction.addresses import canonical_address, is_web_address
from scrapers.extraction.encoding import decode
from scrapers.extraction.text import clean
from scrapers.probing.answers import Ask

_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/x-rss|text/rss", re.IGNORECASE
)
_LOOSE_TYPE = re.compile(r"(?:text|application)/xml|application/json", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"/(?:rss|atom|feed|feeds)(?:[/._?-]|$)|rss\w*\.(?:xml|do|php|aspx?|jsp)|\.(?:rss|rdf|atom)(?:$|\?)|rssList\.do|"
    r"outboundfeeds|[?&](?:format=)?(?:rss|feed|atom)(?:=|&|$)|(?:feed|index|news)\.xml(?:$|\?)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"comments?(?:/|%2F|_)?(?:feed|rss|default)|/comments/|commentsfeed|[?&]feed=comments", re.IGNORECASE
)
_READERS = re.compile(
    r"(?:feedly|inoreader|netvibes|newsblur|my\.yahoo|bloglovin|theoldreader)\.", re.IGNORECASE
)
_RSS_WORD = re.compile(r"^\W*(?:rss|atom|rss\s*(?:2\.0|feeds?|서비스|配信|订阅|訂閱))\W*$|RSS", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LIST_WORD = re.compile(
    r"^\W*(?:보도자료|언론보도|보도\s*·?\s*설명|공지사항|새소식|뉴스|최신기사|報道発表|新着情報|ニュース|お知らせ|プレスリリース|新闻|新闻动态|要闻|"
    r"通知公告|新聞|新聞稿|最新消息|最新新聞|tin tức|tin mới|thông cáo báo chí|tin tổng hợp|समाचार|प्रेस विज्ञप्ति|"
    r"press releases?|news(?:room)?|latest news|announcements?|notices?|what'?s new|publications?)\W*$",
    re.IGNORECASE,
)
COMMON_FEEDS = ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml")
COMMON_SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml", "/sitemap_index.xml")


def parse(body: bytes, content_type: str | None) -> tuple[Any, str] | None:
    """Tree and text of a page; None where it is none."""
    text = decode(body, content_type, None).text.replace("\x00", "")
    try:
        tree = lxml.html.document_fromstring(
            text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree, text


def find_feeds(tree: Any, address: str) -> list[Ask]:
    """Feeds that a page declares, then those that it links to; each once, those of comments left out."""
    found = [*_declared(tree, address), *_linked(tree, address)]
    return _each_once(found)


def _declared(tree: Any, address: str) -> Iterator[Ask]:
    for link in tree.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind, href = link.get("type") or "", link.get("href") or ""
        if (
            not href
            or not {"alternate", "feed"} & set(rel)
            or "oembed" in href + kind
            or link.get("hreflang")
        ):
            continue
        is_feed = "feed" in rel or _FEED_TYPE.search(kind)
        if is_feed or ((_LOOSE_TYPE.search(kind) or not kind) and _FEED_PATH.search(href)):
            title = clean(link.get("title") or "")
            yield from _ask(
                href, address, "feed", "declared by the page" + (f" as {title[:60]!r}" if title else "")
            )


def _linked(tree: Any, address: str) -> Iterator[Ask]:
    for anchor in tree.iter("a", "area"):
        href = (anchor.get("href") or "").strip()
        if href.lower().startswith("feed:"):
            href = re.sub(r"^feed:(?://)?(?=https?:)|^feed:", "", href, flags=re.IGNORECASE)
            href = href if href.startswith("http") else "http:" + href
        if _READERS.search(href):
            inner = re.search(r"https?(?::|%3A)(?:/|%2F){2}.+", href[8:], re.IGNORECASE)
            href = unquote(inner.group()) if inner else ""
        if href and _FEED_PATH.search(href):
            yield from _ask(href, address, "feed", "linked from the page")


def find_feed_pages(tree: Any, address: str) -> list[Ask]:
    """Pages that seem to list the publisher's feeds."""
    found = []
    for anchor in tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        words = clean(" ".join([*anchor.itertext(), *(i.get("alt") or "" for i in anchor.iter("img"))]))
        if (len(words) <= 20 and _RSS_WORD.search(words)) or re.search(r"/rss(?:\.html?|/?$|/index)", href):
            found += _ask(href, address, "feed page", "a page about feeds")
    return _each_once(found)


def find_list_pages(tree: Any, address: str) -> list[Ask]:
    """Pages whose link says that they list news, releases or notices."""
    found = []
    for anchor in tree.iter("a"):
        words = clean(" ".join(anchor.itertext()))
        if _LIST_WORD.match(words):
            found += _ask(anchor.get("href") or "", address, "list page", f"linked as {words[:40]!r}")
    return _each_once(found)


def find_interfaces(tree: Any, text: str, address: str) -> list[Ask]:
    """Feeds and data interfaces of the CMS that a page was made by."""
    found: list[Ask] = []
    root = "/".join(address.split("/")[:3])
    for link in tree.iter("link"):
        if "https://api.w.org/" in (link.get("rel") or ""):
            interface = urljoin(address, link.get("href") or "")
            found += _ask(_posts_of(interface), address, "api", "WordPress says so in its head")
    if not found and re.search(r"/wp-(?:content|includes)/", text[:200_000]):
        found += _ask(f"{root}/wp-json/wp/v2/posts?per_page=20", address, "api", "files of WordPress")
    if re.search(r"Fusion\.(?:globalContent|contextPath)|/pf/dist/", text[:400_000]):
        found += _ask(f"{root}/arc/outboundfeeds/rss/?outputType=xml", address, "feed", "pages by Arc XP")
        found += _ask(
            f"{root}/arc/outboundfeeds/news-sitemap/?outputType=xml", address, "sitemap", "pages by Arc XP"
        )
    board = re.search(r"^(.*/bbs/[\w-]+/\d+)/artclList\.do", address)
    if board:
        found += _ask(f"{board.group(1)}/rssList.do?row=50", address, "feed", "a board of K2Web")
    for match in re.findall(r"/bbs/[\w-]+/\d+/rssList\.do", text)[:2]:
        found += _ask(f"{match}?row=50", address, "feed", "a board of K2Web")
    if re.search(r"""<meta[^>]+generator[^>]+Drupal""", text[:20_000], re.IGNORECASE):
        found += _ask(f"{root}/rss.xml", address, "feed", "pages by Drupal")
    if re.search(r"""<meta[^>]+generator[^>]+Ghost""", text[:20_000], re.IGNORECASE):
        found += _ask(f"{root}/rss/", address, "feed", "pages by Ghost")
    parts = urlsplit(address)
    if parts.hostname == "t.me" and not parts.path.startswith("/s/"):
        found += _ask(f"https://t.me/s{parts.path}", address, "list page", "the public page of a channel")
    if re.search(r"""["']mastodon["']|/@[\w.]+$""", text[:3000] + address):
        found += _ask(address.rstrip("/") + ".rss", address, "feed", "an account of Mastodon")
    return _each_once(found)


def _posts_of(interface: str) -> str:
    mark = "&" if "?" in interface else "?"
    return interface.rstrip("/") + f"/wp/v2/posts{mark}per_page=20"


def sitemaps_of_robots(body: bytes, address: str) -> list[Ask]:
    """Those that robots.txt names; news sitemaps first."""
    text = body[:500_000].decode("utf-8", "replace")
    found = [
        a
        for m in _SITEMAP_LINE.finditer(text)
        for a in _ask(m.group(1), address, "sitemap", "named by robots.txt")
    ]
    return sorted(_each_once(found), key=lambda ask: "news" not in ask.address.lower())


def common_feeds(address: str) -> list[Ask]:
    """Where feeds usually lie."""
    root = "/".join(address.split("/")[:3])
    return [Ask(root + path, "feed", "where feeds usually lie") for path in COMMON_FEEDS]


def common_sitemaps(address: str) -> list[Ask]:
    """Where sitemaps usually lie."""
    root = "/".join(address.split("/")[:3])
    return [Ask(root + path, "sitemap", "where sitemaps usually lie") for path in COMMON_SITEMAPS]


def _ask(href: str, address: str, purpose: Any, basis: str) -> list[Ask]:
    try:
        link = urljoin(address, href.strip()).partition("#")[0]
    except ValueError:
        return []
    if not is_web_address(link) or _COMMENTS.search(link):
        return []
    return [Ask(link, purpose, basis)]


def _each_once(asks: list[Ask]) -> list[Ask]:
    return list({canonical_address(ask.address): ask for ask in reversed(asks)}.values())[::-1]

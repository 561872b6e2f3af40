"""Who publishes at an address: name, kind, country, language, as address and pages say it, and on what ground."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from briefing.taxonomy.countries import COUNTRIES
from scrapers.extraction.text import clean
from scrapers.probing.source_check import tell_language

# Of publishers abroad that write about our countries: the folder is theirs.
_ZONES = {
    "us": "America/New_York",
    "uk": "Europe/London",
    "gb": "Europe/London",
    "au": "Australia/Sydney",
    "ca": "America/Toronto",
    "sg": "Asia/Singapore",
    "hk": "Asia/Hong_Kong",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
}
_COUNTRY_OF_LANGUAGE = {
    "ko": "kr", "ja": "jp", "zh-Hans": "cn", "zh-Hant": "tw", "vi": "vn",
    **dict.fromkeys(("hi", "mr", "bn", "as", "pa", "gu", "or", "ta", "te", "kn", "ml"), "in"),
}  # fmt: skip
_SECOND_LEVEL = frozenset(
    (
        "co",
        "com",
        "or",
        "org",
        "go",
        "gov",
        "ac",
        "edu",
        "re",
        "ne",
        "net",
        "gob",
        "govt",
        "nic",
        "pe",
        "res",
        "lg",
        "ed",
    )
)
_DULL = frozenset(
    ("www", "m", "mobile", "news", "en", "eng", "english", "rss", "feeds", "feed", "web", "portal", "home")
)
_GOVERNMENT = re.compile(r"(?:^|\.)(?:go|gov|gouv|govt|lg|nic)\.[a-z]{2}$|\.(?:gov|mil)$")
_SCHOOL = re.compile(r"(?:^|\.)(?:ac|edu|re|res)\.[a-z]{2}$|\.edu$")
_EMBASSY = re.compile(
    r"embassy|usembassy|emb-|consul|overseas\.mofa|大使館|大使馆|대사관|đại sứ quán", re.IGNORECASE
)
_CITY = re.compile(
    r"(?:^|\.)(?:city|metro|pref|seoul|busan|incheon|daegu|gwangju|daejeon|ulsan|sejong|gyeonggi|jeju)\.|"
    r"市政府|市人民政府|県庁|市役所|특별시|광역시|시청|도청",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"chamber|cci\b|federation|상공회의소|협회|商会|商會|商工会|phòng thương mại|association", re.IGNORECASE
)


@dataclass(frozen=True)
class Told:
    """A value and the ground on which it was taken."""

    value: str
    basis: str


@dataclass(frozen=True)
class Publisher:
    """``folder`` is the publisher's country (two letters), ``countries`` whose editions it feeds."""

    name: Told
    kind: Told
    languages: tuple[str, ...]
    language_basis: str
    folder: str
    countries: tuple[str, ...]
    country_basis: str
    timezone: Told
    homepage: str


def tell_country(host: str, languages: Sequence[str]) -> Told | None:
    """Two letters from the top-level domain, else from the language; None where neither tells."""
    top = host.rpartition(".")[2].lower()
    if top in COUNTRIES or top in _ZONES:
        return Told("gb" if top == "uk" else top, f"the domain ends in .{top}")
    for language in languages:
        if language in _COUNTRY_OF_LANGUAGE:
            return Told(_COUNTRY_OF_LANGUAGE[language], f"the titles are in {language}")
    return None


def zone_of(country: str) -> str:
    """IANA zone of a country's capital; UTC where it is none that we know."""
    return COUNTRIES[country].timezone if country in COUNTRIES else _ZONES.get(country, "UTC")


def tell_languages(texts: Iterable[str]) -> tuple[str, ...]:
    """Languages of titles, the commonest first; one that is in fewer than a fifth of them is left out."""
    found = Counter(language for text in texts if (language := tell_language(text)) != "und")
    total = sum(found.values())
    return tuple(language for language, count in found.most_common(3) if count * 5 >= total)


def tell_kind(host: str, name: str, *, has_sound: bool = False) -> Told:
    """One of the ten kinds; ``news_media`` where nothing tells otherwise."""
    host = host.lower()
    for pattern, kind, basis in (
        (re.compile(r"(?:^|\.)(?:youtube\.com|youtu\.be)$"), "video", "it is on YouTube"),
        (re.compile(r"(?:^|\.)(?:t\.me|bsky\.app|mastodon\.\w+)$"), "social", "it is a social network"),
    ):
        if pattern.search(host):
            return Told(kind, basis)
    if has_sound:
        return Told("podcast", "the feed's entries are sound files")
    if _EMBASSY.search(host) or _EMBASSY.search(name):
        return Told("embassy", "name or host speak of an embassy")
    if _GOVERNMENT.search(host):
        is_city = _CITY.search(host) or _CITY.search(name)
        return Told("city_state" if is_city else "government", "the domain is a government's")
    if _SCHOOL.search(host):
        return Told("academic_think_tank", "the domain is one of research or teaching")
    if _BUSINESS.search(host) or _BUSINESS.search(name):
        return Told("business", "name or host speak of a chamber or an association")
    return Told("news_media", "nothing tells otherwise")


def tell_name(trees: Sequence[Any], feed_title: str, host: str) -> Told:
    """The publisher's name: as the page's data have it, as its title ends, as the feed is called, or the host."""
    for tree in trees:
        for basis, value in _named(tree):
            words = clean(value)
            if 2 <= len(words) <= 80 and not words.lower().startswith(("http", "www.")):
                return Told(words, basis)
    if clean(feed_title):
        return Told(clean(feed_title)[:80], "the feed's title")
    return Told(host.removeprefix("www."), "the host")


def _named(tree: Any) -> Iterator[tuple[str, str]]:
    for name in ("og:site_name", "application-name", "apple-mobile-web-app-title"):
        for meta in tree.iter("meta"):
            if (meta.get("property") or meta.get("name") or "").lower() == name:
                yield name, meta.get("content") or ""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield from (("JSON-LD", name) for name in _of_json_ld("".join(script.itertext())))
    for title in tree.iter("title"):
        parts = re.split(r"\s+[|–—·:>«»-]+\s+|\s*[|｜]\s*", clean("".join(title.itertext())))
        yield "the page's title", min((p for p in parts if p), key=len, default="")


def _of_json_ld(text: str) -> Iterator[str]:
    try:
        held = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    nodes = held if isinstance(held, list) else held.get("@graph", [held]) if isinstance(held, dict) else []
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict):
            continue
        publisher = node.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            yield publisher["name"]
        if str(node.get("@type")) in (
            "Organization",
            "NewsMediaOrganization",
            "GovernmentOrganization",
            "WebSite",
        ):
            yield str(node.get("name") or "")


def stem_of(host: str) -> str:
    """A file's name from a host: ``www.mofa.go.kr`` → ``mofa``; always one that the catalogue takes."""
    labels = [label for label in host.lower().split(".") if label]
    labels = labels[:-1] if len(labels) > 1 else labels
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels = labels[:-1]
    telling = [label for label in labels if label not in _DULL] or labels
    stem = re.sub(r"[^a-z0-9]+", "_", telling[-1]).strip("_")
    return stem if re.match(r"[a-z]", stem) else f"s_{stem}"


def homepage_of(address: str) -> str:
    """Scheme and host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
